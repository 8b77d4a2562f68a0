// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"
#include "core/alert/AlertWay.h"
#include "ui/alerts/KeptApartBar.h"

#include <QFrame>

class QLabel;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace vigil::ui {

class FactsForm;

/// One alert in full: what it says, who has it, the history as a time line and the diary of calls; below, the
/// form of the act that is being recorded. Owned by AlertsBoard; UI thread.
class AlertDetails : public QFrame {
    Q_OBJECT
public:
    AlertDetails(const Clock& clock, QWidget* parent = nullptr);

    void showRow(const alert::AlertRow& row);
    void showHistory(const alert::Alert& alert);
    /// Whom to reach, and under which number.
    void showWay(const QString& alertId, const alert::AlertWay& way);
    /// Its row is not in the list any more; it stays here until another one is chosen.
    void setAway(bool away);
    void clear();
    /// From now on whoever is of the team may ask for what is kept apart; `role` is the reader's. What was
    /// revealed is shown until another alert is, or the place is left.
    void setReveal(KeptApartBar::Ask ask, const QString& role);
    /// By its key. False: nothing that is kept apart here is for this reader.
    bool pressKeptApart();
    [[nodiscard]] FactsForm& form() { return *m_form; }

Q_SIGNALS:
    /// The reader wants to see the study that the alert is about.
    void studyRequested(const QString& studyUid);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void showWords();
    void forgetRevealed();
    [[nodiscard]] QString stateText(const alert::AlertRow& row) const;
    [[nodiscard]] QString ownerText(const alert::AlertRow& row) const;
    void showRemarks(const alert::AlertView& view);
    [[nodiscard]] QString timesText(const alert::AlertView& view) const;
    QListWidget* addList(const QString& title, const QString& name, QVBoxLayout& layout);

    const Clock& m_clock;
    QString m_alertId;
    QString m_studyUid;
    alert::Alert m_alert;                ///< the history that is shown
    QHash<QUuid, QByteArray> m_revealed; ///< of that alert; never kept
    bool m_textIsKept = false;           ///< from this computer
    QLabel* m_away = nullptr;
    QLabel* m_finding = nullptr;
    QLabel* m_patient = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_owner = nullptr;
    QLabel* m_reach = nullptr;
    QLabel* m_attention = nullptr;
    QLabel* m_seen = nullptr;
    KeptApartBar* m_keptApart = nullptr;
    QPushButton* m_open = nullptr;
    QListWidget* m_history = nullptr;
    QListWidget* m_calls = nullptr;
    FactsForm* m_form = nullptr;
};

} // namespace vigil::ui
