// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpService.h"

#include <QDate>
#include <QWidget>

class QLabel;

namespace vigil::ui {

class FactsForm;

/// The follow-ups of the report that is open: those recommended for its patient so far, and the form for one
/// more. It is recorded at once, before and independent of signing. Owned by ReportPanel; UI thread.
class ReportFollowUp : public QWidget {
    Q_OBJECT
public:
    explicit ReportFollowUp(const Clock& clock, QWidget* parent = nullptr);

    /// Without a service nothing is offered.
    void setService(followup::FollowUpService& service, Events& events);
    [[nodiscard]] bool isOffered() const { return m_service != nullptr; }
    void setReport(const report::ReportContent& content, const QList<study::Study>& studies);
    void clear();
    /// Opens the form, preset from the studies.
    void recommend();
    [[nodiscard]] bool isFormOpen() const;
    /// Stands below what scrolls: the owner places it.
    [[nodiscard]] QWidget* form() const;

Q_SIGNALS:
    void formClosed();

private:
    void refresh();
    [[nodiscard]] QDate today() const;
    void record(const QHash<QString, QString>& facts);

    const Clock& m_clock;
    followup::FollowUpService* m_service = nullptr;
    report::ReportContent m_content;
    QList<study::Study> m_studies;
    QLabel* m_known = nullptr;
    FactsForm* m_form = nullptr;
    quint64 m_asked = 0; ///< answers about another report are not shown
};

} // namespace vigil::ui
