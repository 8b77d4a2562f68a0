// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/study/WorklistRow.h"
#include "ui/worklist/SavedList.h"

#include <QAbstractTableModel>
#include <QHash>

#include <vector>

namespace vigil::ui {

/// The worklist as a table: all rows, of which those of one saved list that match the search are shown, in
/// the reader's order or in that of a column. Tens of thousands of rows are fine: nothing is made per row. UI
/// thread; owned by WorklistPage.
class WorklistModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        UrgencyColumn,
        LimitColumn,
        PatientColumn,
        AgeColumn,
        ExaminationColumn,
        ModalityColumn,
        ImagesColumn,
        StatusColumn,
        ClaimedColumn,
        PriorsColumn,
        AlertsColumn,
        ColumnCount
    };
    enum Role {
        ToneRole = Qt::UserRole, ///< int(Tone)
        SecondaryTextRole,       ///< said quietly after the text: identifier, time of the examination
        IconNameRole,
        StudyUidRole
    };

    explicit WorklistModel(const Clock& clock, QObject* parent = nullptr);

    /// Takes the rows over. Where the shown studies stay the same only their cells change, so that nothing
    /// jumps.
    void setRows(QList<study::WorklistRow> rows);
    /// What the retrieve queue says of each study that is queued: "arriving", "queued" …
    void setArriving(const QHash<QString, QString>& words);
    void setList(const SavedList& list);
    /// Every word of the text must occur in name, identifiers, accession or description, folded (case,
    /// accents).
    void setSearch(const QString& text);
    /// Only studies that hold one of these, on every list and in a search; empty: all. A study whose
    /// modalities the PACS does not say stays in.
    void setModalities(const QStringList& modalities);
    /// Recomputes what depends on the time: limits, and which rows a list holds.
    void refreshTime();

    [[nodiscard]] const study::WorklistRow& shownRow(int row) const;
    /// The place of a study among the shown rows, -1 when it is not shown.
    [[nodiscard]] int rowOf(const QString& studyUid) const;
    [[nodiscard]] const study::WorklistRow* find(const QString& studyUid) const;
    /// How many studies a list holds of the modalities chosen, whatever the search says.
    [[nodiscard]] int countIn(const SavedList& list) const;
    [[nodiscard]] int total() const { return static_cast<int>(m_all.size()); }
    [[nodiscard]] QString search() const { return m_search; }
    [[nodiscard]] QStringList modalities() const { return m_modalities; }
    /// So many more would show if all modalities were chosen.
    [[nodiscard]] int hiddenByModality() const { return m_hidden; }
    /// Every modality that a row holds, chosen or not.
    [[nodiscard]] QStringList heldModalities() const;
    /// The first study to read after this one in the order shown: not reported, not claimed by somebody else.
    /// Empty at the end.
    [[nodiscard]] QString nextToRead(const QString& afterStudyUid) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Column -1 is the reader's own order.
    void sort(int column, Qt::SortOrder order) override;

private:
    struct Entry {
        study::WorklistRow row;
        QString folded;
    };

    void rebuild();
    [[nodiscard]] std::vector<int> wanted() const;
    /// On the chosen list, or by the search; whatever modality.
    [[nodiscard]] bool isFound(const Entry& entry, const QDateTime& time) const;
    [[nodiscard]] int countHidden() const;
    [[nodiscard]] QDateTime now() const;
    [[nodiscard]] QString text(const study::WorklistRow& row, int column) const;
    [[nodiscard]] QString secondaryText(const study::WorklistRow& row, int column) const;
    [[nodiscard]] QString iconName(const study::WorklistRow& row, int column) const;
    [[nodiscard]] int tone(const study::WorklistRow& row, int column) const;
    [[nodiscard]] bool sortsBefore(const study::WorklistRow& a, const study::WorklistRow& b) const;

    const Clock& m_clock;
    SavedList m_list;
    QString m_search;
    QStringList m_words;
    QStringList m_modalities;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QList<Entry> m_all;
    std::vector<int> m_shown; ///< indices into m_all
    QStringList m_shownUids;
    int m_hidden = 0;
    QHash<QString, QString> m_arriving;
    QHash<QString, int> m_place; ///< Study UID → shown row
};

} // namespace vigil::ui
