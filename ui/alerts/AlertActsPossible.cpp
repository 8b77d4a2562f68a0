// SPDX-License-Identifier: GPL-3.0-or-later
// What the row says already about whether an act can be done.
#include "ui/alerts/AlertActs.h"

#include "ui/alerts/AlertText.h"

#include <algorithm>

namespace vigil::ui {

namespace {

using alert::State;

QString whyOver(const alert::AlertView& view) {
    switch (view.state) {
    case State::Closed:
        return QStringLiteral("the alert is closed");
    case State::Withdrawn:
        return QStringLiteral("the alert was withdrawn");
    case State::Superseded:
        return QStringLiteral("another alert has taken its place");
    default:
        return {};
    }
}

QString whyActedOn(const alert::AlertView& view) {
    return view.state == State::ActedOn ? QStringLiteral("somebody has acted on it already") : QString();
}

QString whyNotAcknowledged(const alert::AlertView& view) {
    if (!alert::isTaken(view)) return {};
    return QStringLiteral("%1 has acknowledged it").arg(partyText(view.acknowledgedBy));
}

QString whyNoHandOver(const alert::AlertView& view) {
    const bool open = view.callTask == alert::CallTask::Open || view.callTask == alert::CallTask::HandedOver;
    return open ? QString() : QStringLiteral("there is no open call for it");
}

QString whyNotClosed(const alert::AlertView& view) {
    if (view.needsNewerVigil) return QStringLiteral("a newer Vigil wrote to it; close it there");
    if (view.state == State::ActedOn || view.state == State::DocumentedOnly) return {};
    return QStringLiteral("nobody has acted on it yet; record what was done first");
}

QString whyNothingToSettle(const alert::AlertView& view) {
    const bool any = std::any_of(view.attention.begin(), view.attention.end(),
                                 [](const auto& item) { return !item.seen; });
    return any ? QString() : QStringLiteral("there is nothing to settle, no remark is open");
}

QString whyNoRight(AlertAct act, const alert::AlertRow& row, const alert::AlertRights& rights) {
    if (act == AlertAct::Withdraw && !rights.mayWithdraw)
        return QStringLiteral("only its author or the duty radiologist may withdraw it");
    if (act == AlertAct::Recategorise && !rights.mayLower && row.rank == 0)
        return QStringLiteral(
            "nothing is more urgent, and only its author or the duty radiologist may lower it");
    return {};
}

} // namespace

QString whyNot(AlertAct act, const alert::AlertRow& row, const alert::AlertRights& rights) {
    const auto& view = row.view;
    switch (act) { // a call counts also after an end, a note always
    case AlertAct::RecordCall:
    case AlertAct::Note:
    case AlertAct::Retract:
        return {};
    case AlertAct::TickOff:
        return whyNothingToSettle(view);
    default:
        break;
    }
    if (const auto over = whyOver(view); !over.isEmpty()) return over;
    switch (act) {
    case AlertAct::Acknowledge:
        return whyNotAcknowledged(view);
    case AlertAct::HandOverCall:
        return whyNoHandOver(view);
    case AlertAct::Decline:
    case AlertAct::Escalate:
        return whyActedOn(view);
    case AlertAct::Moved:
        return view.act.what.isEmpty() ? QString() : QStringLiteral("somebody has acted on it already");
    case AlertAct::Close:
        return whyNotClosed(view);
    default:
        return whyNoRight(act, row, rights);
    }
}

} // namespace vigil::ui
