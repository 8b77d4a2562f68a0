// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportService.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace vigil::ui {

/// The draft that is open in the editor, saved at every pause: 300 ms after the last keystroke, and at least
/// every 2 s while somebody types on. A switch of the study loses nothing: the draft that was left is saved
/// to the end in the background. Owned by ReportPanel; UI thread.
class ReportSession : public QObject {
    Q_OBJECT
public:
    ReportSession(report::ReportService& service, const Clock& clock, QObject* parent = nullptr);

    void open(const study::Patient& patient, const QList<study::Study>& studies);
    void close();
    [[nodiscard]] bool isOpen() const { return m_current != nullptr; }
    [[nodiscard]] const report::ReportContent& content() const;
    [[nodiscard]] int revision() const;

    void setSections(const QList<report::Section>& sections);
    void addStudies(const QList<study::Study>& studies);
    void removeProcedure(int procedure);
    /// Puts a paragraph of text into a report that is not open any more, and says whether it is stored there.
    void appendTo(const QString& reportId, const QString& text,
                  std::function<void(const Result<void>&)> done);

    void saveNow();
    /// Calls back once everything typed so far is stored; not at all when it cannot be.
    void whenSaved(std::function<void()> then);
    /// Signed: nothing more may be saved.
    void seal();

Q_SIGNALS:
    void opened(const QString& warning);
    void contentChanged(); ///< procedures came or went
    void saved(vigil::UtcTime at);
    void saving();
    /// The text is still in the editor; `message` says what to do.
    void saveFailed(const QString& message);
    void failed(const QString& message);

private:
    struct Draft {
        report::ReportContent content;
        int revision = 1;
        bool dirty = false;
        bool saving = false;
        bool blocked = false; ///< a conflict: saving again would not help
    };
    using DraftPointer = std::shared_ptr<Draft>;

    void take(const report::OpenedDraft& opened);
    void save(const DraftPointer& draft);
    void afterSave(const DraftPointer& draft, const Result<int>& revision);
    void leave();
    void touch();

    report::ReportService& m_service;
    const Clock& m_clock;
    DraftPointer m_current;
    quint64 m_asked = 0; ///< the answer to an older question opens nothing
    QTimer m_pause;
    QTimer m_atLeast;
    QList<std::function<void()>> m_waiting;
};

} // namespace vigil::ui
