// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace vigil::ui {

/// An alert that was begun and is neither raised nor discarded.
struct BegunAlert {
    enum class Where { OpenReport, ReportLeft };

    QString id{};
    QString studyUid; ///< with this study the form comes back
    QString subject;  ///< "Aortic dissection, Okafor, Ngozi"
    QString problem;  ///< why it was refused, in words; empty = raising it was not tried or not answered
    Where where = Where::OpenReport;

    bool operator==(const BegunAlert&) const = default;
};

/// "Alert for FINDING, PATIENT not raised: raise it or discard it."
[[nodiscard]] QString begunText(const BegunAlert& alert);

/// A line across the window for each alert that was begun and left, in whatever place the reader is, until it
/// is raised or discarded. Owned by MainWindow; UI thread.
class BegunAlertsBar : public QWidget {
    Q_OBJECT
public:
    explicit BegunAlertsBar(QWidget* parent = nullptr);

    void setAlerts(const QList<BegunAlert>& alerts);
    /// Goes to the first, as its button does.
    void goToFirst();

Q_SIGNALS:
    void goToRequested(const QString& studyUid);
    void discarded(const QString& id);

private:
    QList<BegunAlert> m_alerts;
    QVBoxLayout* m_column;
};

} // namespace vigil::ui
