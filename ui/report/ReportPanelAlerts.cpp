// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel offers about the alerts of its report.
#include "ui/report/ReportAlerts.h"
#include "ui/report/ReportPanel.h"
#include "ui/report/ReportSession.h"

#include <QStackedWidget>

namespace vigil::ui {

bool ReportPanel::isWriting() const {
    return m_session->isOpen() && m_pages->currentWidget() == m_writing;
}

void ReportPanel::flagCriticalFinding() {
    if (!isWriting()) return;
    updateMismatch();
    if (!m_mismatched) m_alerts->flag();
}

void ReportPanel::correctAlert() {
    if (!isWriting()) return;
    updateMismatch();
    if (!m_mismatched) m_alerts->startCorrection();
}

void ReportPanel::recordCall() {
    if (isWriting()) m_alerts->startAct(AlertAct::RecordCall);
}

void ReportPanel::handOverCall() {
    if (isWriting()) m_alerts->startAct(AlertAct::HandOverCall);
}

void ReportPanel::discardBegunAlert(const QString& id) {
    m_alerts->discardBegun(id);
}

QList<BegunAlert> ReportPanel::begunAlerts() const {
    return m_alerts->begun();
}

QStringList ReportPanel::pendingCriticals() const {
    return m_alerts->pendingCriticals();
}

QStringList ReportPanel::untoldCriticals() const {
    return m_alerts->untoldCriticals();
}

} // namespace vigil::ui
