// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistModel.h"

#include "core/study/PacsSearch.h"
#include "ui/worklist/WorklistText.h"

#include <QSet>

#include <algorithm>
#include <numeric>
#include <utility>

namespace vigil::ui {

namespace {

QString searchKey(const study::Study& study) {
    QStringList parts{study.patient.name, study.patient.key.id, study.accessionNumber,
                      study.description,  study.studyId,        study.modalities.join(QLatin1Char(' '))};
    for (const auto& procedure : study.procedures)
        parts << procedure.accessionNumber << procedure.description << procedure.placerOrderNumber;
    return study::foldedForSearch(parts.join(QLatin1Char('\n')));
}

QString columnTitle(int column) {
    switch (column) {
    case WorklistModel::UrgencyColumn:
        return QStringLiteral("Urgency");
    case WorklistModel::LimitColumn:
        return QStringLiteral("Time to limit");
    case WorklistModel::PatientColumn:
        return QStringLiteral("Patient");
    case WorklistModel::AgeColumn:
        return QStringLiteral("Age, sex");
    case WorklistModel::ExaminationColumn:
        return QStringLiteral("Examination");
    case WorklistModel::ModalityColumn:
        return QStringLiteral("Modality");
    case WorklistModel::ImagesColumn:
        return QStringLiteral("Images");
    case WorklistModel::StatusColumn:
        return QStringLiteral("Status");
    case WorklistModel::ClaimedColumn:
        return QStringLiteral("Claimed by");
    case WorklistModel::PriorsColumn:
        return QStringLiteral("Priors");
    case WorklistModel::AlertsColumn:
        return QStringLiteral("Alerts");
    default:
        return {};
    }
}

} // namespace

WorklistModel::WorklistModel(const Clock& clock, QObject* parent)
    : QAbstractTableModel(parent), m_clock(clock) {
    m_list = standardLists().at(1);
}

QDateTime WorklistModel::now() const {
    return toDateTime(m_clock.now());
}

void WorklistModel::setRows(QList<study::WorklistRow> rows) {
    QHash<QString, QString> known;
    for (const auto& entry : std::as_const(m_all))
        known.insert(entry.row.study.studyUid, entry.folded);
    QList<Entry> all;
    all.reserve(rows.size());
    QHash<QString, const study::WorklistRow*> before;
    for (const auto& entry : std::as_const(m_all))
        before.insert(entry.row.study.studyUid, &entry.row);
    for (auto& row : rows) {
        // Folding is the costly part of a refresh: a study that did not change keeps its folded text.
        const auto* old = before.value(row.study.studyUid);
        auto folded = old && old->study == row.study ? known.value(row.study.studyUid) : searchKey(row.study);
        all.append({std::move(row), std::move(folded)});
    }
    const auto shownBefore = m_shownUids;
    m_all = std::move(all);
    const auto shown = wanted();
    QStringList uids;
    for (const int index : shown)
        uids << m_all.at(index).row.study.studyUid;
    m_hidden = countHidden();
    if (uids == shownBefore) {
        m_shown = shown;
        if (!m_shown.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    } else {
        rebuild();
    }
}

void WorklistModel::setArriving(const QHash<QString, QString>& words) {
    const auto before = std::exchange(m_arriving, words);
    for (const auto& uids : {before.keys(), words.keys()})
        for (const auto& uid : uids) {
            const int row = rowOf(uid);
            if (row >= 0 && before.value(uid) != words.value(uid))
                Q_EMIT dataChanged(index(row, ImagesColumn), index(row, ImagesColumn));
        }
}

void WorklistModel::setList(const SavedList& list) {
    m_list = list;
    rebuild();
}

void WorklistModel::setSearch(const QString& text) {
    m_search = text;
    m_words = study::searchWords(text);
    rebuild();
}

void WorklistModel::setModalities(const QStringList& modalities) {
    m_modalities = modalities;
    rebuild();
}

QStringList WorklistModel::heldModalities() const {
    QSet<QString> held;
    for (const auto& entry : m_all)
        held += QSet<QString>(entry.row.study.modalities.begin(), entry.row.study.modalities.end());
    return held.values();
}

void WorklistModel::refreshTime() {
    const auto shown = wanted();
    if (shown != m_shown) return rebuild();
    if (!m_shown.empty()) Q_EMIT dataChanged(index(0, LimitColumn), index(rowCount() - 1, LimitColumn));
}

bool WorklistModel::isFound(const Entry& entry, const QDateTime& time) const {
    // A search looks at every study: the one asked for on the telephone may be on any list.
    if (m_words.isEmpty()) return m_list.contains(entry.row, time);
    return std::all_of(m_words.begin(), m_words.end(),
                       [&entry](const QString& word) { return entry.folded.contains(word); });
}

int WorklistModel::countHidden() const {
    if (m_modalities.isEmpty()) return 0;
    const auto time = now();
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), [this, &time](const Entry& entry) {
        return !study::mayHoldAny(entry.row.study, m_modalities) && isFound(entry, time);
    }));
}

std::vector<int> WorklistModel::wanted() const {
    const auto time = now();
    std::vector<int> shown;
    for (int i = 0; i < m_all.size(); ++i) {
        const auto& entry = m_all.at(i);
        if (study::mayHoldAny(entry.row.study, m_modalities) && isFound(entry, time)) shown.push_back(i);
    }
    std::stable_sort(shown.begin(), shown.end(), [this, &time](int a, int b) {
        const auto& left = m_all.at(a).row;
        const auto& right = m_all.at(b).row;
        if (m_sortColumn < 0) return comesFirst(left, right, time);
        return m_sortOrder == Qt::AscendingOrder ? sortsBefore(left, right) : sortsBefore(right, left);
    });
    return shown;
}

void WorklistModel::rebuild() {
    beginResetModel();
    m_shown = wanted();
    m_hidden = countHidden();
    m_shownUids.clear();
    m_place.clear();
    for (int i = 0; i < static_cast<int>(m_shown.size()); ++i) {
        const auto& uid = m_all.at(m_shown[static_cast<std::size_t>(i)]).row.study.studyUid;
        m_shownUids << uid;
        m_place.insert(uid, i);
    }
    endResetModel();
}

const study::WorklistRow& WorklistModel::shownRow(int row) const {
    return m_all.at(m_shown.at(static_cast<std::size_t>(row))).row;
}

int WorklistModel::rowOf(const QString& studyUid) const {
    return m_place.value(studyUid, -1);
}

const study::WorklistRow* WorklistModel::find(const QString& studyUid) const {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&studyUid](const Entry& entry) {
        return entry.row.study.studyUid == studyUid;
    });
    return found == m_all.end() ? nullptr : &found->row;
}

int WorklistModel::countIn(const SavedList& list) const {
    const auto time = now();
    const auto isIn = [this, &list, &time](const Entry& entry) {
        return study::mayHoldAny(entry.row.study, m_modalities) && list.contains(entry.row, time);
    };
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), isIn));
}

QString WorklistModel::nextToRead(const QString& afterStudyUid) const {
    for (int i = rowOf(afterStudyUid) + 1; i < rowCount(); ++i) {
        const auto& row = shownRow(i);
        const bool somebodyElse = !row.claimedBy.isEmpty() && !row.claimedByMe;
        if (row.status != study::ReadingStatus::Final && !somebodyElse) return row.study.studyUid;
    }
    return {};
}

int WorklistModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int WorklistModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WorklistModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole) return columnTitle(section);
    return QAbstractTableModel::headerData(section, orientation, role);
}

QVariant WorklistModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& row = shownRow(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case SecondaryTextRole:
        return secondaryText(row, column);
    case IconNameRole:
        return iconName(row, column);
    case ToneRole:
        return tone(row, column);
    case StudyUidRole:
        return row.study.studyUid;
    case Qt::ToolTipRole:
        return column == StatusColumn && !row.claimedBy.isEmpty()
                   ? QStringLiteral("%1, open with %2").arg(statusWord(row.status), row.claimedBy)
                   : QStringLiteral("%1 %2").arg(text(row, column), secondaryText(row, column)).trimmed();
    case Qt::AccessibleTextRole: {
        const auto words =
            QStringLiteral("%1 %2").arg(text(row, column), secondaryText(row, column)).trimmed();
        return QStringLiteral("%1: %2").arg(columnTitle(column),
                                            words.isEmpty() ? QStringLiteral("none") : words);
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (column == PriorsColumn ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QString WorklistModel::text(const study::WorklistRow& row, int column) const {
    const auto& study = row.study;
    switch (column) {
    case UrgencyColumn:
        return urgencyWord(study.urgency);
    case LimitColumn:
        return limitText(row, now());
    case PatientColumn: {
        const auto name = study::displayName(study.patient.name);
        return name.isEmpty() ? QStringLiteral("No name given") : name;
    }
    case AgeColumn:
        return ageAndSex(study.patient, study.studyTime.date());
    case ExaminationColumn:
        return study.description.isEmpty()
                   ? QStringLiteral("%1 examination").arg(study.modalities.join(QLatin1Char('/')))
                   : study.description;
    case ModalityColumn:
        return study.modalities.join(QStringLiteral(", "));
    case ImagesColumn:
        return imagesText(row);
    case StatusColumn:
        return row.finalReports > 1 ? QStringLiteral("%1 final reports").arg(row.finalReports)
                                    : statusWord(row.status);
    case ClaimedColumn:
        return row.claimedByMe ? QStringLiteral("you") : row.claimedBy;
    case PriorsColumn:
        return row.priors > 0 ? QString::number(row.priors) : QString();
    case AlertsColumn:
        return alertsText(row);
    default:
        return {};
    }
}

QString WorklistModel::secondaryText(const study::WorklistRow& row, int column) const {
    if (column == PatientColumn) return row.study.patient.key.id;
    if (column == ExaminationColumn) return momentText(row.study.studyTime, now());
    if (column == ImagesColumn) {
        if (row.vanished) return QStringLiteral("not in the PACS");
        const auto arriving = m_arriving.value(row.study.studyUid);
        if (!arriving.isEmpty() || row.grownBy == 0) return arriving;
        return QStringLiteral("%1 new").arg(row.grownBy);
    }
    return {};
}

QString WorklistModel::iconName(const study::WorklistRow& row, int column) const {
    switch (column) {
    case UrgencyColumn:
        return urgencyIcon(row.study.urgency);
    case LimitColumn:
        if (isBreached(row, now())) return QStringLiteral("overdue");
        return isNearBreach(row, now()) ? QStringLiteral("clock") : QString();
    case StatusColumn:
        return statusIcon(row.status);
    case AlertsColumn:
        return row.openAlerts > 0 ? QStringLiteral("alerts") : QString();
    default:
        return {};
    }
}

int WorklistModel::tone(const study::WorklistRow& row, int column) const {
    const auto of = [](Tone tone) { return static_cast<int>(tone); };
    if (column == LimitColumn) return of(limitTone(row, now()));
    if (row.status == study::ReadingStatus::Final && column != AlertsColumn && column != StatusColumn)
        return of(Tone::Muted);
    switch (column) {
    case UrgencyColumn:
        if (row.study.urgency == study::Urgency::Emergency) return of(Tone::Critical);
        return of(row.study.urgency == study::Urgency::Routine ? Tone::Muted : Tone::Plain);
    case AlertsColumn:
        return of(row.criticalAlerts > 0 ? Tone::Critical : Tone::Warning);
    case StatusColumn:
        if (row.finalReports > 1) return of(Tone::Warning);
        if (row.status == study::ReadingStatus::Final) return of(Tone::Good);
        return of(row.status == study::ReadingStatus::Unread ? Tone::Plain : Tone::Info);
    case ImagesColumn:
        if (row.vanished || (row.imagesHere > 0 && row.imagesHere < row.imagesExpected))
            return of(Tone::Warning);
        return of(row.imagesHere == 0 ? Tone::Muted : Tone::Plain);
    case ModalityColumn:
    case ClaimedColumn:
        return of(Tone::Muted);
    default:
        return of(Tone::Plain);
    }
}

bool WorklistModel::sortsBefore(const study::WorklistRow& a, const study::WorklistRow& b) const {
    switch (m_sortColumn) {
    case UrgencyColumn:
        return a.study.urgency < b.study.urgency;
    case LimitColumn:
        return a.dueAt.isValid() && (!b.dueAt.isValid() || a.dueAt < b.dueAt);
    case AgeColumn:
        return a.study.patient.birthDate > b.study.patient.birthDate;
    case ImagesColumn:
        return a.imagesExpected < b.imagesExpected;
    case StatusColumn:
        return a.status < b.status;
    case PriorsColumn:
        return a.priors < b.priors;
    case AlertsColumn:
        return std::pair(a.criticalAlerts, a.openAlerts) < std::pair(b.criticalAlerts, b.openAlerts);
    default:
        return text(a, m_sortColumn).localeAwareCompare(text(b, m_sortColumn)) < 0;
    }
}

void WorklistModel::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column;
    m_sortOrder = order;
    rebuild();
}

} // namespace vigil::ui
