// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"

#include <memory>

namespace vigil::alert {

/// One row of the board: the view of an alert and what identifies it.
struct AlertRow {
    AlertView view;
    int rank = 0; ///< of the category, 0 = most urgent
    QString categoryLabel;
    Party raisedFor; ///< who was asked to act when it was raised, whoever telephones meanwhile
    QString findingCode;
    QString findingLabel;
    QString text; ///< empty when it is restricted and this is not the author's computer
    bool restricted = false;
    QString reportId;
    study::Patient patient;
    QStringList studyUids;
    QStringList accessionNumbers;
    Suspected suspected = Suspected::No;
    QString site;
    Laterality laterality = Laterality::NotApplicable;
    std::optional<UtcTime> signBy; ///< its report should be signed by then; nothing: it has none
    QString dutyRole;              ///< that of the radiologist on duty, by its policy
    QString device;                ///< the computer that it was raised on
    /// `signBy`, when that has passed and the report is not signed. By the moment of looking; also of what is
    /// over and was neither withdrawn nor replaced, for 30 days.
    std::optional<UtcTime> unsignedSince;
    /// Since when the department has not heard of that computer, which did not take its leave: what was done
    /// there since then (a call, say) may not have come yet. By the moment of looking; nothing while this
    /// computer itself does not know.
    std::optional<UtcTime> deviceLostSince;

    bool operator==(const AlertRow&) const = default;
};

/// A row as boards share it: one that has not changed is not copied for each of them.
using BoardRow = std::shared_ptr<const AlertRow>;
/// Never with a null in it.
using BoardRows = QList<BoardRow>;

struct BoardFilter {
    enum class Which { Open, Overdue, All };
    Which which = Which::Open;
    QString studyUid;          ///< empty = any
    QString ownerRole;         ///< empty = any
    study::PatientKey patient; ///< empty id = any; an issuer that one side does not name is no difference
    int closedLimit = 500;     ///< closed ones beyond it may be left out, an open alert never is
    /// With the open ones also what is over while its report is late and not signed.
    bool unsignedToo = true;

    [[nodiscard]] static BoardFilter openAlone() {
        BoardFilter filter;
        filter.unsignedToo = false;
        return filter;
    }
};

/// What a person may want to see of the board.
enum class BoardView {
    Open,
    Mine,
    MyTeam,
    Unacknowledged,
    NotActedOn,
    Overdue,
    NoRoute,
    NotDelivered,
    Unsigned,
    ElsewhereOffline,
    All
};

/// Who looks at the board.
struct BoardReader {
    QString name; ///< DICOM form
    QString role;
};

/// Whether somebody has taken responsibility. Who did not act in time may be relieved of it by another.
[[nodiscard]] bool isTaken(const AlertView& view);

/// Whether somebody has taken it and has not acted yet: only such an alert may be joined.
[[nodiscard]] bool stillActs(const AlertView& view);

/// Whether what it says still holds: neither withdrawn nor replaced by another.
[[nodiscard]] bool stands(const AlertView& view);

/// Whether a row belongs to what this person wants to see at this time. Pure.
[[nodiscard]] bool isIn(BoardView view, const AlertRow& row, const BoardReader& reader, UtcTime now);

/// Whose report is unsigned stands first on its author's list, and when as much time has passed again on that
/// of the radiologist on duty. Pure; the order is kept otherwise.
[[nodiscard]] BoardRows unsignedFirst(BoardRows rows, const BoardReader& reader, UtcTime now);

struct AlertCount {
    int open = 0;
    int critical = 0; ///< of open: those of rank 0
};

} // namespace vigil::alert
