// SPDX-License-Identifier: GPL-3.0-or-later
// What is entered about alerts beside the report: one form at a time, and what waits for it.
#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "core/study/SamePatient.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/CallSheet.h"
#include "ui/report/ReportAlerts.h"

#include <QApplication>
#include <QPushButton>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace vigil::ui {

namespace {

/// What the department's answer comes to beside the rows themselves.
QString earlierNote(bool any, int more) {
    if (more > 0) return QStringLiteral("The department has %1 more, all older than these.").arg(more);
    return any ? QStringLiteral("The department has no others.")
               : QStringLiteral("The department has no earlier alerts about this patient.");
}

/// Without what the form wrote by itself: a call that comes back is of another time than when it was begun.
QHash<QString, QString> typed(const QHash<QString, QString>& facts, const QHash<QString, QString>& preset) {
    QHash<QString, QString> own;
    for (auto each = facts.begin(); each != facts.end(); ++each)
        if (each.value() != preset.value(each.key())) own.insert(each.key(), each.value());
    return own;
}

} // namespace

void ReportAlerts::flag() {
    if (m_content.reportId.isEmpty()) return;
    if (!hasBegun()) {
        begin({});
        return beginForm(m_image, m_imageLabel);
    }
    const auto* focused = QApplication::focusWidget();
    const bool isInIt = focused && m_form->isAncestorOf(focused);
    if (isFormOpen() && (!m_returned || isInIt)) return m_form->raiseAlert();
    m_returned = false;
    showForm();
    m_form->takeFocus();
}

void ReportAlerts::begin(const Correction& correction) {
    say({});
    setCallAside(); // it keeps what there is, and the form still shows what was begun before
    m_begun = {vigil::toText(QUuid::createUuid()), m_content, correction, {}, {}, false};
    m_returned = false;
}

QString ReportAlerts::patientWords() const {
    return QStringLiteral("%1 · %2").arg(study::displayName(m_content.patient.name),
                                         patientLine(m_content.patient, m_clock.now()));
}

void ReportAlerts::beginForm(const std::optional<report::ImageReference>& image, const QString& label) {
    setCallAside();
    m_form->begin(image, label, patientWords());
    askEarlier();
    begunHasChanged();
}

/// What this computer has is shown at once, the rest when the department has answered.
void ReportAlerts::askEarlier() {
    stopAskingEarlier();
    const auto stop = m_earlierAsked.get_token();
    const auto& patient = m_content.patient.key;
    const bool asks = m_service.asksLog() && !patient.id.isEmpty();
    QFuture<Result<alert::EarlierAlerts>> log;
    if (asks) log = m_service.earlierInLog(patient, stop);
    whenFinished(
        m_service.earlier(patient), m_form, [this, stop, asks, log](const Result<alert::BoardRows>& rows) {
            if (stop.stop_requested()) return;
            const auto here = rows.value_or(alert::BoardRows());
            showEarlier(here, asks ? QStringLiteral("Asking the department for older ones …") : QString());
            if (asks) awaitLog(log, stop, here);
        });
}

void ReportAlerts::awaitLog(const QFuture<Result<alert::EarlierAlerts>>& log, const std::stop_token& stop,
                            const alert::BoardRows& here) {
    whenFinished(log, m_form, [this, stop, here](const Result<alert::EarlierAlerts>& all) {
        if (stop.stop_requested()) return;
        if (!all) return showEarlier(here, alert::whyOnlyRecent(all.error()));
        const auto& replaced = m_begun.correction.alertId;
        const bool any = std::any_of(all->rows.begin(), all->rows.end(), [&](const alert::BoardRow& row) {
            return row->view.alertId != replaced;
        });
        showEarlier(all->rows, earlierNote(any, all->more));
    });
}

/// What is on its way is not shown any more.
void ReportAlerts::stopAskingEarlier() {
    m_earlierAsked.request_stop();
    m_earlierAsked = {};
}

QList<BegunAlert> ReportAlerts::begun() const {
    QList<BegunAlert> alerts;
    const auto add = [&](const Entry& entry, const AlertEntry& fields, BegunAlert::Where where) {
        if (entry.isRaising) return;
        alerts << BegunAlert{entry.id, entry.of.studyUids().value(0), subjectOf(entry, fields), entry.problem,
                             where};
    };
    if (hasBegun()) add(m_begun, m_form->entry(), BegunAlert::Where::OpenReport);
    for (const auto& entry : m_left)
        add(entry, entry.fields, BegunAlert::Where::ReportLeft);
    return alerts;
}

QString ReportAlerts::subjectOf(const Entry& entry, const AlertEntry& fields) const {
    auto finding = fields.finding.trimmed();
    if (fields.isRestricted) {
        QString shown;
        for (const auto& rule : m_service.policy().findings())
            if (rule.label.compare(finding, Qt::CaseInsensitive) == 0) shown = rule.openLabel;
        finding = shown.isEmpty() ? QStringLiteral("Restricted finding") : shown;
    }
    if (finding.isEmpty()) finding = QStringLiteral("a finding not chosen yet");
    return QStringLiteral("%1, %2").arg(finding, study::displayName(entry.of.patient.name));
}

void ReportAlerts::discardBegun(const QString& id) {
    if (hasBegun() && m_begun.id == id) {
        if (m_begun.isRaising) return;
        endForm();
        return openNext();
    }
    m_left.removeIf([id](const Entry& entry) { return entry.id == id && !entry.isRaising; });
    begunHasChanged();
}

/// Before another report is shown.
void ReportAlerts::keepBegun() {
    if (!m_callFor.isEmpty()) awaitCall(std::exchange(m_callFor, {}));
    setCallAside();
    stopAskingEarlier();
    m_form->hide();
    if (!hasBegun()) return;
    m_begun.fields = m_form->entry();
    m_left << std::exchange(m_begun, {});
}

/// What was begun in the report that is shown now. The focus stays where the reader has it.
void ReportAlerts::returnBegun() {
    const auto ours = m_content.studyUids();
    const auto found = std::find_if(m_left.begin(), m_left.end(), [&](const Entry& entry) {
        return ours.contains(entry.of.studyUids().value(0)) &&
               study::isSamePatient(entry.of.patient.key, m_content.patient.key);
    });
    if (found == m_left.end()) return;
    m_begun = *found;
    m_left.erase(found);
    m_returned = true;
    m_form->resume(m_begun.fields, patientWords());
    m_form->setWork(m_begun.isRaising ? AlertForm::Work::Raising : AlertForm::Work::Idle);
    if (!m_begun.problem.isEmpty()) m_form->showProblem(m_begun.problem);
    askEarlier();
}

void ReportAlerts::showForm() {
    setCallAside();
    m_form->show();
}

void ReportAlerts::endForm() {
    stopAskingEarlier();
    m_begun = {};
    m_returned = false;
    m_form->hide();
    begunHasChanged();
}

/// What became of raising or joining. Whether that was entered in the form of the report shown now.
bool ReportAlerts::settle(const QString& id, const QString& subject, const QString& problem) {
    const bool isHere = m_begun.id == id;
    const auto left =
        std::find_if(m_left.begin(), m_left.end(), [id](const Entry& entry) { return entry.id == id; });
    if (!isHere && left == m_left.end()) {
        if (!problem.isEmpty())
            Q_EMIT failed(QStringLiteral("The alert for %1 was not raised. %2").arg(subject, problem));
        return false;
    }
    auto& entry = isHere ? m_begun : *left;
    entry.isRaising = false;
    entry.problem = problem;
    if (isHere) m_form->setWork(AlertForm::Work::Idle);
    if (isHere && problem.isEmpty()) {
        endForm();
    } else if (isHere) {
        showForm();
        m_form->showProblem(problem);
    } else if (problem.isEmpty()) {
        m_left.erase(left);
    }
    begunHasChanged();
    return isHere;
}

/// Raised, and the reader has gone on: its call task opens when its report is back.
void ReportAlerts::awaitCall(const QString& alertId) {
    m_calls << Call{AlertAct::RecordCall, alertId, {}, {}};
}

/// A call that is being recorded waits for another form, with what was typed.
void ReportAlerts::setCallAside() {
    if (m_facts->isHidden()) return;
    m_calls << openForm();
    m_facts->hide();
    keepNow();
}

ReportAlerts::Call ReportAlerts::openForm() const {
    const bool isHandOver = m_facts->act() == wordsOf(AlertAct::HandOverCall).id;
    return {isHandOver ? AlertAct::HandOverCall : AlertAct::RecordCall, m_actingOn, m_facts->values(),
            m_presetFacts};
}

bool ReportAlerts::returnCall(Focus focus) {
    for (auto i = m_calls.size() - 1; i >= 0; --i) {
        const auto* row = rowOf(m_calls.at(i).alertId);
        if (!row) continue;
        const auto call = m_calls.takeAt(i);
        const auto task = row->view.callTask;
        // Whoever typed has spoken to somebody, also when a colleague has handed the call over meanwhile.
        const bool isTypedCall = call.act == AlertAct::RecordCall && call.facts != call.preset;
        const bool isOpen =
            task == alert::CallTask::Open || (isTypedCall && task == alert::CallTask::HandedOver);
        const bool isSettled = !row->view.open || (!isOpen && row->view.stillToTell.isEmpty());
        if (isSettled) {
            m_keeper->keepSoon();
            continue;
        }
        auto* focused = QApplication::focusWidget();
        openCall(call.act, *row);
        m_facts->setValues(typed(call.facts, call.preset));
        if (focus == Focus::Left && focused) focused->setFocus(Qt::OtherFocusReason);
        return true;
    }
    return false;
}

/// When a form was closed: what waited for it, or the text.
void ReportAlerts::openNext() {
    if (isEntering() || returnCall(Focus::Taken)) return;
    if (!hasBegun()) returnBegun();
    if (hasBegun()) {
        m_returned = false;
        m_form->show();
        return m_form->takeFocus();
    }
    const auto* raised = rowOf(m_callFor);
    if (!raised) return Q_EMIT formClosed();
    const auto alertId = std::exchange(m_callFor, {});
    if (raised->view.callTask == alert::CallTask::Open) return ask(AlertAct::RecordCall, alertId);
    Q_EMIT formClosed();
}

void ReportAlerts::correct(const QString& alertId) {
    say({});
    whenFinished(m_service.alert(alertId), this,
                 [this, alertId, reportId = m_content.reportId](const Result<alert::Alert>& alert) {
                     const auto* row = rowOf(alertId);
                     if (!row || reportId != m_content.reportId) return;
                     if (hasBegun()) {
                         showForm();
                         return m_form->showProblem(
                             QStringLiteral("Raise or cancel this one first, then correct the other."));
                     }
                     if (!alert) return say(alert.error().message);
                     beginCorrection(*row, *alert);
                 });
}

void ReportAlerts::beginCorrection(const alert::AlertRow& row, const alert::Alert& alert) {
    const auto raised = alert::raisedDraft(alert);
    if (!raised) return;
    if (row.restricted && raised->text.isEmpty())
        return say(QStringLiteral("The text of this alert is on the computer that it was raised on. "
                                  "Correct it there."));
    auto draft = *raised;
    draft.category = row.view.category; // as it stands now
    Correction correction{row.view.alertId, row.reportId, {}};
    const auto now = alert::AlertStory(alert).draft().location;
    if (now != raised->location) correction.location = now;
    begin(correction);
    const bool hasImage = !draft.images.isEmpty();
    beginForm(hasImage ? std::optional(draft.images.first()) : m_image,
              hasImage ? QStringLiteral("the image it was raised with") : m_imageLabel);
    m_form->correct(draft);
}

void ReportAlerts::startCorrection() {
    press(QStringLiteral("correctAlertButton"),
          QStringLiteral("No alert of this study is yours to correct."));
}

void ReportAlerts::startAct(AlertAct act) {
    press(wordsOf(act).id + QStringLiteral("Button"),
          act == AlertAct::HandOverCall ? QStringLiteral("No alert of this study has a call to hand over.")
                                        : QStringLiteral("No alert of this study has a call to record."));
}

/// The only one of these buttons; of several the reader chooses, from the first on.
void ReportAlerts::press(const QString& button, const QString& none) {
    QList<QPushButton*> found;
    for (int i = 0; i < m_list->count(); ++i)
        if (auto* one = m_list->itemAt(i)->widget()->findChild<QPushButton*>(button)) found << one;
    if (found.isEmpty()) return say(none);
    say({});
    if (found.size() == 1) return found.first()->click();
    found.first()->setFocus(Qt::ShortcutFocusReason);
}

alert::BoardRows ReportAlerts::stillToTell(const QString& butFor) const {
    auto rows = m_rows;
    rows.removeIf([&](const alert::BoardRow& row) {
        return row->view.stillToTell.isEmpty() || row->view.alertId == butFor;
    });
    return rows;
}

void ReportAlerts::showEarlier(const alert::BoardRows& rows, const QString& note) {
    using Earlier = AlertForm::Earlier;
    QList<Earlier> earlier;
    for (const auto& row : rows) {
        if (row->view.alertId == m_begun.correction.alertId) continue;
        const bool ofThisStudy = row->studyUids.contains(m_content.studyUids().value(0));
        earlier << Earlier{
            row->view.alertId,
            QStringLiteral("%1 (%2, %3, raised %4)")
                .arg(row->findingLabel, row->categoryLabel.toLower(), alert::toText(row->view.state),
                     timeText(row->view.raisedAt, m_clock.now())),
            alert::stillActs(row->view) && !ofThisStudy ? Earlier::Join::Offered : Earlier::Join::No};
    }
    m_form->setEarlier(earlier, note);
}

alert::AlertDraft ReportAlerts::ofThisReport(alert::AlertDraft draft) const {
    const auto& correction = m_begun.correction;
    // A draft here does not have to carry what corrects the alert of another report.
    const bool isOfAnother = !correction.alertId.isEmpty() && correction.reportId != m_content.reportId;
    if (!isOfAnother) draft.reportId = m_content.reportId;
    draft.patient = m_content.patient;
    draft.procedures = m_content.procedures;
    draft.reportPatient = m_content.patient.key;
    draft.imagesPatient = m_imagesPatient.id.isEmpty() ? m_content.patient.key : m_imagesPatient;
    draft.location = correction.location;
    return draft;
}

void ReportAlerts::join(const QString& alertId, const alert::AlertDraft& seen) {
    if (m_begun.isRaising) return; // a button is pressed by the mouse at any time
    keepNow();
    m_form->setWork(AlertForm::Work::Raising);
    m_begun.isRaising = true;
    whenFinished(
        m_service.join(alertId, ofThisReport(seen), m_begun.id), this,
        [this, id = m_begun.id, subject = subjectOf(m_begun, m_form->entry())](const Result<void>& joined) {
            const bool isHere = settle(id, subject, joined ? QString() : joined.error().message);
            if (!isHere || !joined) return;
            refresh();
            openNext();
        });
}

void ReportAlerts::askWay(const alert::AlertDraft& entered) {
    const auto question = ++m_wayAsked;
    whenFinished(m_service.wayOf(ofThisReport(entered)), m_form,
                 [this, question](const Result<alert::AlertWay>& way) {
                     if (question == m_wayAsked && way) m_form->showWay(*way);
                 });
}

void ReportAlerts::raise(const alert::AlertDraft& draft) {
    keepNow();
    m_form->setWork(AlertForm::Work::Raising);
    m_begun.isRaising = true;
    const auto complete = ofThisReport(draft);
    const auto replaced = m_begun.correction.alertId;
    whenFinished(replaced.isEmpty() ? m_service.raise(complete, m_begun.id)
                                    : m_service.supersede(replaced, complete, m_begun.id),
                 this,
                 [this, replaced, id = m_begun.id,
                  subject = subjectOf(m_begun, m_form->entry())](const Result<QString>& alertId) {
                     const bool isHere = settle(id, subject, alertId ? QString() : alertId.error().message);
                     if (alertId) // who is called about the new one is told of the old one as well
                         m_calls.removeIf([&](const Call& call) {
                             return call.alertId == replaced && call.facts == call.preset;
                         });
                     if (!alertId) return;
                     if (!isHere) return awaitCall(*alertId);
                     m_callFor = *alertId;
                     refresh();
                 });
}

void ReportAlerts::ask(AlertAct act, const QString& alertId) {
    const auto* row = rowOf(alertId);
    if (!row) return;
    say({});
    const bool isOpen = !m_facts->isHidden() && m_facts->act() == wordsOf(act).id && m_actingOn == alertId;
    if (isOpen) {
        if (auto* name = m_facts->findChild<QWidget*>(QStringLiteral("name")))
            name->setFocus(Qt::OtherFocusReason);
        return;
    }
    setCallAside();
    m_form->hide(); // what is begun in it comes back when the call is recorded
    const auto waiting = std::find_if(m_calls.begin(), m_calls.end(), [&](const Call& call) {
        return call.act == act && call.alertId == alertId;
    });
    if (waiting == m_calls.end()) return openCall(act, *row);
    std::rotate(waiting, waiting + 1, m_calls.end()); // what was typed about it before is still there
    if (!returnCall(Focus::Taken)) openCall(act, *row);
}

void ReportAlerts::openCall(AlertAct act, const alert::AlertRow& row) {
    m_actingOn = row.view.alertId;
    askFor(act, row, m_service.policy(), *m_facts, {stillToTell(m_actingOn), m_clock.now()});
    m_presetFacts = m_facts->values();
    if (act == AlertAct::RecordCall) fillCallSheet(m_service, row, *m_facts);
}

void ReportAlerts::record(const QString& actId, const QHash<QString, QString>& facts) {
    const auto* row = rowOf(m_actingOn);
    if (!row) return m_facts->showProblem(QStringLiteral("This alert is not here any more."));
    const auto act =
        actId == wordsOf(AlertAct::HandOverCall).id ? AlertAct::HandOverCall : AlertAct::RecordCall;
    keepNow();
    const auto about = QStringLiteral("%1, %2").arg(row->findingLabel, study::displayName(row->patient.name));
    whenFinished(perform(act, *row, facts, m_service), this,
                 [this, actId, about, alertId = m_actingOn](const Result<void>& done) {
                     const bool isHere =
                         !m_facts->isHidden() && m_facts->act() == actId && m_actingOn == alertId;
                     if (!done && isHere) {
                         m_facts->showProblem(done.error().message);
                         return m_keeper->keepSoon(); // while it was being saved nothing was
                     }
                     if (!done) {
                         Q_EMIT failed(QStringLiteral("The call about %1 was not recorded. %2")
                                           .arg(about, done.error().message));
                         return refresh();
                     }
                     m_calls.removeIf([&](const Call& call) { return call.alertId == alertId; });
                     if (isHere) m_facts->dismiss();
                     keepNow();
                     refresh();
                 });
}

} // namespace vigil::ui
