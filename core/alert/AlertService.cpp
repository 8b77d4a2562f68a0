// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertService.h"

#include "core/alert/AlertJson.h"
#include "core/alert/AlertStory.h"
#include "core/alert/DraftCheck.h"
#include "core/alert/KeptApart.h"
#include "core/base/Async.h"
#include "core/directory/Route.h"
#include "core/report/UserEvent.h"
#include "core/store/BegunStore.h"
#include "core/store/CursorStore.h"
#include "core/store/ReportStore.h"
#include "core/store/StudyStore.h"

#include <QJsonDocument>

#include <limits>

namespace vigil::alert {

namespace {

QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

AlertService::AlertService(std::shared_ptr<const AlertPolicy> policy, store::DataFolder& data,
                           store::OwnFacts& facts, const store::AlertStore& alerts, const Clock& clock,
                           IdSource& ids, report::User user, Events& events)
    : m_policy(std::move(policy)), m_data(data), m_facts(facts), m_alerts(alerts), m_clock(clock), m_ids(ids),
      m_user(std::move(user)), m_begunWork(data, clock, m_user.id), m_events(events) {
    m_pool.setMaxThreadCount(2);
    m_asking.setMaxThreadCount(2);
}

AlertService::~AlertService() {
    m_stop.request_stop();
    m_asking.waitForDone();
    m_pool.waitForDone();
}

journal::Event AlertService::eventOf(const QString& alertId, const Deed& deed) const {
    auto event = report::userEvent(m_user, {journal::aggregate::alert, alertId}, deed.kind, deed.data,
                                   m_clock, m_ids, policy().sha256());
    event.onBehalfOf = deed.onBehalfOf;
    return event;
}

journal::Event AlertService::eventAbout(const Alert& alert, const Deed& deed) const {
    return eventOf(alert.alertId, deed, isRestricted(alert) ? Words::KeptApart : Words::Open);
}

journal::Event AlertService::eventOf(const QString& alertId, Deed deed, Words kept) const {
    if (kept == Words::Open) return eventOf(alertId, deed);
    QJsonObject words;
    for (const auto* key : {"note", "reason", "what"}) {
        const auto said = deed.data.value(QLatin1String(key));
        if (said.toString().trimmed().isEmpty()) continue;
        words.insert(QLatin1String(key), said);
        deed.data.insert(QLatin1String(key), keptApartWords);
    }
    auto event = eventOf(alertId, deed);
    if (!words.isEmpty()) event.sealed = compact(words);
    return event;
}

Result<void> AlertService::commit(QList<journal::Event> events,
                                  const std::function<Result<void>(store::Transaction&)>& more) {
    const auto cursor = awaited(m_data.cacheReader().run([](const store::Database& cache) {
        return store::CursorStore().cursor(cache, store::departmentDestination);
    }));
    // An unknown offset never holds up an alert.
    if (cursor && *cursor)
        for (auto& event : events)
            event.clockOffsetMs = (*cursor)->clockOffsetMs;
    const auto keep = [&](store::Transaction& records) -> Result<void> {
        for (auto& event : events)
            VIGIL_CHECK(m_facts.append(records, event));
        return more(records);
    };
    VIGIL_CHECK(awaited(m_data.records().run(store::Lane::Person, keep)));
    // From here on it is a fact. That the board shows it at once is a convenience: the next start catches up.
    m_facts.wake();
    static_cast<void>(awaited(m_data.cache().run(
        store::Lane::Person, [&](store::Transaction& cache) { return m_facts.mirror(cache, events); })));
    Q_EMIT m_events.alertsChanged();
    Q_EMIT m_events.outboxChanged();
    return {};
}

Result<Alert> AlertService::load(const QString& alertId) const {
    VIGIL_TRY(auto found, awaited(m_data.cacheReader().run([this, alertId](const store::Database& cache) {
                  return m_alerts.load(cache, alertId);
              })));
    if (found.facts.isEmpty())
        return Error{Error::Code::NotFound, QStringLiteral("This alert is not on this computer."), alertId};
    return found;
}

QFuture<Result<QString>> AlertService::raise(const AlertDraft& draft, const QString& begun) {
    return runOn(m_pool, [this, draft, begun] { return raiseNow(draft, begun); });
}

QFuture<Result<QString>> AlertService::supersede(const QString& alertId, const AlertDraft& draft,
                                                 const QString& begun) {
    return runOn(m_pool, [this, alertId, draft, begun] { return raiseNow(draft, begun, alertId); });
}

void AlertService::findLocation(AlertDraft& draft, const AlertPolicy& rules) const {
    readLocation(draft, rules);
    if (!rules.location(draft.location)) findPractice(draft, rules);
}

void AlertService::readLocation(AlertDraft& draft, const AlertPolicy& rules) const {
    if (!draft.location.isEmpty() || draft.procedures.isEmpty()) return;
    const auto study = awaited(
        m_data.cacheReader().run([uid = draft.procedures.first().studyUid](const store::Database& cache) {
            return store::StudyStore::study(cache, uid);
        }));
    // A study that is not on the list holds up no alert; then the ladder of the category applies.
    if (!study || !*study) return;
    draft.location = (*study)->patientLocation;
    if (!rules.location(draft.location) && (*study)->urgency == study::Urgency::Emergency)
        draft.location = QStringLiteral("emergency");
}

QJsonObject AlertService::findRoute(AlertDraft& draft, const AlertPolicy& rules) const {
    // Without a directory, or with one that cannot be read, the policy's roles are better than no alert.
    const auto directory = people();
    if (!directory) return {};
    const auto route = directory::routeOf(rules, *directory, draft, m_clock.now());
    draft.owner = route.owner.who;
    draft.backUpRole = route.backUp.who.role;
    return directory::toObject(route);
}

Alert AlertService::after(const Alert& before, const journal::Event& event) {
    auto pending = event;
    pending.deviceSeq = std::numeric_limits<qint64>::max(); // after everything that is here
    return apply(before, {pending, {}});
}

Result<void> AlertService::updateReports(store::Transaction& records, const Alert& after) const {
    // By the policy that it was raised or recategorised under.
    const auto category = AlertStory(after).rules().category;
    return store::AlertStore::updateReportAlert(records, after.alertId, category.radlex, category.textCode,
                                                stateAt(after, m_clock.now()));
}

std::optional<UtcTime> AlertService::examinedAt(const AlertDraft& draft) const {
    std::optional<UtcTime> first;
    for (const auto& procedure : draft.procedures) {
        const auto study =
            awaited(m_data.cacheReader().run([uid = procedure.studyUid](const store::Database& cache) {
                return store::StudyStore::study(cache, uid);
            }));
        if (!study || !*study || !(*study)->studyTime.isValid()) continue;
        const auto began = fromDateTime((*study)->studyTime);
        first = first ? std::min(*first, began) : began;
    }
    return first;
}

Result<void> AlertService::completeTold(AlertDraft& draft) const {
    if (!draft.told) return {};
    const auto now = m_clock.now();
    if (!draft.told->at) draft.told->at = now;
    return checkTold(*draft.told, now, examinedAt(draft));
}

std::optional<int> AlertService::revisionOf(const QString& reportId) const {
    if (reportId.isEmpty()) return std::nullopt;
    const auto report = awaited(m_data.recordsReader().run(
        [reportId](const store::Database& records) { return store::ReportStore::find(records, reportId); }));
    if (!report || !*report) return std::nullopt; // it holds up no alert
    return (*report)->revision();
}

journal::Event AlertService::raisedEvent(const Raising& raising, const QUuid& toldBy,
                                         const AlertPolicy& rules) const {
    const auto& [alertId, superseded, draft, finding, category, route] = raising;
    auto data = toObject(draft);
    QJsonObject sealed{{QStringLiteral("label"), finding.label}};
    if (finding.restricted)
        for (const auto* key : {"text", "recommendedAction", "site", "laterality", "loweringReason"})
            sealed.insert(QLatin1String(key), data.take(QLatin1String(key)));
    data.insert(QStringLiteral("rules"), toObject(rulesOf(rules, category, today(rules))));
    data.insert(QStringLiteral("findingLabel"),
                finding.openLabel.isEmpty() ? finding.label : finding.openLabel);
    data.insert(QStringLiteral("usualCategory"), finding.category);
    if (!route.isEmpty()) data.insert(QStringLiteral("route"), route);
    if (!superseded.isEmpty()) data.insert(QStringLiteral("supersedes"), superseded);
    if (!toldBy.isNull()) data.insert(QStringLiteral("toldBy"), vigil::toText(toldBy));
    if (const auto revision = revisionOf(draft.reportId))
        data.insert(QStringLiteral("reportVersion"), *revision);
    if (!m_online) data.insert(QStringLiteral("offline"), true);
    data.insert(QStringLiteral("restricted"), finding.restricted);
    const auto documented = documentedOnly(draft, category);
    data.insert(QStringLiteral("documentedOnly"),
                documented == Documented::Suspected || documented == Documented::Told);
    auto event = eventOf(alertId, {journal::kind::alertRaised, data, {}});
    event.policySha256 = rules.sha256();
    if (finding.restricted) event.sealed = compact(sealed);
    return event;
}

report::ActionableFinding AlertService::carriedBy(const Raising& raising,
                                                  const QList<journal::Event>& events) const {
    Alert standing;
    for (const auto& event : events)
        standing = apply(std::move(standing), {event, {}});
    report::ActionableFinding carried;
    carried.alertId = raising.alertId;
    carried.observationUid = dicomUid(QUuid(raising.alertId));
    carried.category = raising.category.radlex;
    carried.textCode = raising.category.textCode;
    carried.text = raising.finding.restricted ? raising.finding.label : raising.draft.text;
    carried.raisedAt = events.first().occurredAt;
    carried.raisedByName = m_user.name;
    carried.images = raising.draft.images;
    carried.communications = stateAt(standing, m_clock.now()).communications;
    return carried;
}

Result<QString> AlertService::raiseNow(AlertDraft entered, const QString& begun, const QString& superseded) {
    const auto& rules = policy(); // one and the same, also when another comes into force meanwhile
    findLocation(entered, rules);
    VIGIL_TRY(auto draft, completed(std::move(entered), rules));
    VIGIL_CHECK(completeTold(draft));
    const auto route = findRoute(draft, rules);
    const auto category = *rules.categoryFor(draft.findingCode, draft.category, draft.location);
    const Raising raising{vigil::toText(m_ids.uuid()),       superseded, draft,
                          *rules.finding(draft.findingCode), category,   route};
    const auto& alertId = raising.alertId;

    std::optional<journal::Event> call;
    if (draft.told)
        call = eventOf(alertId, {journal::kind::alertCallRecorded, toObject(*draft.told), {}},
                       raising.finding.restricted ? Words::KeptApart : Words::Open);
    QList<journal::Event> events{raisedEvent(raising, call ? call->eventId : QUuid(), rules)};
    if (call) events << *call;
    const auto carry = [&,
                        carried = carriedBy(raising, events)](store::Transaction& records) -> Result<void> {
        VIGIL_CHECK(store::BegunStore::removeAlert(records, m_user.id, begun));
        if (draft.reportId.isEmpty()) return {};
        return store::AlertStore::putReportAlert(records, draft.reportId, draft.findingCode, carried);
    };
    if (superseded.isEmpty()) {
        VIGIL_CHECK(commit(events, carry));
        return alertId;
    }
    VIGIL_TRY(const auto end, endOf(superseded, alertId, draft));
    const auto both = [&](store::Transaction& records) -> Result<void> {
        VIGIL_CHECK(carry(records));
        return updateReports(records, end.after);
    };
    VIGIL_CHECK(commit(events << end.event, both));
    return alertId;
}

QFuture<Result<void>> AlertService::act(const QString& alertId, Check check, Make make) {
    return runOn(m_pool, [this, alertId, check = std::move(check), make = std::move(make)] {
        return actNow(alertId, check, make);
    });
}

QFuture<Result<void>> AlertService::act(const QString& alertId, Check check, Deed deed) {
    return act(alertId, std::move(check),
               [deed = std::move(deed)](const Alert&, const AlertView&) { return deed; });
}

Result<void> AlertService::actNow(const QString& alertId, const Check& check, const Make& make) {
    VIGIL_TRY(const auto before, load(alertId));
    const auto view = stateAt(before, m_clock.now());
    VIGIL_CHECK(check(before, view));
    const auto deed = make(before, view);
    const auto event = eventAbout(before, deed);
    const auto standing = after(before, event);
    return commit({event}, [&](store::Transaction& records) -> Result<void> {
        VIGIL_CHECK(store::BegunStore::removeAlert(records, m_user.id, deed.begun));
        if (event.kind == journal::kind::alertCallHandedOver)
            VIGIL_CHECK(store::BegunStore::removeActs(records, m_user.id, alertId));
        return updateReports(records, standing);
    });
}

QFuture<Result<BoardRows>> AlertService::board(const BoardFilter& filter) {
    return m_data.cacheReader().run([filter, reach = m_reach.load(), now = m_clock.now(),
                                     known = m_knownRows](const store::Database& cache) -> Result<BoardRows> {
        VIGIL_TRY(auto rows, store::AlertStore::board(cache, filter, now, known.get()));
        return asFarAs(reach, std::move(rows));
    });
}

BoardRows AlertService::asFarAs(Reach reach, BoardRows rows) {
    if (reach != Reach::ThisComputer) return rows;
    for (auto& row : rows) {
        if (row->view.state != State::Department) continue;
        auto here = std::make_shared<AlertRow>(*row);
        here->view.state = State::ThisComputerOnly;
        row = here;
    }
    return rows;
}

QFuture<Result<BoardRows>> AlertService::earlier(const study::PatientKey& patient) {
    BoardFilter filter;
    filter.which = BoardFilter::Which::All;
    filter.patient = patient;
    if (patient.id.isEmpty()) return readyFuture<Result<BoardRows>>(BoardRows{});
    return board(filter);
}

QFuture<Result<Alert>> AlertService::alert(const QString& alertId) {
    return runOn(m_pool, [this, alertId] { return load(alertId); });
}

QFuture<Result<QHash<QString, AlertCount>>> AlertService::counts() {
    return m_data.cacheReader().run(
        [](const store::Database& cache) { return store::AlertStore::counts(cache); });
}

} // namespace vigil::alert
