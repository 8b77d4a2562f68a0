// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"

#include <QFrame>

class QMenu;
class QPushButton;
class QVBoxLayout;

namespace vigil::ui {

/// The requests that the report answers, with "Report also covers…" for further studies of the same patient.
/// Owned by ReportPanel; UI thread.
class ProceduresBar : public QFrame {
    Q_OBJECT
public:
    explicit ProceduresBar(QWidget* parent = nullptr);

    void setProcedures(const QList<study::RequestedProcedure>& procedures);
    /// Unreported studies of this patient; those that are covered already are left out.
    void setOthers(const QList<study::Study>& studies);

Q_SIGNALS:
    void addRequested(const vigil::study::Study& study);
    void removeRequested(int procedure);

private:
    void rebuild();
    QWidget* line(int procedure);

    QList<study::RequestedProcedure> m_procedures;
    QList<study::Study> m_others;
    QVBoxLayout* m_lines = nullptr;
    QPushButton* m_add = nullptr;
    QMenu* m_menu = nullptr;
};

} // namespace vigil::ui
