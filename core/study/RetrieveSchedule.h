// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"
#include "core/study/WantedStudy.h"
#include "core/sync/Backoff.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace vigil::study {

/// Which retrieve runs when: the rules of RetrieveQueue without its threads. Knows no clock; whoever asks
/// says what time it is. Never two retrieves of one study; at most `perPeer` at one PACS, of which
/// `keptForOpened` places are free of anything but what the reader opened. A PACS that somebody set a limit
/// for has as many places as that says, and one that is being left counts until it is free. Not thread-safe.
class RetrieveSchedule {
public:
    struct Rules {
        int perPeer = 2; ///< where nobody set a limit
        /// What [pacs/NAME] retrieves= allows, by source_id.
        std::map<QString, int> limits{};
        int keptForOpened = 1;
        int triesOfIncomplete = 3; ///< a PACS that sends only a part is asked so often before it is named
        std::chrono::seconds diskPause{60}; ///< a full disk is looked at again after this
    };
    enum class State {
        Waiting,
        Running,
        Stopping, ///< asked to end: paused or cancelled
        Resting,  ///< tried and failed; tried again at notBefore
        Held      ///< not tried again by itself; WantedStudy::problem says why
    };
    /// Where a person may put a study in the line.
    enum class Place { First, Up, Down };
    struct Entry {
        WantedStudy wanted;
        State state = State::Waiting;
        RetrieveProgress progress;

        [[nodiscard]] bool isUnderWay() const { return state == State::Running || state == State::Stopping; }
    };
    /// What has to be done now. What is named as started or stopped counts as such from then on.
    struct Moves {
        QStringList start;
        QStringList stop;
        std::optional<UtcTime> lookAgain; ///< when something becomes due by time alone
    };
    /// What the file does not know yet.
    struct Changes {
        QList<WantedStudy> keep;
        QStringList forget;
    };

    RetrieveSchedule(Rules rules, sync::Backoff backoff)
        : m_rules(std::move(rules)), m_backoff(std::move(backoff)) {}

    /// Adds a study or moves a known one up, never down. An Opened one is tried at once, whatever failed
    /// before.
    void want(const QString& studyUid, const QString& sourceId, RetrievePriority priority);
    /// The reader's next studies in this order; what was next before and is not any more becomes prefetch.
    void wantNext(const QList<std::pair<QString, QString>>& studyAndSource);
    /// Moves a study down (or up) to this priority when it is queued.
    void setPriority(const QString& studyUid, RetrievePriority priority);
    /// Puts a study elsewhere in entries(): nothing passes what the reader has opened. A running one gives
    /// way to what now stands before it. The study keeps its place in line, whatever is next in the reader's
    /// list, until it is opened. Nothing happens where there is no such place.
    void move(const QString& studyUid, Place place);
    void cancel(const QString& studyUid);
    /// Nothing rests or is held any more.
    void tryNow();
    /// What an earlier run wanted. What it had open is to be read next; what was held gets another chance.
    void restore(const QList<WantedStudy>& wanted, UtcTime now);

    [[nodiscard]] Moves decide(UtcTime now);
    void setProgress(const QString& studyUid, const RetrieveProgress& progress);
    void ended(const QString& studyUid, const Result<RetrieveOutcome>& result, UtcTime now);

    /// In the order in which they are served.
    [[nodiscard]] QList<Entry> entries() const;
    /// Why nothing at all is started; empty when all is well.
    [[nodiscard]] QString pause() const { return m_pause; }
    [[nodiscard]] Changes takeChanges();

private:
    enum class Intent { None, Pause, Cancel };
    struct Item {
        Entry entry;
        Intent intent = Intent::None;
        bool restsForPeer = false; ///< the cause is the PACS, not the study
    };
    struct Peer {
        int attempts = 0;
        UtcTime notBefore{};
    };
    using Items = std::map<QString, Item>;

    /// How many retrieves one PACS takes at once.
    struct Places {
        int all;
        int lower;  ///< for what the reader has not opened
        bool exact; ///< somebody set the limit: nothing begins before another has left
    };
    [[nodiscard]] Places placesAt(const QString& sourceId) const;
    void decideFor(const QString& sourceId, UtcTime now, Moves& moves);
    static void startOpened(const Places& places, std::vector<Item*>& ready, std::vector<Item*>& running,
                            Moves& moves);
    static void startLower(const Places& places, std::vector<Item*>& ready, std::vector<Item*>& running,
                           Moves& moves);
    static void start(Item& item, Moves& moves);
    static void pauseRun(Item& item, Moves& moves);
    [[nodiscard]] bool isDue(const Item& item, UtcTime now) const;
    [[nodiscard]] std::optional<UtcTime> nextDue(UtcTime now) const;
    [[nodiscard]] std::vector<Item*> inOrder(const std::function<bool(const WantedStudy&)>& which);
    void remove(Items::iterator item);
    void keep(const Item& item);
    void toWaiting(Item& item);
    void peerAnswered(const QString& sourceId);
    void takeIncomplete(Item& item, const RetrieveOutcome& outcome, UtcTime now);
    void takeError(Item& item, const Error& error, UtcTime now);
    void rest(Item& item, sync::RetryLater::Cause cause, int attempts, UtcTime now);
    [[nodiscard]] qint64 nextPosition(RetrievePriority priority);

    Rules m_rules;
    sync::Backoff m_backoff;
    Items m_items;
    std::map<QString, Peer> m_peers;
    QString m_pause;
    UtcTime m_pausedUntil{};
    qint64 m_position = 0;
    std::map<QString, std::optional<WantedStudy>> m_changes; ///< nothing: forget
};

} // namespace vigil::study
