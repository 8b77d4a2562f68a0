// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "ui/alerts/AlertActs.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace vigil::ui {

class AlertForm;
class FactsForm;

/// The alerts of the report that is open: a row each with its live state, the form that raises one, the call
/// task of each critical, and a red line that stays until its call is recorded and the department has it.
/// Follows Events::alertsChanged. Owned by ReportPanel; UI thread.
class ReportAlerts : public QWidget {
    Q_OBJECT
public:
    ReportAlerts(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent = nullptr);

    void setReport(const report::ReportContent& content);
    void clear();
    void setImage(const std::optional<report::ImageReference>& image, const QString& label,
                  const study::PatientKey& patient);
    /// F9: opens the form, and raises when it is open.
    void flag();
    [[nodiscard]] bool isFormOpen() const;
    /// The form, or one of a call or another act.
    [[nodiscard]] bool isEntering() const;
    void refresh();
    /// They stand below what scrolls, so that their buttons are never cut off: the owner places them.
    [[nodiscard]] QList<QWidget*> forms() const;

    [[nodiscard]] const alert::BoardRows& rows() const { return m_rows; }
    [[nodiscard]] QStringList alertedFindings() const;
    /// Criticals of this report without a recorded call, or that the department does not have, in words.
    [[nodiscard]] QStringList pendingCriticals() const;
    /// Of these, the ones whose call is neither recorded nor handed over by name.
    [[nodiscard]] QStringList untoldCriticals() const;

Q_SIGNALS:
    void changed();
    /// The form or a call form was closed: the text may have the focus again.
    void formClosed();

private:
    /// The form with what was raised before; what is raised then takes its place.
    void correct(const QString& alertId);
    void beginCorrection(const alert::AlertRow& row, const alert::Alert& alert);
    /// Others of this report that somebody has to be told about: one call may be about them as well.
    [[nodiscard]] alert::BoardRows stillToTell(const QString& butFor) const;
    [[nodiscard]] bool isCorrectable(const alert::AlertRow& row) const;
    void beginForm(const std::optional<report::ImageReference>& image, const QString& label);
    void raise(const alert::AlertDraft& draft);
    void askWay(const alert::AlertDraft& entered);
    void join(const QString& alertId, const alert::AlertDraft& seen);
    void showEarlier(const alert::BoardRows& rows);
    /// What the form cannot know: patient, procedures, report.
    [[nodiscard]] alert::AlertDraft ofThisReport(alert::AlertDraft draft) const;
    void afterRaise(const QString& alertId);
    void take(const alert::BoardRows& rows);
    [[nodiscard]] QStringList criticals(bool (*left)(const alert::AlertRow&)) const;
    void rebuild();
    QWidget* rowWidget(const alert::AlertRow& row);
    QLayout* rowButtons(const alert::AlertRow& row, QWidget* parent); ///< null: there is nothing to press
    void updateBanner();
    void ask(AlertAct act, const QString& alertId);
    void record(const QString& actId, const QHash<QString, QString>& facts);
    [[nodiscard]] const alert::AlertRow* rowOf(const QString& alertId) const;

    alert::AlertService& m_service;
    const Clock& m_clock;
    report::ReportContent m_content;
    std::optional<report::ImageReference> m_image;
    QString m_imageLabel;
    study::PatientKey m_imagesPatient;
    alert::BoardRows m_rows;
    QString m_actingOn;
    /// What the open form is to take the place of; no id = it raises a further one.
    struct Correction {
        QString alertId;
        QString location; ///< where the patient has moved to since it was raised; empty = has not
    };
    Correction m_correction;
    QString m_callFor; ///< just raised: its call task opens with its row
    quint64 m_asked = 0;
    quint64 m_wayAsked = 0; ///< answers to older questions are not shown
    QLabel* m_banner = nullptr;
    QVBoxLayout* m_list = nullptr;
    AlertForm* m_form = nullptr;
    FactsForm* m_facts = nullptr;
    QTimer m_tick;
};

} // namespace vigil::ui
