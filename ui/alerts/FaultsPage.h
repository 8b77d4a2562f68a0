// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/directory/DirectoryFaults.h"

#include <QFuture>
#include <QWidget>

#include <functional>
#include <optional>

class QKeyEvent;
class QPushButton;
class QTableWidget;

namespace vigil::ui {

class FactsForm;
class RowsPane;

/// One thing in the directory or the policy that would cost an alert its way, and how it is mended.
struct FaultLine {
    QString where; ///< "Directory", "Policy"
    QString about; ///< id of an entry, or a role
    QString what;
    QString toDo;
    QString owner;       ///< the role that mends it
    QString by;          ///< when it has to be mended: "now", "26 Nov 2026"
    bool urgent = false; ///< an alert would be lost on it today
    QString verifies;    ///< id of the entry that a look at its addresses would mend; empty = another fault
    QString addresses;   ///< of that entry

    bool operator==(const FaultLine&) const = default;
};

/// What there is to mend, the urgent first. `policyTrouble`: why the department's policy is not the one in
/// force here. Pure.
[[nodiscard]] QList<FaultLine> faultLines(const QList<directory::Fault>& directoryFaults,
                                          const directory::Directory& directory,
                                          const QStringList& policyFaults, const QString& policyTrouble,
                                          const QString& officerRole);
/// A PACS has not answered for a day whoever looks for follow-ups.
[[nodiscard]] FaultLine silentPacsLine(const QString& officerRole);

/// The officer's list of faults: each row says what to do before an alert needs it. V says that the addresses
/// of an entry are right. Looks each time it is shown; UI thread.
class FaultsPage : public QWidget {
    Q_OBJECT
public:
    using Ask = std::function<QFuture<Result<QList<FaultLine>>>()>;
    using Verify = std::function<QFuture<Result<void>>(const QString& entryId)>;
    FaultsPage(Ask ask, Verify verify, QWidget* parent = nullptr);

    void refresh();

Q_SIGNALS:
    void countChanged(int count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QTableWidget* makeTable();
    QWidget* buildFoot();
    void take(const Result<QList<FaultLine>>& found);
    [[nodiscard]] const FaultLine* current() const;
    [[nodiscard]] int rowToChoose() const; ///< -1: none
    void moved();
    void offerVerifying();
    bool takeKey(const QKeyEvent& key);
    void startVerifying();
    [[nodiscard]] bool isVerifying(const QString& entryId) const;
    void verified();

    Ask m_ask;
    Verify m_verify;
    QList<FaultLine> m_lines;
    QString m_verifying;
    std::optional<FaultLine> m_chosen; ///< the line that its reader is at, also when it has gone
    RowsPane* m_pane = nullptr;
    QPushButton* m_verifyButton = nullptr;
    FactsForm* m_form = nullptr;
    quint64 m_asked = 0; ///< answers to older questions are not shown
};

} // namespace vigil::ui
