// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Retriever.h"

#include "core/base/Log.h"
#include "dicom/net/Finder.h"
#include "dicom/net/RetrieveRequest.h"

#include <QFile>

#include <algorithm>
#include <thread>
#include <utility>

namespace vigil::dicom {

namespace {

using Code = Error::Code;

/// Unless vigil.ini says otherwise: see README, "Several associations".
constexpr int associationsThatHelp = 1;
/// Fewer instances are not worth a further association.
constexpr qsizetype instancesWorthAnAssociation = 16;
/// Few enough that the associations end at about the same time.
constexpr qsizetype instancesAtOnceOfSeveral = 25;

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

int Retriever::associationsFor(qsizetype instances) const {
    const int atMost = m_peer.associations > 0 ? m_peer.associations : associationsThatHelp;
    return static_cast<int>(std::min<qsizetype>(atMost, instances / instancesWorthAnAssociation));
}

/// As many associations as help and the PACS accepts; the first must be there.
Result<Retriever::Transfers> Retriever::open(Transfer::Method method, Arrivals& arrivals,
                                             const std::stop_token& stop) {
    Transfers transfers;
    const int wished = std::max(1, associationsFor(arrivals.missing().size()));
    for (int i = 0; i < wished; ++i) {
        auto transfer = Transfer::open(method, m_peer, m_local, m_sink, arrivals, stop);
        if (!transfer && transfers.empty()) return transfer.error();
        if (!transfer) {
            spdlog::info("{} accepts {} of {} associations", m_peer.name, transfers.size(), wished);
            break;
        }
        transfers.push_back(std::move(*transfer));
    }
    return transfers;
}

Result<void> Retriever::request(const Transfers& transfers, Arrivals& arrivals, const std::stop_token& stop) {
    const auto missing = arrivals.missing();
    const bool whole = missing.size() == arrivals.expected();
    auto& first = *transfers.front();
    if (transfers.size() == 1 && whole) {
        RequestQueue study(RetrieveRequest::wholeStudy(arrivals.studyUid()));
        return first.run(study);
    }
    const auto done = together(transfers, missing);
    const auto failed = std::find_if(done.cbegin(), done.cend(), [](const auto& one) { return !one; });
    if (failed == done.cend()) return {};
    if (stop.stop_requested()) return *failed;
    if (isAnswer(failed->error()) && arrivals.fresh() == 0) {
        // A PACS may refuse IMAGE level.
        RequestQueue coarser(whole ? RetrieveRequest::wholeStudy(arrivals.studyUid())
                                   : RetrieveRequest::series(missing));
        return first.run(coarser);
    }
    if (failed == done.cbegin()) return *failed;
    // Another than the first was cut off: what it was to bring is asked for once more.
    arrivals.settle(arrivals.expected(), stop);
    RequestQueue rest(RetrieveRequest::images(arrivals.missing()));
    return first.run(rest);
}

std::vector<Result<void>> Retriever::together(const Transfers& transfers,
                                              const QList<study::InstanceKey>& missing) {
    const auto atOnce = transfers.size() == 1 ? RetrieveRequest::instancesAtOnce : instancesAtOnceOfSeveral;
    RequestQueue requests(RetrieveRequest::images(missing, atOnce));
    std::vector<Result<void>> done(transfers.size());
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < transfers.size(); ++i)
        others.emplace_back([&, i] { done[i] = transfers[i]->run(requests); });
    done[0] = transfers[0]->run(requests);
    for (auto& other : others)
        other.join();
    return done;
}

Retriever::Attempt Retriever::attempt(Transfer::Method method, Arrivals& arrivals,
                                      const std::stop_token& stop) {
    const auto transfers = open(method, arrivals, stop);
    if (!transfers) return {transfers.error(), 0};
    const auto done = request(*transfers, arrivals, stop);
    Attempt result;
    for (const auto& transfer : *transfers)
        result.failed += transfer->failed();
    if (!done) result.error = done.error();
    if (const auto trouble = ownTrouble(*transfers); trouble && (!done || result.failed > 0))
        result.error = *trouble;
    if (done || isAnswer(*result.error)) {
        for (const auto& transfer : *transfers)
            transfer->release();
        arrivals.settle(result.error ? arrivals.expected() : result.failed, stop);
    }
    return result;
}

std::optional<Error> Retriever::ownTrouble(const Transfers& transfers) {
    for (const auto& transfer : transfers)
        if (transfer->trouble()) return transfer->trouble();
    // With C-MOVE the listener answered, and the PACS only knows that something failed: look whether there is
    // room.
    const auto path = m_sink.temporaryFile();
    if (!path) return path.error();
    QFile::remove(*path);
    return std::nullopt;
}

Retriever::Attempt Retriever::fetch(Arrivals& arrivals, Transfer::Method& method,
                                    const std::stop_token& stop) {
    method = m_peer.method == study::PacsPeer::Method::Get ? Transfer::Method::Get : Transfer::Method::Move;
    auto first = attempt(method, arrivals, stop);
    const bool nothingCame = arrivals.fresh() == 0 && !stop.stop_requested();
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
    if (arrivals.fresh() == 0 && (!attempt.error || isAnswer(*attempt.error))) {
        const auto stillThere = Finder(m_peer, m_local).instances(arrivals.studyUid(), stop);
        if (stillThere && stillThere->isEmpty()) return vanished(m_peer);
    }
    // Part of it came and the PACS said why not the rest: the outcome names what is missing.
    if (attempt.error && (arrivals.fresh() == 0 || !isAnswer(*attempt.error))) return *attempt.error;
    return {};
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
