// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportSession.h"

#include "core/base/Async.h"

#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto pause = 300ms;
constexpr auto atLeast = 2s;
constexpr auto retry = 3s;

bool canRetry(Error::Code code) {
    return code != Error::Code::Conflict && code != Error::Code::Denied && code != Error::Code::Invalid &&
           code != Error::Code::NotFound;
}

} // namespace

ReportSession::ReportSession(report::ReportService& service, const Clock& clock, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    m_atLeast.setSingleShot(true);
    m_atLeast.setInterval(atLeast);
    connect(&m_pause, &QTimer::timeout, this, &ReportSession::saveNow);
    connect(&m_atLeast, &QTimer::timeout, this, &ReportSession::saveNow);
}

const report::ReportContent& ReportSession::content() const {
    static const report::ReportContent none;
    return m_current ? m_current->content : none;
}

int ReportSession::revision() const {
    return m_current ? m_current->revision : 0;
}

void ReportSession::open(const study::Patient& patient, const QList<study::Study>& studies) {
    leave();
    const auto question = ++m_asked;
    whenFinished(m_service.openDraft(patient, studies), this,
                 [this, question](const Result<report::OpenedDraft>& opened) {
                     if (question != m_asked) return;
                     if (!opened) return Q_EMIT failed(opened.error().message);
                     take(*opened);
                     Q_EMIT this->opened(opened->warning);
                 });
}

void ReportSession::take(const report::OpenedDraft& opened) {
    m_current = std::make_shared<Draft>();
    m_current->content = opened.content;
    m_current->revision = opened.revision;
}

void ReportSession::leave() {
    saveNow();
    m_waiting.clear();
    m_current.reset();
}

void ReportSession::close() {
    ++m_asked;
    leave();
}

void ReportSession::seal() {
    m_pause.stop();
    m_atLeast.stop();
    m_waiting.clear();
    m_current.reset();
}

void ReportSession::setSections(const QList<report::Section>& sections) {
    if (!m_current || m_current->content.sections == sections) return;
    m_current->content.sections = sections;
    touch();
}

void ReportSession::touch() {
    m_current->dirty = true;
    m_pause.start();
    if (!m_atLeast.isActive()) m_atLeast.start();
    Q_EMIT saving();
}

void ReportSession::removeProcedure(int procedure) {
    if (!m_current || m_current->content.procedures.size() < 2) return;
    m_current->content.procedures.removeAt(procedure);
    touch();
    Q_EMIT contentChanged();
}

void ReportSession::addStudies(const QList<study::Study>& studies) {
    whenSaved([this, studies] {
        const auto draft = m_current;
        whenFinished(m_service.addProcedures(draft->content.reportId, draft->revision, studies), this,
                     [this, draft](const Result<report::OpenedDraft>& opened) {
                         if (!opened) return Q_EMIT failed(opened.error().message);
                         // What was typed meanwhile stays; only the procedures are taken over.
                         draft->content.procedures = opened->content.procedures;
                         draft->revision = opened->revision;
                         if (draft == m_current) Q_EMIT contentChanged();
                     });
    });
}

void ReportSession::appendTo(const QString& reportId, const QString& text,
                             std::function<void(const Result<void>&)> done) {
    whenFinished(m_service.load(reportId), this,
                 [this, text, done = std::move(done)](const Result<report::OpenedDraft>& opened) {
                     if (!opened) return done(opened.error());
                     auto content = opened->content;
                     // Where it was meant to stand is not known any more: the last section with text is where
                     // people write.
                     auto& sections = content.sections;
                     auto place = sections.size() - 1;
                     while (place > 0 && sections.at(place).paragraphs.isEmpty())
                         --place;
                     if (place < 0)
                         return done(Error{Error::Code::Invalid,
                                           QStringLiteral("The previous report has no section to write in."),
                                           {}});
                     sections[place].paragraphs << report::Paragraph{text.trimmed(), {}};
                     whenFinished(m_service.saveDraft(content, opened->revision), this,
                                  [done](const Result<int>& saved) {
                                      done(saved ? Result<void>() : Result<void>(saved.error()));
                                  });
                 });
}

void ReportSession::saveNow() {
    m_pause.stop();
    m_atLeast.stop();
    if (m_current) save(m_current);
}

void ReportSession::whenSaved(std::function<void()> then) {
    if (!m_current) return;
    if (!m_current->dirty && !m_current->saving) return then();
    m_waiting << std::move(then);
    saveNow();
}

void ReportSession::save(const DraftPointer& draft) {
    if (draft->saving || !draft->dirty || draft->blocked) return;
    draft->saving = true;
    draft->dirty = false;
    whenFinished(m_service.saveDraft(draft->content, draft->revision), this,
                 [this, draft](const Result<int>& revision) { afterSave(draft, revision); });
}

void ReportSession::afterSave(const DraftPointer& draft, const Result<int>& revision) {
    draft->saving = false;
    if (!revision) {
        draft->dirty = true;
        draft->blocked = !canRetry(revision.error().code);
        Q_EMIT saveFailed(revision.error().message);
        if (!draft->blocked) QTimer::singleShot(retry, this, [this, draft] { save(draft); });
        return;
    }
    draft->revision = *revision;
    if (draft->dirty && (draft != m_current || !m_waiting.isEmpty())) return save(draft);
    if (draft != m_current) return;
    Q_EMIT saved(m_clock.now());
    if (draft->dirty) return;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto& then : waiting)
        then();
}

} // namespace vigil::ui
