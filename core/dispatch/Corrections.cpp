// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Corrections.h"

#include <QHash>

#include <algorithm>

namespace vigil::dispatch {

namespace {

using alert::AlertChange;
using alert::AlertStory;
using alert::Party;

/// What was written to one recipient by one way, by where it was queued in the log.
struct Written {
    Party to;
    QString destination;
    bool beside = false;
    QList<qint64> told; ///< messages that arrived and asked to act
    QList<qint64> corrected;

    [[nodiscard]] bool toldBefore(qint64 seq) const {
        return std::any_of(told.begin(), told.end(), [seq](qint64 each) { return each < seq; });
    }
    [[nodiscard]] bool toldAfter(qint64 seq) const {
        return std::any_of(told.begin(), told.end(), [seq](qint64 each) { return each > seq; });
    }
    [[nodiscard]] bool anythingBetween(qint64 from, qint64 to_) const {
        const auto all = told + corrected;
        return std::any_of(all.begin(), all.end(), [&](qint64 each) { return from < each && each < to_; });
    }
};

QList<Written> writtenOf(const alert::Alert& alert) {
    QSet<QString> sent;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.kind == journal::kind::noticeSent)
            sent << fact.data.value(QLatin1String("notice")).toString();
    QList<Written> all;
    for (const auto& fact : alert.facts) {
        if (fact.logged.event.kind != journal::kind::noticeQueued) continue;
        const auto& data = fact.data;
        const auto asks = data.value(QLatin1String("asks")).toString();
        const bool corrects = asks == QLatin1String("correct");
        const bool arrived = sent.contains(data.value(QLatin1String("notice")).toString());
        if (!corrects && (!asks.isEmpty() || !arrived)) continue;
        const auto to = alert::partyFromObject(data.value(QLatin1String("to")).toObject());
        const auto destination = data.value(QLatin1String("destination")).toString();
        auto found = std::find_if(all.begin(), all.end(), [&](const Written& each) {
            return each.to == to && each.destination == destination;
        });
        if (found == all.end()) {
            all << Written{to, destination, data.value(QLatin1String("beside")).toBool(), {}, {}};
            found = std::prev(all.end());
        }
        (corrects ? found->corrected : found->told) << fact.logged.receipt.seq;
    }
    return all;
}

/// The last change that this recipient was told otherwise; null when what they have is right.
const AlertChange* untold(const Written& written, const QList<AlertChange>& changes, bool ended) {
    for (auto change = changes.crbegin(); change != changes.crend(); ++change) {
        const bool restored = change->what == AlertChange::What::Restored;
        // What was taken back before they heard of it is no news to them, and nothing stands of what has
        // ended.
        if (restored && (ended || !written.anythingBetween(change->undoneSeq, change->seq))) continue;
        if (!written.toldBefore(change->seq) || written.toldAfter(change->seq)) return nullptr;
        return &*change;
    }
    return nullptr;
}

} // namespace

QList<Telling> correctionsOf(const alert::Alert& accepted, const AlertStory& story, UtcTime now) {
    if (story.changes().isEmpty()) return {};
    QHash<QUuid, qint64> seqs;
    for (const auto& fact : accepted.facts)
        seqs.insert(fact.logged.event.eventId, fact.logged.receipt.seq);
    const auto asked = story.asked();
    const auto isAskedAnew = [&](const Party& who, qint64 seq) {
        return std::any_of(asked.begin(), asked.end(), [&](const AlertStory::Asked& each) {
            return each.who == who && each.what == AlertStory::Asked::What::Act &&
                   seqs.value(each.since) >= seq;
        });
    };
    const auto state = story.view().state;
    const bool ended = state == alert::State::Withdrawn || state == alert::State::Superseded;
    QList<Telling> tellings;
    for (const auto& written : writtenOf(accepted)) {
        const auto* change = untold(written, story.changes(), ended);
        if (!change || now < change->at + secondThoughts || isAskedAnew(written.to, change->seq)) continue;
        const auto same = std::find_if(tellings.begin(), tellings.end(), [&](const Telling& each) {
            return each.to == written.to && each.since == change->event;
        });
        if (same != tellings.end())
            same->only << written.destination;
        else
            tellings << Telling{
                written.to, 0, change->event, Telling::What::Correct, written.beside, {written.destination}};
    }
    return tellings;
}

} // namespace vigil::dispatch
