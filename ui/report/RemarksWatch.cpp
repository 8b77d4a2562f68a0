// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/RemarksWatch.h"

#include "core/base/Async.h"
#include "ui/report/RemarksPane.h"

#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto typingPause = 350ms;

TextMark wordsOf(const report::Remark& remark) {
    return {remark.section, remark.paragraph, remark.start, remark.length};
}

} // namespace

RemarksWatch::RemarksWatch(const alert::AlertPolicy& policy, RemarksPane& pane, ReportEditor& editor,
                           QObject* parent)
    : QObject(parent), m_policy(policy), m_pane(pane), m_editor(editor) {
    m_pool.setMaxThreadCount(1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &RemarksWatch::check);
    connect(&pane, &RemarksPane::dismissRequested, this, &RemarksWatch::dismissShown);
    connect(&pane, &RemarksPane::chosen, this, [this](int index) {
        if (index < 0 || index >= m_shown.size()) return;
        m_editor.selectWords(wordsOf(m_shown.at(index)));
        show();
    });
}

RemarksWatch::~RemarksWatch() {
    m_pool.waitForDone();
}

void RemarksWatch::begin(const report::ReportContent& content) {
    m_dismissed.clear();
    m_remarks.clear();
    contentChanged(content);
    show();
}

void RemarksWatch::contentChanged(const report::ReportContent& content) {
    m_content = content;
    m_pause.start();
}

void RemarksWatch::setAlertedFindings(const QStringList& codes) {
    if (codes == m_alerted) return;
    m_alerted = codes;
    m_pause.start();
}

void RemarksWatch::check() {
    const auto question = ++m_asked;
    if (m_content.reportId.isEmpty()) {
        m_remarks.clear();
        return show();
    }
    const auto work = [content = m_content, alerted = m_alerted, &policy = m_policy] {
        return report::checkText(content, policy, alerted);
    };
    whenFinished(runOn(m_pool, work), this,
                 [this, question, content = m_content](const QList<report::Remark>& remarks) {
                     if (question != m_asked) return;
                     m_checked = content;
                     m_remarks = remarks;
                     show();
                 });
}

QString RemarksWatch::keyOf(const report::Remark& remark) const {
    QString words;
    if (remark.section >= 0 && remark.section < m_checked.sections.size()) {
        const auto& paragraphs = m_checked.sections.at(remark.section).paragraphs;
        if (remark.paragraph >= 0 && remark.paragraph < paragraphs.size())
            words = paragraphs.at(remark.paragraph).text.mid(remark.start, remark.length);
    }
    return QStringLiteral("%1\n%2\n%3").arg(static_cast<int>(remark.kind)).arg(remark.message, words);
}

void RemarksWatch::show() {
    m_shown.clear();
    QList<RemarkLine> lines;
    QList<TextMark> marks;
    for (const auto& remark : std::as_const(m_remarks)) {
        // What nobody has written yet is no remark while writing; the sign sheet says it.
        if (remark.kind == report::Remark::Kind::ImpressionEmpty || m_dismissed.contains(keyOf(remark)))
            continue;
        m_shown << remark;
        lines << RemarkLine{remark.message, wordsOf(remark)};
        marks << wordsOf(remark);
    }
    m_pane.setRemarks(lines);
    m_editor.setMarks(marks, m_pane.current());
    Q_EMIT changed();
}

void RemarksWatch::dismissShown(int index) {
    if (index < 0 || index >= m_shown.size()) return;
    dismiss({m_shown.at(index)});
}

void RemarksWatch::dismiss(const QList<report::Remark>& remarks) {
    for (const auto& remark : remarks)
        m_dismissed << keyOf(remark);
    show();
}

QList<report::Remark> RemarksWatch::dismissed() const {
    QList<report::Remark> result;
    for (const auto& remark : m_remarks)
        if (m_dismissed.contains(keyOf(remark))) result << remark;
    return result;
}

} // namespace vigil::ui
