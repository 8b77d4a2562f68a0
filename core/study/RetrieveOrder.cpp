// SPDX-License-Identifier: GPL-3.0-or-later
// The part of RetrieveSchedule that puts studies in order: by the reader's list, and by hand.
#include "core/study/RetrieveSchedule.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace vigil::study {

std::vector<RetrieveSchedule::Item*>
RetrieveSchedule::inOrder(const std::function<bool(const WantedStudy&)>& which) {
    std::vector<Item*> line;
    for (auto& [uid, item] : m_items)
        if (which(item.entry.wanted)) line.push_back(&item);
    std::sort(line.begin(), line.end(), [](const Item* a, const Item* b) {
        return std::tuple(a->entry.wanted.priority, a->entry.wanted.position) <
               std::tuple(b->entry.wanted.priority, b->entry.wanted.position);
    });
    return line;
}

void RetrieveSchedule::wantNext(const QList<std::pair<QString, QString>>& studyAndSource) {
    std::set<QString> next;
    for (const auto& [studyUid, sourceId] : studyAndSource) {
        next.insert(studyUid);
        want(studyUid, sourceId, RetrievePriority::Next);
    }
    const auto isNext = [](const WantedStudy& wanted) { return wanted.priority == RetrievePriority::Next; };
    const auto line = inOrder(isNext);
    for (auto* item : line)
        if (!next.contains(item->entry.wanted.studyUid))
            setPriority(item->entry.wanted.studyUid, RetrievePriority::Prefetch);
    std::vector<Item*> listed;
    for (const auto& each : studyAndSource) {
        auto& item = m_items[each.first];
        if (!isNext(item.entry.wanted) || item.entry.wanted.byHand) continue;
        if (std::find(listed.begin(), listed.end(), &item) == listed.end()) listed.push_back(&item);
    }
    // What a person has put third stays third; around it the others stand in the order of the list.
    auto nextListed = listed.begin();
    for (auto* item : line) {
        if (!item->entry.wanted.byHand && nextListed == listed.end()) continue; // one that left the list
        auto* placed = item->entry.wanted.byHand ? item : *nextListed++;
        placed->entry.wanted.position = nextPosition(RetrievePriority::Next);
        keep(*placed);
    }
}

void RetrieveSchedule::setPriority(const QString& studyUid, RetrievePriority priority) {
    const auto found = m_items.find(studyUid);
    if (found == m_items.end() || found->second.entry.wanted.priority == priority) return;
    auto& wanted = found->second.entry.wanted;
    if (wanted.byHand && priority != RetrievePriority::Opened) return;
    wanted.priority = priority;
    wanted.position = nextPosition(priority);
    wanted.byHand = false;
    keep(found->second);
}

void RetrieveSchedule::move(const QString& studyUid, Place place) {
    const auto found = m_items.find(studyUid);
    if (found == m_items.end()) return;
    auto* item = &found->second;
    auto& wanted = item->entry.wanted;
    const bool opened = wanted.priority == RetrievePriority::Opened;
    auto line = inOrder(
        [opened](const WantedStudy& each) { return (each.priority == RetrievePriority::Opened) == opened; });
    const auto at = std::find(line.begin(), line.end(), item);
    const auto passed = place == Place::First  ? line.begin()
                        : place == Place::Down ? std::next(at)
                        : at == line.begin()   ? at
                                               : std::prev(at);
    if (passed == line.end() || passed == at) return;
    // Among what is less urgent it is as little urgent, and the reverse: otherwise the next turn undid it.
    const bool toFront = place == Place::First && !opened;
    wanted.priority = toFront ? RetrievePriority::Next : (*passed)->entry.wanted.priority;
    wanted.byHand = !opened;
    if (place == Place::Down)
        std::rotate(at, passed, std::next(passed));
    else
        std::rotate(passed, at, std::next(at));
    // Positions of what is open count downwards: the last opened one is the first.
    if (opened) std::reverse(line.begin(), line.end());
    for (auto* each : line) {
        each->entry.wanted.position = nextPosition(each->entry.wanted.priority);
        keep(*each);
    }
}

} // namespace vigil::study
