// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/alert/AlertWay.h"
#include "ui/report/AlertEntry.h"
#include "ui/report/ToldFields.h"

#include <QFrame>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QStringListModel;
class QVBoxLayout;

namespace vigil::ui {

/// Where an alert is entered, beside the text: finding first, everything else is preset from the policy. F9
/// raises (the owner of the form listens to that key and calls raiseAlert()); Enter and Space never do,
/// because a dictated "new line" is Enter. Owned by ReportAlerts; UI thread.
class AlertForm : public QFrame {
    Q_OBJECT
public:
    AlertForm(const alert::AlertPolicy& policy, const Clock& clock, QWidget* parent = nullptr);

    /// A fresh form. `imageLabel` empty = no image is shown.
    void begin(const std::optional<report::ImageReference>& image, const QString& imageLabel,
               const QString& patient);
    /// After begin(): what an alert says, to be put right; the new one is to take its place. Whom it asks is
    /// found anew, as for any other: those who were found before may have gone off duty.
    void correct(const alert::AlertDraft& raised);
    /// What stands in it now; resume() shows that again, without taking the focus.
    [[nodiscard]] AlertEntry entry() const;
    void resume(const AlertEntry& entry, const QString& patient);
    void takeFocus();
    /// The finding as it is typed; empty = none yet.
    [[nodiscard]] QString findingWords() const;
    /// Earlier alerts on the same patient, so that nobody is told twice without knowing; one that somebody
    /// is acting on can be joined. They never keep this one from being raised.
    struct Earlier {
        QString alertId;
        QString words;
        enum class Join { No, Offered } join = Join::No;
    };
    /// `note`: whether these are all, in a line of its own below them.
    void setEarlier(const QList<Earlier>& alerts, const QString& note = {});
    void setImage(const std::optional<report::ImageReference>& image, const QString& label);
    /// The answer to wayAsked(): where the patient is decides limits and owner, and who would be reached is
    /// said before the alert is raised.
    void showWay(const alert::AlertWay& way);
    /// Says what is missing, or emits raiseRequested().
    void raiseAlert();
    void showProblem(const QString& message);
    enum class Work { Idle, Raising };
    /// While it is raised it can be neither raised again nor cancelled: what is refused has to be there.
    void setWork(Work work);

Q_SIGNALS:
    /// Something in it changed, by whomever.
    void edited();
    /// What the reader entered; patient and procedures are still to be filled in.
    void raiseRequested(const vigil::alert::AlertDraft& draft);
    /// The finding is one that an earlier alert speaks of.
    void joinRequested(const QString& alertId, const vigil::alert::AlertDraft& seen);
    /// Who would get it as it is entered now.
    void wayAsked(const vigil::alert::AlertDraft& draft);
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void reset(const std::optional<report::ImageReference>& image, const QString& imageLabel,
               const QString& patient);
    void setCorrection(const QString& finding);
    void buildFinding(QGridLayout& grid);
    void buildPlace(QGridLayout& grid, const Clock& clock);
    void buildPractices(QGridLayout& grid);
    void buildPeople(QGridLayout& grid);
    void buildAction(QGridLayout& grid);
    void buildEarlier(QVBoxLayout& column);
    QWidget* earlierRow(const Earlier& earlier);
    void buildButtons(QVBoxLayout& column);
    void followEdits();
    QLabel* addRow(QGridLayout& grid, const QString& label, QWidget* widget);
    QLineEdit* line(const char* name, const QString& accessible, const QString& hint);
    void joinByKey();
    void chooseFinding();
    void showCategory();
    void showLimits();
    void presetPeople(const alert::CategoryRule& rule);
    void askWay();
    void showPractices(const alert::AlertWay& way);
    void setPracticesVisible(bool visible);
    void addPractices(alert::AlertDraft& draft) const;
    [[nodiscard]] const alert::FindingRule* finding() const;
    [[nodiscard]] bool hasOwnRoute() const;
    [[nodiscard]] const alert::CategoryRule* category() const;
    [[nodiscard]] alert::Party owner() const;
    [[nodiscard]] bool isLowered() const;
    /// All that joining an earlier alert needs: no finding has to be chosen for it.
    [[nodiscard]] alert::AlertDraft linkedImage() const;
    [[nodiscard]] alert::AlertDraft draft() const;
    [[nodiscard]] std::optional<QString> missing() const;

    const alert::AlertPolicy& m_policy;
    std::optional<report::ImageReference> m_image;
    QString m_imageLabel;
    QString m_correctionOf;    ///< finding of the alert that this one is to take the place of
    QString m_presetText;      ///< of the finding, replaced when another one is chosen
    bool m_restricted = false; ///< the finding chosen last: its text is not for everybody
    QString m_location;        ///< where the patient is
    QString m_referrer;        ///< of the study, DICOM form
    /// What the form wrote into the fields of people: what somebody typed there stays.
    QString m_presetName;
    QString m_presetOwner;
    QString m_presetBackUp;
    QStringListModel* m_practices = nullptr;
    QTimer m_askSoon;
    QLabel* m_title = nullptr;
    QLabel* m_patient = nullptr;
    QLabel* m_correction = nullptr;
    QComboBox* m_finding = nullptr;
    QComboBox* m_category = nullptr;
    QLabel* m_limits = nullptr;
    QLabel* m_reasonLabel = nullptr;
    QLineEdit* m_reason = nullptr;
    QRadioButton* m_unsuspected = nullptr;
    QRadioButton* m_suspected = nullptr;
    ToldFields* m_told = nullptr;
    QLineEdit* m_site = nullptr;
    QComboBox* m_side = nullptr;
    QWidgetList m_practiceRows; ///< their labels and fields
    QLineEdit* m_requestingPractice = nullptr;
    QLineEdit* m_registeredPractice = nullptr;
    QLineEdit* m_ownerName = nullptr;
    QComboBox* m_ownerRole = nullptr;
    QComboBox* m_backUp = nullptr;
    QLabel* m_recipients = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QLineEdit* m_action = nullptr;
    QDateEdit* m_due = nullptr;
    QCheckBox* m_linkImage = nullptr;
    QWidget* m_earlier = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_raise = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace vigil::ui
