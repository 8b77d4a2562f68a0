// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "ui/BegunAlertsBar.h"
#include "ui/alerts/AlertActs.h"
#include "ui/alerts/BegunKeeper.h"
#include "ui/report/AlertForm.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace vigil::ui {

class FactsForm;

/// The alerts of the report that is open: a row each with its live state, the form that raises one, the call
/// task of each critical, and a red line that stays until its call is recorded and the department has it.
/// What was begun is kept until it is raised or discarded, on the disk as well: it comes back when another
/// form closes, or with its report. Follows Events::alertsChanged. Owned by ReportPanel; UI thread.
class ReportAlerts : public QWidget {
    Q_OBJECT
public:
    ReportAlerts(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent = nullptr);
    ~ReportAlerts() override;

    void setReport(const report::ReportContent& content);
    void clear();
    void setImage(const std::optional<report::ImageReference>& image, const QString& label,
                  const study::PatientKey& patient);
    /// F9: opens the form, and raises when it is open. Into one that came back by itself it goes first.
    void flag();
    /// Ctrl+Shift+C, Ctrl+Shift+H: begins the act where one alert alone is in question, else goes to its
    /// first button.
    void startAct(AlertAct act);
    /// Ctrl+F9, in the same way.
    void startCorrection();
    [[nodiscard]] bool isFormOpen() const;
    /// The form, or one of a call or another act.
    [[nodiscard]] bool isEntering() const;
    /// An alert of this report is begun, whether its form is seen or waits for another one.
    [[nodiscard]] bool hasBegun() const { return !m_begun.id.isEmpty(); }
    /// All that are begun and not being raised at this moment: this report's, then those of reports left.
    [[nodiscard]] QList<BegunAlert> begun() const;
    /// Not while it is being raised.
    void discardBegun(const QString& id);
    /// What is begun is on its way to the disk when this returns.
    void keepNow();
    void refresh();
    /// They stand below what scrolls, so that their buttons are never cut off: the owner places them.
    [[nodiscard]] QList<QWidget*> forms() const;

    [[nodiscard]] const alert::BoardRows& rows() const { return m_rows; }
    [[nodiscard]] QStringList alertedFindings() const;
    /// Criticals of this report without a recorded call, or that the department does not have, in words.
    [[nodiscard]] QStringList pendingCriticals() const;
    /// Of these, the ones that nobody has taken and whose call is neither recorded nor handed over by name.
    [[nodiscard]] QStringList untoldCriticals() const;

Q_SIGNALS:
    void changed();
    /// The form or a call form was closed: the text may have the focus again.
    void formClosed();
    void begunChanged();
    /// What could not be recorded and whose form is not before the eyes any more, in words.
    void failed(const QString& message);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    /// What the form is to take the place of; no id = it raises a further one.
    struct Correction {
        QString alertId;
        QString reportId; ///< of that alert
        QString location; ///< where the patient has moved to since it was raised; empty = has not
    };
    /// An alert that is begun; no id = none.
    struct Entry {
        QString id{};
        report::ReportContent of{};
        Correction correction{};
        AlertEntry fields{}; ///< as long as the form shows something else
        QString problem{};
        bool isRaising = false;
    };
    /// A call or a hand-over that waits for another form.
    struct Call {
        AlertAct act;
        QString alertId;
        QHash<QString, QString> facts;
        QHash<QString, QString> preset; ///< what stood in the form before anybody typed
    };
    /// The form with what was raised before; what is raised then takes its place.
    void correct(const QString& alertId);
    void beginCorrection(const alert::AlertRow& row, const alert::Alert& alert);
    /// Others of this report that somebody has to be told about: one call may be about them as well.
    [[nodiscard]] alert::BoardRows stillToTell(const QString& butFor) const;
    [[nodiscard]] bool isCorrectable(const alert::AlertRow& row) const;
    void learnRights();
    void begin(const Correction& correction);
    void keepBegun();
    void returnBegun();
    void showForm();
    void endForm();
    [[nodiscard]] bool settle(const QString& id, const QString& subject, const QString& problem);
    /// Finding and patient, for the lines across the window: everybody who passes reads them.
    [[nodiscard]] QString subjectOf(const Entry& entry, const AlertEntry& fields) const;
    void setCallAside();
    [[nodiscard]] Call openForm() const;
    void begunHasChanged();
    void addKeeper();
    [[nodiscard]] BegunKeeper::Now whatIsBegun() const;
    [[nodiscard]] static alert::KeptAlert toKeep(const Entry& entry, const AlertEntry& fields);
    [[nodiscard]] static Entry taken(const alert::KeptAlert& kept);
    void takeKept(const alert::KeptWork& kept);
    void awaitCall(const QString& alertId);
    /// Whether the form that comes back takes the focus.
    enum class Focus { Taken, Left };
    bool returnCall(Focus focus);
    void openNext();
    void press(const QString& button, const QString& none);
    void say(const QString& problem);
    [[nodiscard]] QString patientWords() const;
    void beginForm(const std::optional<report::ImageReference>& image, const QString& label);
    void raise(const alert::AlertDraft& draft);
    void askWay(const alert::AlertDraft& entered);
    void join(const QString& alertId, const alert::AlertDraft& seen);
    void showEarlier(const alert::BoardRows& rows, const QString& note);
    /// What the form cannot know: patient, procedures, report.
    [[nodiscard]] alert::AlertDraft ofThisReport(alert::AlertDraft draft) const;
    void askEarlier();
    void awaitLog(const QFuture<Result<alert::EarlierAlerts>>& log, const std::stop_token& stop,
                  const alert::BoardRows& here);
    void stopAskingEarlier();
    void openCall(AlertAct act, const alert::AlertRow& row);
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
    QHash<QString, QString> m_presetFacts; ///< of the call form that is open
    Entry m_begun;                         ///< of this report
    bool m_returned = false;               ///< it came back by itself: a key that raises goes into it first
    QList<Entry> m_left;                   ///< of reports that are not open
    QList<Call> m_calls;                   ///< the one that comes back first last
    QString m_callFor;                     ///< just raised: its call task opens with its row
    QHash<QString, bool> m_mayReplace;     ///< by alert id; unknown = not asked yet
    quint64 m_asked = 0;
    std::stop_source m_earlierAsked; ///< of the form that is open
    quint64 m_wayAsked = 0;          ///< answers to older questions are not shown
    QLabel* m_banner = nullptr;
    QLabel* m_problem = nullptr;
    QVBoxLayout* m_list = nullptr;
    AlertForm* m_form = nullptr;
    FactsForm* m_facts = nullptr;
    BegunKeeper* m_keeper = nullptr;
    QTimer m_tick;
};

} // namespace vigil::ui
