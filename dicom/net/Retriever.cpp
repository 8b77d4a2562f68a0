// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Retriever.h"

#include "core/base/Log.h"
#include "core/study/Completeness.h"
#include "dicom/net/Finder.h"
#include "dicom/net/FurtherTransfers.h"
#include "dicom/net/RetrieveRequest.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <utility>

namespace vigil::dicom {

namespace {

using Code = Error::Code;

/// Unless vigil.ini says otherwise. Each instance costs a round trip and work on both sides, which
/// associations side by side share. Orthanc has four threads for all who call: some are left to others.
constexpr int associationsNearby = 2;
constexpr int associationsFarAway = 3;
/// An association that took longer to open has a peer that is far enough away.
constexpr std::chrono::milliseconds nearby{5};
/// To share a study its instances must be named one by one, which costs Orthanc 0.6 ms each in a series of
/// 5,000: more than a second association nearby saves.
constexpr qsizetype cheapToName = 1000;
/// Fewer instances are not worth a further association.
constexpr qsizetype instancesWorthAnAssociation = 16;
/// Of one size so that the associations end at about the same time, but few: a PACS may look through the
/// whole series for each request (Orthanc does: 35 ms for 5,000 instances).
constexpr qsizetype requestsForEach = 4;
constexpr qsizetype atLeastAtOnce = 25;
constexpr qsizetype atMostAtOnce = 500; ///< 64 characters each stay far below the 64 KB of a UI value

qsizetype instancesAtOnce(qsizetype instances, int associations) {
    if (associations == 1) return RetrieveRequest::instancesAtOnce;
    return std::clamp(instances / (requestsForEach * associations), atLeastAtOnce, atMostAtOnce);
}

Error vanished(const study::PacsPeer& peer) {
    return {Code::NotFound,
            QStringLiteral("The study is not in PACS \"%1\" any more. It may have been deleted, moved or "
                           "merged there; search "
                           "again.")
                .arg(peer.name),
            {}};
}

/// The PACS answered and could not do it this way; another way may work.
bool isAnswer(const Error& error) {
    return error.code == Code::Refused || error.code == Code::Rejected || error.code == Code::Unsupported ||
           error.code == Code::Busy || error.code == Code::Denied;
}

} // namespace

Retriever::Retriever(study::PacsPeer peer, study::LocalNode local, study::ObjectSink& sink)
    : m_peer(std::move(peer)), m_local(std::move(local)), m_sink(sink) {}

int Retriever::associationsFor(qsizetype instances, std::chrono::steady_clock::duration opening) const {
    const int besides = instances > cheapToName ? 1 : associationsNearby;
    const int helpful = opening > nearby ? associationsFarAway : besides;
    const int atMost = m_peer.associations > 0 ? m_peer.associations : helpful;
    return static_cast<int>(
        std::clamp<qsizetype>(instances / instancesWorthAnAssociation, 1, std::max(1, atMost)));
}

Result<void> Retriever::request(Transfer& transfer, Transfer::Method method, int associations,
                                Attempt& attempt, Arrivals& arrivals, const std::stop_token& stop) {
    const auto missing = arrivals.missing();
    const bool whole = missing.size() == arrivals.expected();
    if (whole && associations == 1) {
        RequestQueue study(RetrieveRequest::wholeStudy(arrivals.studyUid()));
        return transfer.run(study);
    }
    const auto done = requestTogether(transfer, method, associations, attempt, arrivals, stop);
    if (done || stop.stop_requested() || !isAnswer(done.error()) || arrivals.fresh() > 0) return done;
    // A PACS may refuse IMAGE level.
    RequestQueue coarser(whole ? RetrieveRequest::wholeStudy(arrivals.studyUid())
                               : RetrieveRequest::series(missing));
    return transfer.run(coarser);
}

Result<void> Retriever::requestTogether(Transfer& first, Transfer::Method method, int associations,
                                        Attempt& attempt, Arrivals& arrivals, const std::stop_token& stop) {
    const auto missing = arrivals.missing();
    RequestQueue requests(RetrieveRequest::images(missing, instancesAtOnce(missing.size(), associations)));
    const auto open = [&](std::stop_token ending) {
        return Transfer::open(method, m_peer, m_local, m_sink, arrivals, std::move(ending));
    };
    FurtherTransfers others(associations - 1, open, requests, stop);
    const auto done = first.run(requests);
    const auto outcome = others.finish();
    attempt.failed += outcome.failed;
    attempt.trouble = outcome.trouble;
    if (!done || !outcome.error || stop.stop_requested()) return done;
    spdlog::info("{}: a further association was cut off: {}", m_peer.name, outcome.error->detail);
    arrivals.settle(arrivals.expected(), stop);
    RequestQueue rest(RetrieveRequest::images(arrivals.missing()));
    return first.run(rest);
}

Retriever::Attempt Retriever::attempt(Transfer::Method method, Arrivals& arrivals,
                                      const std::stop_token& stop) {
    const auto began = std::chrono::steady_clock::now();
    auto opened = Transfer::open(method, m_peer, m_local, m_sink, arrivals, stop);
    if (!opened) return {opened.error(), 0};
    auto& transfer = **opened;
    const int associations =
        associationsFor(arrivals.missing().size(), std::chrono::steady_clock::now() - began);
    Attempt result;
    const auto done = request(transfer, method, associations, result, arrivals, stop);
    result.failed += transfer.failed();
    if (!done) result.error = done.error();
    if (!done || result.failed > 0) {
        if (transfer.trouble()) result.trouble = transfer.trouble();
        if (!result.trouble) result.trouble = roomTrouble();
        if (result.trouble) result.error = result.trouble;
    }
    if (done || isAnswer(*result.error)) {
        transfer.release();
        // What came damaged does not come, whatever the PACS counts.
        const auto damaged = static_cast<int>(m_sink.damagedInstances(arrivals.studyUid()).size());
        arrivals.settle(result.error ? arrivals.expected() : std::max(result.failed, damaged), stop);
    }
    return result;
}

/// With C-MOVE the listener answered, and the PACS only knows that something failed: look whether there is
/// room.
std::optional<Error> Retriever::roomTrouble() {
    const auto path = m_sink.temporaryFile();
    if (!path) return path.error();
    QFile::remove(*path);
    return std::nullopt;
}

Retriever::Attempt Retriever::fetch(Arrivals& arrivals, Transfer::Method& method,
                                    const std::stop_token& stop) {
    method = m_peer.method == study::PacsPeer::Method::Get ? Transfer::Method::Get : Transfer::Method::Move;
    auto first = attempt(method, arrivals, stop);
    // What comes damaged has come: the way is right.
    const bool nothingCame = arrivals.fresh() == 0 &&
                             m_sink.damagedInstances(arrivals.studyUid()).isEmpty() && !stop.stop_requested();
    // Auto: a PACS that does not know us as a destination (0xA801), or cannot reach us, may still answer a
    // C-GET.
    const bool mayGet = m_peer.method == study::PacsPeer::Method::Auto && nothingCame &&
                        (first.error ? isAnswer(*first.error) : first.failed > 0);
    if (!mayGet) return first;
    spdlog::info("{}: C-MOVE brought nothing ({}), trying C-GET", m_peer.name,
                 first.error ? first.error->detail : QStringLiteral("%1 failed").arg(first.failed));
    auto second = attempt(Transfer::Method::Get, arrivals, stop);
    if (second.error && first.error && isAnswer(*second.error) && arrivals.fresh() == 0) {
        // The way that was meant to be used is the one to put right.
        first.error->detail += QStringLiteral("; then ") + second.error->detail;
        return first;
    }
    method = Transfer::Method::Get;
    return second;
}

Result<void> Retriever::judge(const Attempt& attempt, const Arrivals& arrivals, const std::stop_token& stop) {
    if (stop.stop_requested()) return errorOf({LinkEnd::Kind::Cancelled, 0}, {m_peer, m_local});
    if (arrivals.missing().isEmpty()) return {};
    const bool something = arrivals.fresh() > 0 || !m_sink.damagedInstances(arrivals.studyUid()).isEmpty();
    if (!something && (!attempt.error || isAnswer(*attempt.error))) {
        const auto stillThere = Finder(m_peer, m_local).instances(arrivals.studyUid(), stop);
        if (stillThere && stillThere->isEmpty()) return vanished(m_peer);
    }
    // Part of it came and the PACS said why not the rest: the outcome names what is missing.
    if (attempt.error && (!something || !isAnswer(*attempt.error))) return *attempt.error;
    return {};
}

QHash<QString, QString> Retriever::damagedOf(const Arrivals& arrivals) const {
    auto damaged = m_sink.damagedInstances(arrivals.studyUid());
    QSet<QString> missing;
    for (const auto& key : arrivals.missing())
        missing.insert(key.sopInstanceUid);
    // A further try may have brought it whole.
    damaged.removeIf([&missing](const auto& instance) { return !missing.contains(instance.key()); });
    return damaged;
}

Result<study::RetrieveOutcome>
Retriever::retrieve(const QString& studyUid, const QList<study::InstanceKey>& already,
                    const std::function<void(study::RetrieveProgress)>& progress, std::stop_token stop) {
    const auto started = std::chrono::steady_clock::now();
    VIGIL_TRY(const auto named, Finder(m_peer, m_local).instances(studyUid, stop));
    if (named.isEmpty()) return vanished(m_peer);
    Arrivals arrivals(m_sink, studyUid, named, already, progress);
    study::RetrieveOutcome outcome;
    auto method =
        m_peer.method == study::PacsPeer::Method::Get ? Transfer::Method::Get : Transfer::Method::Move;
    if (!arrivals.missing().isEmpty()) {
        const auto attempt = fetch(arrivals, method, stop);
        arrivals.updateNow();
        VIGIL_CHECK(judge(attempt, arrivals, stop));
        outcome.failed = attempt.failed;
        if (attempt.error && !arrivals.missing().isEmpty()) outcome.problem = attempt.error->message;
        outcome.damaged = damagedOf(arrivals);
        // The PACS can only say that we did not take them.
        if (!outcome.damaged.isEmpty()) outcome.problem = study::damagedText(outcome.damaged);
    }
    outcome.expected = arrivals.expected();
    outcome.received = arrivals.received();
    outcome.bytes = arrivals.freshBytes();
    outcome.missing = arrivals.missing();
    outcome.method = method == Transfer::Method::Move ? QStringLiteral("move") : QStringLiteral("get");
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return outcome;
}

} // namespace vigil::dicom
