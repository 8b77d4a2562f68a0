// SPDX-License-Identifier: GPL-3.0-or-later
// The half-filled form of a call: how the board keeps it on the disk, and opens it again at the next start.
#include "ui/alerts/AlertDetails.h"
#include "ui/alerts/AlertsBoard.h"

#include <QApplication>
#include <QStackedWidget>

#include <algorithm>

namespace vigil::ui {

namespace {

/// By another name than the form of the same call beside a report: both may be half-filled.
QString nameOnBoard(AlertAct act) {
    return QStringLiteral("board.") + wordsOf(act).id;
}

/// What recording a call takes away itself. Other forms are a few words, and done anew if need be.
std::optional<AlertAct> callOnBoard(const QString& name) {
    for (const auto act : {AlertAct::RecordCall, AlertAct::HandOverCall})
        if (nameOnBoard(act) == name) return act;
    return std::nullopt;
}

} // namespace

void AlertsBoard::addKeeper() {
    m_keeper = new BegunKeeper(
        m_service.begunWork(), [this] { return whatIsBegun(); },
        [](const alert::KeptWork& all) {
            alert::KeptWork ours;
            for (const auto& each : all.acts)
                if (callOnBoard(each.act)) ours.acts << each;
            return ours;
        },
        this);
    connect(m_keeper, &BegunKeeper::loaded, this, [this](const alert::KeptWork& kept) {
        m_keptBefore = kept.acts;
        m_isToGoToKept = !m_keptBefore.isEmpty();
        if (m_isToGoToKept) refreshSoon();
    });
    connect(m_keeper, &BegunKeeper::failed, this, &AlertsBoard::failed);
    auto& form = m_details->form();
    connect(&form, &FactsForm::edited, m_keeper, &BegunKeeper::keepSoon);
    connect(&form, &FactsForm::dismissed, m_keeper, &BegunKeeper::keepNow);
    m_keeper->load();
}

BegunKeeper::Now AlertsBoard::whatIsBegun() const {
    BegunKeeper::Now now;
    now.work.acts = m_keptBefore;
    const auto& form = m_details->form();
    for (const auto act : {AlertAct::RecordCall, AlertAct::HandOverCall}) {
        if (form.isHidden() || form.act() != wordsOf(act).id || form.values() == m_preset) continue;
        now.work.acts << alert::KeptAct{m_actingOn, nameOnBoard(act), form.values(), m_preset};
    }
    if (form.isSaving()) now.underWay << m_actingOn;
    return now;
}

/// When the board is looked at for the first time the details show the alert of such a form, where it is
/// among the rows. Of several the others are there again with T or H on their alert.
void AlertsBoard::goToKept() {
    if (m_keptBefore.isEmpty()) m_isToGoToKept = false;
    if (!m_isToGoToKept || !isVisible()) return;
    const auto& id = m_keptBefore.last().alertId;
    const auto shown = inView();
    m_isToGoToKept =
        m_wanted.isEmpty() && held().isEmpty() &&
        std::any_of(shown.begin(), shown.end(), [&](const auto& row) { return row->view.alertId == id; });
    if (m_isToGoToKept) m_wanted = id;
}

/// The focus stays where the reader has it: a key that is meant for the board must not go into a field.
void AlertsBoard::openKept() {
    if (m_keptBefore.isEmpty()) m_isToGoToKept = false;
    if (!m_isToGoToKept || !isVisible() || !m_shown) return;
    m_isToGoToKept = false;
    const auto act = callOnBoard(m_keptBefore.last().act);
    if (!act || !whyNot(*act, *m_shown, m_rights).isEmpty()) return;
    auto* focused = QApplication::focusWidget();
    begin(*act, m_shown);
    (focused ? focused : m_stack->currentWidget())->setFocus(Qt::OtherFocusReason);
}

/// What was typed into the form of this act about this alert before. What the form wrote by itself is
/// written anew: a call that comes back is of another time than when it was begun.
void AlertsBoard::enterKept(AlertAct act) {
    const auto found = std::find_if(m_keptBefore.begin(), m_keptBefore.end(), [&](const auto& each) {
        return each.alertId == m_actingOn && each.act == nameOnBoard(act);
    });
    if (found == m_keptBefore.end()) return;
    for (auto each = found->facts.cbegin(); each != found->facts.cend(); ++each)
        if (each.value() != found->preset.value(each.key()))
            m_details->form().setValue(each.key(), each.value());
    m_keptBefore.erase(found);
}

void AlertsBoard::hideEvent(QHideEvent* event) {
    m_keeper->keepNow();
    QWidget::hideEvent(event);
}

} // namespace vigil::ui
