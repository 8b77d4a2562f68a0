// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/SavedList.h"

#include "ui/worklist/WorklistText.h"

#include <tuple>

namespace vigil::ui {

namespace {

using study::ReadingStatus;
using study::Urgency;
using study::WorklistRow;

bool isOpen(const WorklistRow& row) {
    return row.status != ReadingStatus::Final;
}

auto openWith(Urgency urgency) {
    return [urgency](const WorklistRow& row, const QDateTime&) {
        return isOpen(row) && row.study.urgency == urgency;
    };
}

auto withStatus(ReadingStatus status) {
    return [status](const WorklistRow& row, const QDateTime&) { return row.status == status; };
}

SavedList list(const char* id, const char* name, const char* icon, const char* whenEmpty,
               std::function<bool(const WorklistRow&, const QDateTime&)> contains) {
    return {QString::fromLatin1(id), QString::fromLatin1(name), QString::fromLatin1(icon),
            QString::fromLatin1(whenEmpty), std::move(contains)};
}

} // namespace

const QList<SavedList>& standardLists() {
    static const QList<SavedList> lists{
        list("mine", "My list", "person",
             "Studies you have claimed or drafted appear here. Open one from another list to claim it.",
             [](const WorklistRow& row, const QDateTime&) {
                 return isOpen(row) && (row.claimedByMe || row.status == ReadingStatus::Draft);
             }),
        list("unreported", "Unreported", "inbox",
             "Everything has a report. New studies appear by themselves; F5 asks the PACS at once.",
             [](const WorklistRow& row, const QDateTime&) { return isOpen(row); }),
        list("breaching", "Breaching", "overdue", "No study is over its limit or within an hour of it.",
             [](const WorklistRow& row, const QDateTime& now) {
                 return isBreached(row, now) || isNearBreach(row, now);
             }),
        list("emergency", "Emergency", "emergency", "No emergency study is waiting for a report.",
             openWith(Urgency::Emergency)),
        list("inpatient", "Inpatient", "inpatient", "No inpatient study is waiting for a report.",
             openWith(Urgency::Inpatient)),
        list("cancer", "Cancer pathway", "pathway", "No suspected-cancer study is waiting for a report.",
             openWith(Urgency::SuspectedCancer)),
        list("urgent", "Urgent", "urgent", "No urgent study is waiting for a report.",
             openWith(Urgency::Urgent)),
        list("alerts", "With open alerts", "alerts", "No listed study has an alert that waits for somebody.",
             [](const WorklistRow& row, const QDateTime&) { return row.openAlerts > 0; }),
        list("drafts", "Drafts", "draft", "Reports you have begun and not signed appear here.",
             withStatus(ReadingStatus::Draft)),
        list("verify", "To verify", "preliminary",
             "Preliminary reports that wait for verification appear here.",
             withStatus(ReadingStatus::Preliminary)),
        list("twice", "Reported twice", "warning", "No study has two final reports.",
             [](const WorklistRow& row, const QDateTime&) { return row.finalReports > 1; }),
        list("incomplete", "Images missing", "image", "Every listed study that was brought here is complete.",
             [](const WorklistRow& row, const QDateTime&) {
                 return row.imagesHere > 0 && row.imagesHere < row.imagesExpected;
             }),
        list("priorless", "Without priors", "priors", "Every unreported study has at least one prior.",
             [](const WorklistRow& row, const QDateTime&) { return isOpen(row) && row.priors == 0; }),
        list("all", "All studies", "worklist",
             "The worklist is empty. Refresh (F5) asks the PACS for the studies of the last days.",
             [](const WorklistRow&, const QDateTime&) { return true; })};
    return lists;
}

bool comesFirst(const WorklistRow& a, const WorklistRow& b, const QDateTime& now) {
    const auto key = [&now](const WorklistRow& row) {
        constexpr qint64 never = std::numeric_limits<qint64>::max();
        return std::make_tuple(row.status == ReadingStatus::Final, row.criticalAlerts == 0,
                               !isBreached(row, now), static_cast<int>(row.study.urgency),
                               row.dueAt.isValid() ? row.dueAt.toSecsSinceEpoch() : never);
    };
    const auto left = key(a);
    const auto right = key(b);
    if (left != right) return left < right;
    if (a.study.patientLocation != b.study.patientLocation)
        return a.study.patientLocation < b.study.patientLocation;
    return a.study.studyUid < b.study.studyUid;
}

} // namespace vigil::ui
