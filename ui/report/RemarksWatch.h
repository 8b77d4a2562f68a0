// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/TextChecks.h"

#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>

namespace vigil::ui {

class RemarksPane;
class ReportEditor;

/// Runs the text checks at every pause, off the UI thread, and shows what was not dismissed. A dismissal
/// belongs to the words it was about: it survives typing elsewhere and falls when those words change. Owned
/// by ReportPanel; the policy, pane and editor outlive it; UI thread.
class RemarksWatch : public QObject {
    Q_OBJECT
public:
    RemarksWatch(const alert::AlertPolicy& policy, RemarksPane& pane, ReportEditor& editor,
                 QObject* parent = nullptr);
    ~RemarksWatch() override;

    /// Another report: nothing is dismissed in it yet.
    void begin(const report::ReportContent& content);
    void contentChanged(const report::ReportContent& content);
    void setAlertedFindings(const QStringList& codes);

    void dismiss(const QList<report::Remark>& remarks);
    /// Of the present remarks, those that the reader dismissed.
    [[nodiscard]] QList<report::Remark> dismissed() const;

Q_SIGNALS:
    void changed();

private:
    void check();
    void show();
    [[nodiscard]] QString keyOf(const report::Remark& remark) const;
    void dismissShown(int index);

    const alert::AlertPolicy& m_policy;
    RemarksPane& m_pane;
    ReportEditor& m_editor;
    report::ReportContent m_content; ///< as last given
    report::ReportContent m_checked; ///< what m_remarks are about
    QStringList m_alerted;
    QList<report::Remark> m_remarks;
    QList<report::Remark> m_shown;
    QSet<QString> m_dismissed;
    quint64 m_asked = 0;
    QTimer m_pause;
    QThreadPool m_pool;
};

} // namespace vigil::ui
