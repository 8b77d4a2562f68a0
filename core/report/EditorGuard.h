// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace vigil::report {

/// Decides whether text may enter the report editor. Dictation lags by seconds: after a switch of the study
/// or a signature nothing is typed until the reader acts on the editor with a deliberate key or click; what
/// arrives before is held, with its time and the report it may belong to, and is neither typed nor dropped.
/// No widgets; owned by the editor, UI thread.
class EditorGuard {
public:
    static constexpr std::chrono::minutes idleLimit{2};

    enum class State { Closed, Waiting, Writing };
    enum class Verdict { Type, Held };
    struct LateText {
        QString text;
        UtcTime at;               ///< when the last of it arrived
        QString previousReportId; ///< "belongs to?"; empty when there was none
        QString previousLabel;

        bool operator==(const LateText&) const = default;
    };

    explicit EditorGuard(const Clock& clock) : m_clock(clock) {}

    /// Another report is in the editor. `label` = name and examination, as shown over the caret.
    void switchedTo(const QString& reportId, const QString& label);
    void signedAndDone();
    /// A key press or click by the reader on the editor (not text by an input method or the clipboard of a
    /// dictation program).
    void deliberateAct();
    /// Text wants to be inserted.
    [[nodiscard]] Verdict textArrived(const QString& text);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString& reportId() const { return m_reportId; }
    /// Name and examination to show over the caret: after a switch and after two idle minutes, until the next
    /// text.
    [[nodiscard]] std::optional<QString> reminder() const;

    [[nodiscard]] const QList<LateText>& lateTexts() const { return m_late; }
    /// The reader decided: the text leaves the list and is returned for insertion (or discarding) by the
    /// caller.
    [[nodiscard]] std::optional<LateText> takeLateText(qsizetype index);

private:
    const Clock& m_clock;
    State m_state = State::Closed;
    QString m_reportId;
    QString m_label;
    QString m_previousReportId;
    QString m_previousLabel;
    bool m_remind = false;
    UtcTime m_lastActivity;
    QList<LateText> m_late;
};

} // namespace vigil::report
