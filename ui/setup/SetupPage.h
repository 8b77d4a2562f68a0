// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/CheckUp.h"
#include "core/study/Peers.h"

#include <QFuture>
#include <QHash>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace vigil::ui {

class CheckRow;
class PacsForm;

/// Where the set-up is checked and put right: every check with what it came to as it comes, the remedy, the
/// lines for the PACS; run again, stop, copy. Without a PACS it says how to add one. Knows no service; lives
/// on the UI thread and blocks nothing. A run that is under way ends with the page.
class SetupPage : public QWidget {
    Q_OBJECT
public:
    using Begin = std::function<std::shared_ptr<setup::CheckUp>()>;
    /// Writes a PACS into the configuration: the file that was written, or why not.
    using Save = std::function<QFuture<Result<QString>>(const study::PacsPeer&)>;

    /// `save` may be empty: then there is no form.
    SetupPage(Begin begin, Save save, QWidget* parent = nullptr);
    ~SetupPage() override;

    /// Begins a run unless one is under way.
    void run();
    /// The reader came here: the first time the checks run by themselves.
    void enter();
    void stop();
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }
    [[nodiscard]] QList<setup::Check> checks() const { return m_checks; }
    [[nodiscard]] QString summary() const;
    /// Without a PACS the page says how to add one.
    void setNoPacs();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeTop();
    void update(const QList<setup::Check>& checks);
    void rebuild(const QList<setup::Check>& checks);
    void look();
    void sayState();
    void copyAll();

    Begin m_begin;
    std::shared_ptr<setup::CheckUp> m_run;
    QTimer m_timer;
    QList<setup::Check> m_checks;
    QHash<QString, CheckRow*> m_rows;
    QLabel* m_summary;
    QLabel* m_welcome;
    QPushButton* m_again;
    QPushButton* m_stop;
    QPushButton* m_copy;
    PacsForm* m_form = nullptr;
    QScrollArea* m_area;
    QWidget* m_list = nullptr; ///< the panels of the subjects
    QVBoxLayout* m_column;
};

} // namespace vigil::ui
