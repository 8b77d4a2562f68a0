// SPDX-License-Identifier: GPL-3.0-or-later
// What is begun about alerts: how it is kept on the disk, and taken up again at the next start.
#include "ui/alerts/FactsForm.h"
#include "ui/report/ReportAlerts.h"

#include <algorithm>

namespace vigil::ui {

namespace {

/// The act whose form it is; nothing: that of another place.
std::optional<AlertAct> callOf(const alert::KeptAct& kept) {
    for (const auto act : {AlertAct::RecordCall, AlertAct::HandOverCall})
        if (wordsOf(act).id == kept.act) return act;
    return std::nullopt;
}

} // namespace

void ReportAlerts::addKeeper() {
    m_keeper = new BegunKeeper(
        m_service.begunWork(), [this] { return whatIsBegun(); },
        [](const alert::KeptWork& all) {
            auto ours = all;
            ours.acts.removeIf([](const alert::KeptAct& each) { return !callOf(each); });
            return ours;
        },
        this);
    connect(m_keeper, &BegunKeeper::loaded, this, &ReportAlerts::takeKept);
    connect(m_keeper, &BegunKeeper::failed, this, &ReportAlerts::failed);
    connect(m_form, &AlertForm::edited, m_keeper, &BegunKeeper::keepSoon);
    connect(m_facts, &FactsForm::edited, m_keeper, &BegunKeeper::keepSoon);
    m_keeper->load();
}

void ReportAlerts::keepNow() {
    m_keeper->keepNow();
}

void ReportAlerts::begunHasChanged() {
    keepNow();
    Q_EMIT begunChanged();
}

/// The window was closed, or another place is looked at.
void ReportAlerts::hideEvent(QHideEvent* event) {
    keepNow();
    QWidget::hideEvent(event);
}

alert::KeptAlert ReportAlerts::toKeep(const Entry& entry, const AlertEntry& fields) {
    return {entry.id,
            entry.of.reportId,
            entry.of.patient,
            entry.of.procedures,
            entry.correction.alertId,
            entry.correction.reportId,
            entry.correction.location,
            toObject(fields),
            entry.problem};
}

ReportAlerts::Entry ReportAlerts::taken(const alert::KeptAlert& kept) {
    Entry entry;
    entry.id = kept.id;
    entry.of.reportId = kept.reportId;
    entry.of.patient = kept.patient;
    entry.of.procedures = kept.procedures;
    entry.correction = {kept.correctsAlert, kept.correctsReport, kept.movedTo};
    entry.fields = entryFromObject(kept.fields);
    entry.problem = kept.problem;
    return entry;
}

BegunKeeper::Now ReportAlerts::whatIsBegun() const {
    BegunKeeper::Now now;
    const auto add = [&](const Entry& entry, const AlertEntry& fields) {
        now.work.alerts << toKeep(entry, fields);
        if (entry.isRaising) now.underWay << entry.id;
    };
    if (hasBegun()) add(m_begun, m_form->entry());
    for (const auto& entry : m_left)
        add(entry, entry.fields);
    auto calls = m_calls;
    if (!m_facts->isHidden()) calls << openForm();
    if (m_facts->isSaving()) now.underWay << m_actingOn;
    for (const auto& call : calls) // a task that nobody has typed into is on the board anyway
        if (call.facts != call.preset)
            now.work.acts << alert::KeptAct{call.alertId, wordsOf(call.act).id, call.facts, call.preset};
    return now;
}

void ReportAlerts::takeKept(const alert::KeptWork& kept) {
    for (const auto& alert : kept.alerts)
        m_left << taken(alert);
    QList<Call> older;
    for (const auto& act : kept.acts)
        if (const auto call = callOf(act)) older << Call{*call, act.alertId, act.facts, act.preset};
    m_calls = older + m_calls;
    if (kept.alerts.isEmpty() && kept.acts.isEmpty()) return;
    if (!isEntering()) returnCall(Focus::Left);
    if (!isEntering() && !hasBegun() && !m_content.reportId.isEmpty()) returnBegun();
    Q_EMIT begunChanged();
}

} // namespace vigil::ui
