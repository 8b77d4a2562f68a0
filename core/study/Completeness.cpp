// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Completeness.h"

#include <QSet>

#include <algorithm>

namespace vigil::study {

namespace {

QString nameOf(const MissingSeries& series) {
    if (series.here == 0) return QStringLiteral("a series of which nothing is here");
    const auto number = QStringLiteral("series %1").arg(series.number);
    const auto words = series.description.isEmpty() ? series.modality : series.description;
    return words.isEmpty() ? number : QStringLiteral("%1 (%2)").arg(number, words);
}

QString countOf(const MissingSeries& series) {
    const auto count = QString::number(series.missing);
    if (series.damaged == 0) return count;
    return series.damaged == series.missing
               ? QStringLiteral("%1 (damaged)").arg(count)
               : QStringLiteral("%1 (%2 damaged)").arg(count).arg(series.damaged);
}

} // namespace

Completeness completenessOf(const Study& study, const std::optional<store::StudyStore::Retrieval>& last,
                            const QList<StoredObject>& objects, const QStringList& ownDocuments) {
    Completeness result;
    QSet<QString> here;
    for (const auto& object : objects)
        here.insert(object.header.key.sopInstanceUid);
    if (!last) {
        result.expected = study.instanceCount;
        result.here = static_cast<int>(here.size());
        return result;
    }
    result.asked = last->listKnown;
    result.problem = last->message;
    result.missing = last->missing;
    // Pushed or brought by another study's retrieve since.
    result.missing.removeIf([&here](const InstanceKey& key) { return here.contains(key.sopInstanceUid); });
    result.damaged = last->damaged;
    result.damaged.removeIf([&here](const auto& instance) { return here.contains(instance.key()); });
    result.series = missingBySeries(result.missing, objects, result.damaged);
    result.expected = last->listKnown ? last->expected : std::max(last->expected, study.instanceCount);
    const auto present = static_cast<int>(here.size());
    result.here = last->listKnown ? last->expected - static_cast<int>(result.missing.size()) : present;
    if (!last->listKnown) return result;
    result.onlyCounted = last->onlyCounted;
    // Pushed or brought since: those that are here cannot be told from those that are not, but counted.
    result.unproved = std::clamp(last->expected + last->unproved - present, 0, last->unproved);
    // It was the study's own count that went beyond the names, and the PACS counts less by now.
    if (study.instanceCount >= 0 && last->counted <= last->studyCount)
        result.unproved = std::min(result.unproved, std::max(0, study.instanceCount - last->expected));
    const auto own = std::count_if(ownDocuments.begin(), ownDocuments.end(),
                                   [&here](const QString& uid) { return !here.contains(uid); });
    result.grownBy =
        std::max(0, store::StudyStore::grownBy(*last, study.instanceCount) - static_cast<int>(own));
    result.shrunkBy = store::StudyStore::shrunkBy(*last, study.instanceCount);
    if (last->message.isEmpty())
        result.contradiction = contradictionOf(last->failed, static_cast<int>(last->missing.size()));
    return result;
}

QList<MissingSeries> missingBySeries(const QList<InstanceKey>& missing, const QList<StoredObject>& objects,
                                     const QHash<QString, QString>& damaged) {
    QList<MissingSeries> series;
    const auto find = [&series](const QString& uid) {
        return std::find_if(series.begin(), series.end(),
                            [&uid](const MissingSeries& each) { return each.seriesUid == uid; });
    };
    for (const auto& key : missing) {
        auto found = find(key.seriesUid);
        if (found == series.end())
            found = series.insert(series.end(), MissingSeries{key.seriesUid, 0, {}, {}});
        ++found->missing;
        if (damaged.contains(key.sopInstanceUid)) ++found->damaged;
    }
    for (const auto& object : objects) {
        const auto found = find(object.header.key.seriesUid);
        if (found == series.end()) continue;
        ++found->here;
        found->number = object.header.seriesNumber;
        found->description = object.header.seriesDescription;
        found->modality = object.header.modality;
    }
    std::stable_sort(series.begin(), series.end(),
                     [](const MissingSeries& a, const MissingSeries& b) { return a.missing > b.missing; });
    return series;
}

QString missingText(const QList<MissingSeries>& series, int atMost) {
    QStringList parts;
    int others = 0;
    for (qsizetype i = 0; i < series.size(); ++i) {
        if (i < atMost)
            parts << QStringLiteral("%1 of %2").arg(countOf(series.at(i)), nameOf(series.at(i)));
        else
            others += series.at(i).missing;
    }
    if (others > 0) parts << QStringLiteral("%1 of other series").arg(others);
    return parts.join(QStringLiteral(", "));
}

QString damagedText(const QHash<QString, QString>& damaged) {
    if (damaged.isEmpty()) return {};
    auto reasons = damaged.values();
    reasons.sort();
    reasons.removeDuplicates();
    return QStringLiteral("%1 arrived damaged and %2 not kept: %3.")
        .arg(damaged.size())
        .arg(damaged.size() == 1 ? QStringLiteral("was") : QStringLiteral("were"),
             reasons.join(QStringLiteral("; ")));
}

QString unprovedText(const Completeness& state) {
    if (state.unproved == 0) return {};
    if (state.onlyCounted)
        return QStringLiteral(
                   "The PACS counts %1 images and does not name them; %2 are here. It is not proved "
                   "that these are all.")
            .arg(state.here + state.unproved)
            .arg(state.here);
    return QStringLiteral(
               "The PACS counts %1 images and names %2. It is not proved that what is here is all.")
        .arg(state.expected + state.unproved)
        .arg(state.expected);
}

QString contradictionOf(int failed, int missing) {
    if (failed == 0 && missing > 0)
        return QStringLiteral("The PACS says that it has sent all; %1 did not come.").arg(missing);
    if (failed > 0 && missing == 0)
        return QStringLiteral("The PACS counted %1 as failed; all are here.").arg(failed);
    if (failed != missing)
        return QStringLiteral("The PACS counted %1 as failed; %2 did not come.").arg(failed).arg(missing);
    return {};
}

bool isReportDocument(const InstanceKey& instance) {
    return instance.sopClassUid.startsWith(QLatin1String("1.2.840.10008.5.1.4.1.1.88."));
}

} // namespace vigil::study
