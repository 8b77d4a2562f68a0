// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/BegunAlertsBar.h"

#include "ui/NoticeBar.h"
#include "ui/PlainLabel.h"

#include <QVBoxLayout>

namespace vigil::ui {

namespace {

constexpr int linesShown = 3;

} // namespace

QString begunText(const BegunAlert& alert) {
    if (alert.problem.isEmpty())
        return QStringLiteral("Alert for %1 not raised: raise it or discard it.").arg(alert.subject);
    return QStringLiteral("Alert for %1 not raised. %2 Raise it or discard it.")
        .arg(alert.subject, alert.problem);
}

BegunAlertsBar::BegunAlertsBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("begunAlerts"));
    setAccessibleName(QStringLiteral("Alerts begun and not raised"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    hide();
}

void BegunAlertsBar::setAlerts(const QList<BegunAlert>& alerts) {
    if (alerts == m_alerts) return; // a button that has the focus keeps it
    m_alerts = alerts;
    while (auto* item = m_column->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // its button may be what was pressed
        delete item;
    }
    setVisible(!alerts.isEmpty());
    for (const auto& alert : alerts.mid(0, linesShown)) {
        auto* line = new NoticeBar(this);
        line->setObjectName(QStringLiteral("begunAlert"));
        m_column->addWidget(line);
        line->show(QStringLiteral("critical"), begunText(alert),
                   {{QStringLiteral("Go to it"),
                     [this, line, uid = alert.studyUid] {
                         line->setVisible(true); // until the form is before the eyes
                         Q_EMIT goToRequested(uid);
                     }},
                    {QStringLiteral("Discard"), [this, id = alert.id] { Q_EMIT discarded(id); }}});
    }
    if (alerts.size() <= linesShown) return;
    auto* more = plainLabel(QStringLiteral("and %1 more alerts begun").arg(alerts.size() - linesShown), this,
                            "tone", QStringLiteral("critical"));
    more->setMargin(8);
    m_column->addWidget(more);
}

void BegunAlertsBar::goToFirst() {
    if (!m_alerts.isEmpty()) Q_EMIT goToRequested(m_alerts.first().studyUid);
}

} // namespace vigil::ui
