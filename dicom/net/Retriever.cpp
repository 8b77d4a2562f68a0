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
                                Attempt& attempt, Goal& goal, const std::stop_token& stop) {
    auto& arrivals = goal.arrivals;
    const auto missing = arrivals.missing();
    const bool whole = missing.size() == arrivals.expected();
    if (arrivals.isOpenEnded() || (whole && associations == 1)) return requestWhole(transfer, goal, stop);
    const auto done = requestTogether(transfer, method, associations, attempt, arrivals, stop);
    if (done || stop.stop_requested() || !isAnswer(done.error()) || arrivals.fresh() > 0) return done;
    // A PACS may refuse IMAGE level.
    if (whole) return requestWhole(transfer, goal, stop);
    RequestQueue series(RetrieveRequest::series(missing));
    return transfer.run(series);
}

/// What goes through the whole study also says how much that is.
Result<void> Retriever::requestWhole(Transfer& transfer, Goal& goal, const std::stop_token& stop) {
    auto& arrivals = goal.arrivals;
    const auto& uid = arrivals.studyUid();
    RequestQueue study(RetrieveRequest::wholeStudy(uid));
    auto done = transfer.run(study);
    const bool refused = !done && done.error().code == Code::Unsupported && !stop.stop_requested();
    if (refused && !goal.series.isEmpty() && arrivals.fresh() == 0) {
        RequestQueue series(RetrieveRequest::series(uid, goal.series));
        done = transfer.run(series);
    }
    if (done && transfer.suboperations() >= 0) arrivals.takeCount(transfer.suboperations());
    return done;
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

Retriever::Attempt Retriever::attempt(Transfer::Method method, Goal& goal, const std::stop_token& stop) {
    auto& arrivals = goal.arrivals;
    const auto began = std::chrono::steady_clock::now();
    auto opened = Transfer::open(method, m_peer, m_local, m_sink, arrivals, stop);
    if (!opened) return {opened.error(), 0};
    auto& transfer = **opened;
    const int associations =
        associationsFor(arrivals.missing().size(), std::chrono::steady_clock::now() - began);
    Attempt result;
    const auto done = request(transfer, method, associations, result, goal, stop);
    result.failed += transfer.failed();
    if (!done) result.error = done.error();
    if (transfer.trouble()) result.trouble = transfer.trouble();
    if (done || isAnswer(*result.error)) transfer.release();
    // Also after a broken connection: what came over it, and over others, may be on its way to the disk. What
    // came damaged does not come, whatever the PACS counts.
    const auto damaged = static_cast<int>(m_sink.damagedInstances(arrivals.studyUid()).size());
    const bool explained = result.error || result.trouble;
    arrivals.settle(explained ? std::max(1, arrivals.expected()) : std::max(result.failed, damaged), stop);
    if (arrivals.isAllHere()) return result;
    if (!result.trouble) result.trouble = ownTrouble(arrivals.studyUid());
    if (result.trouble) result.error = result.trouble;
    return result;
}

/// With C-MOVE the listener answered, and the PACS only knows that something failed, or, when it failed after
/// the answer, nothing at all.
std::optional<Error> Retriever::ownTrouble(const QString& studyUid) {
    if (auto trouble = m_sink.keepingTrouble(studyUid)) return trouble;
    const auto path = m_sink.temporaryFile();
    if (!path) return path.error();
    QFile::remove(*path);
    return std::nullopt;
}

/// The worst of mis-set destinations, because nobody says no.
Error Retriever::sentElsewhere() const {
    return {Code::Rejected,
            QStringLiteral("PACS \"%1\" says that it has sent the images to \"%2\", but none arrived here. "
                           "Usually it knows another computer under that AE title. Run the set-up check: it "
                           "says what to enter in the PACS.")
                .arg(m_peer.name, m_local.aeTitle),
            QStringLiteral("C-MOVE ended well and brought nothing")};
}

Retriever::Attempt Retriever::fetch(Goal& goal, Transfer::Method& method, const std::stop_token& stop) {
    auto& arrivals = goal.arrivals;
    method = m_peer.method == study::PacsPeer::Method::Get ? Transfer::Method::Get : Transfer::Method::Move;
    auto first = attempt(method, goal, stop);
    // What comes damaged has come: the way is right.
    const bool nothingCame = arrivals.fresh() == 0 && !arrivals.isAllHere() &&
                             m_sink.damagedInstances(arrivals.studyUid()).isEmpty() && !stop.stop_requested();
    if (nothingCame && !first.error && first.failed == 0 && method == Transfer::Method::Move)
        first.error = sentElsewhere();
    // Auto: a PACS that does not know us as a destination (0xA801), cannot reach us, or takes another
    // computer for us, may still answer a C-GET.
    const bool mayGet = m_peer.method == study::PacsPeer::Method::Auto && nothingCame && !first.trouble &&
                        (first.error ? isAnswer(*first.error) : first.failed > 0);
    if (!mayGet) return first;
    spdlog::info("{}: C-MOVE brought nothing ({}), trying C-GET", m_peer.name,
                 first.error ? first.error->detail : QStringLiteral("%1 failed").arg(first.failed));
    auto second = attempt(Transfer::Method::Get, goal, stop);
    if (second.error && first.error && isAnswer(*second.error) && arrivals.fresh() == 0) {
        // The way that was meant to be used is the one to put right.
        first.error->detail += QStringLiteral("; then ") + second.error->detail;
        return first;
    }
    if (arrivals.fresh() > 0)
        spdlog::warn("{}: studies come by C-GET only; the set-up check says what is wrong with C-MOVE",
                     m_peer.name);
    method = Transfer::Method::Get;
    return second;
}

Result<void> Retriever::judge(const Attempt& attempt, const Arrivals& arrivals, const std::stop_token& stop) {
    if (stop.stop_requested()) return errorOf({LinkEnd::Kind::Cancelled, 0}, {m_peer, m_local});
    if (arrivals.isAllHere()) return {};
    const bool something = arrivals.fresh() > 0 || !m_sink.damagedInstances(arrivals.studyUid()).isEmpty();
    if (!something && (!attempt.error || isAnswer(*attempt.error))) {
        const auto stillThere = Finder(m_peer, m_local).inventory(arrivals.studyUid(), stop);
        if (stillThere && stillThere->isNamed && stillThere->named.isEmpty()) return vanished(m_peer);
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

/// What the counts of the PACS say beyond what it named.
void Retriever::describe(const Attempt& attempt, const Arrivals& arrivals,
                         study::RetrieveOutcome& outcome) const {
    outcome.failed = attempt.failed;
    outcome.received = arrivals.received();
    outcome.expected = std::max(arrivals.expected(), outcome.received);
    outcome.bytes = arrivals.freshBytes();
    outcome.missing = arrivals.missing();
    outcome.sent = arrivals.sent();
    const auto missing = static_cast<int>(outcome.missing.size());
    // Without a counter it is not known whether what is counted beyond the names is there at all.
    const bool isCountAll = outcome.sent >= 0 || outcome.onlyCounted;
    if (!isCountAll) outcome.expected = outcome.received + missing;
    outcome.shortBy = std::max(0, outcome.expected - outcome.received - missing);
    const bool proved = outcome.sent >= 0 && !outcome.onlyCounted;
    if (!proved) outcome.uncertain = std::max(0, outcome.counted - outcome.expected);
    outcome.damaged = damagedOf(arrivals);
    if (attempt.error && !arrivals.isAllHere()) outcome.problem = attempt.error->message;
    // The PACS can only say that we did not take them.
    if (!outcome.damaged.isEmpty()) outcome.problem = study::damagedText(outcome.damaged);
    if (outcome.uncertain > 0)
        spdlog::warn("{} counts {} instances of a study, names {} and sends {}", m_peer.name, outcome.counted,
                     outcome.onlyCounted ? 0 : outcome.expected, outcome.sent);
}

Result<study::RetrieveOutcome>
Retriever::retrieve(const QString& studyUid, const study::Beforehand& before,
                    const std::function<void(study::RetrieveProgress)>& progress, std::stop_token stop) {
    const auto started = std::chrono::steady_clock::now();
    VIGIL_TRY(const auto inventory, Finder(m_peer, m_local).inventory(studyUid, stop));
    if (inventory.isNamed && inventory.named.isEmpty()) return vanished(m_peer);
    study::RetrieveOutcome outcome;
    outcome.counted = std::max(inventory.counted, before.counted);
    outcome.onlyCounted = !inventory.isNamed;
    Arrivals::Expected expected(inventory.named);
    // What the counting came to was looked into the last time.
    const bool settled = outcome.counted >= 0 && outcome.counted == before.settledCount;
    expected.isOpenEnded = !inventory.isNamed || (outcome.counted > inventory.named.size() && !settled);
    expected.counted = outcome.counted;
    expected.patience = m_peer.lateArrivals;
    Goal goal{Arrivals(m_sink, studyUid, std::move(expected), before.here, progress), inventory.series};
    auto method =
        m_peer.method == study::PacsPeer::Method::Get ? Transfer::Method::Get : Transfer::Method::Move;
    Attempt attempt;
    if (!goal.arrivals.isAllHere()) {
        attempt = fetch(goal, method, stop);
        goal.arrivals.updateNow();
        VIGIL_CHECK(judge(attempt, goal.arrivals, stop));
    }
    describe(attempt, goal.arrivals, outcome);
    outcome.method = method == Transfer::Method::Move ? QStringLiteral("move") : QStringLiteral("get");
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return outcome;
}

} // namespace vigil::dicom
