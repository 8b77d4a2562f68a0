// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/DispatchService.h"

#include "core/base/Log.h"
#include "core/store/OutboxStore.h"
#include "core/sync/OutboxSync.h"

#include <algorithm>
#include <condition_variable>

namespace vigil::app {

namespace {

constexpr std::chrono::seconds looksEvery{10}; ///< well below the 30 s of the heartbeat
constexpr std::chrono::seconds afterFault{2};
constexpr int messagesAtOnce = 20;

dispatch::PostgresTurnLock::Options lockOptions(const Settings& settings) {
    dispatch::PostgresTurnLock::Options options;
    options.url = settings.department.url;
    options.user = settings.user.id;
    options.patience = settings.dispatch.patience;
    return options;
}

void rest(std::chrono::milliseconds atMost, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, stop, atMost, [] { return false; });
}

} // namespace

Result<std::unique_ptr<DispatchService>> DispatchService::open(Application& application) {
    const auto& settings = application.settings();
    if (settings.department.isEmbedded())
        return Error{
            Error::Code::Unsupported,
            QStringLiteral(
                "Alerts escalate in a department on a server: set [department/NAME] url in vigil.ini."),
            {}};
    if (settings.user.id.isEmpty())
        return Error{
            Error::Code::Invalid,
            QStringLiteral("vigil.ini, [user] id: is the dispatcher's login of the department's server"),
            {}};
    dispatch::AddressFile addresses;
    if (!settings.dispatch.addressBook.isEmpty()) {
        VIGIL_TRY(addresses, dispatch::AddressFile::load(settings.dispatch.addressBook));
    }
    std::unique_ptr<DispatchService> service(new DispatchService(application, std::move(addresses)));
    const auto known = service->m_channels.destinations();
    for (const auto& destination : service->m_addresses.destinations())
        if (!known.contains(destination))
            return Error{Error::Code::Invalid,
                         QStringLiteral("The address book names %1, which vigil.ini does not configure.")
                             .arg(destination),
                         {}};
    return service;
}

DispatchService::DispatchService(Application& application, dispatch::AddressFile addresses)
    : m_application(application), m_addresses(std::move(addresses)),
      m_book(application.data(), application.directoryStore(), m_addresses, application.clock(),
             application.alerts().policy().calendar().zone),
      m_log(application.departmentEngine()), m_department(application.department()),
      m_lock(lockOptions(application.settings())),
      m_moves(
          {application.alerts(), application.data(), application.clock(), application.settings().user.id}) {
    const auto& settings = application.settings();
    for (const auto& peer : settings.dispatch.hl7)
        m_channels.hl7.insert(peer.name, peer);
    m_channels.mail = settings.dispatch.mail;
    dispatch::Dispatcher::Options options;
    options.user = settings.user.id;
    options.device = settings.local.aeTitle;
    options.beatLasts = settings.dispatch.beatLasts;
    options.turnLasts = settings.dispatch.patience * 3 / 4;
    if (settings.dispatch.weekly)
        options.weekly = [&alerts = application.alerts(), time = *settings.dispatch.weekly] {
            const auto& policy = alerts.policy(); // the one in force
            return dispatch::Dispatcher::Options::Weekly{time, policy.calendar().zone, policy.directorRole()};
        };
    options.pacsSilent = [this] { return m_pacsSilent.load(); };
    m_dispatcher = std::make_unique<dispatch::Dispatcher>(
        options,
        dispatch::Dispatcher::Parts{*m_log, *m_department, m_lock, m_turn, application.data(),
                                    application.alertStore(), application.followUpStore(),
                                    application.journalStore(), m_book, m_channels, application.clock()});
}

DispatchService::~DispatchService() {
    m_looking = {}; // asked to stop, and waited for
    m_turn.lose();
    m_adt.reset();
    m_workers.clear();
    m_door.reset();
    m_page.reset();
}

std::unique_ptr<sync::SyncEngine> DispatchService::engineOf(const QString& destination) const {
    std::unique_ptr<sync::Destination> line;
    if (destination.startsWith(QLatin1String("hl7/")))
        line = std::make_unique<notify::Hl7Destination>(m_channels.hl7.value(destination.mid(4)));
    else
        line = std::make_unique<notify::MailDestination>(*m_channels.mail);
    return std::make_unique<sync::OutboxSync>(
        sync::OutboxPump::Options{destination, messagesAtOnce},
        std::make_unique<dispatch::TurnDestination>(std::move(line), m_turn), m_application.data(),
        m_application.clock(), sync::Backoff(sync::systemRandom()));
}

dispatch::DispatchRound DispatchService::once(std::stop_token stop) {
    auto round = m_dispatcher->dispatchOnce(stop);
    if (round.fault || !round.ours) return round;
    for (const auto& destination : m_channels.destinations())
        engineOf(destination)->syncOnce(stop);
    const auto after = m_dispatcher->dispatchOnce(stop);
    round.escalated += after.escalated;
    round.reminded += after.reminded;
    round.queued += after.queued;
    round.sent += after.sent;
    round.failed += after.failed;
    round.fault = after.fault;
    round.undelivered = after.undelivered;
    round.statesFault = after.statesFault;
    return round;
}

void DispatchService::startWorkers() {
    for (const auto& destination : m_channels.destinations()) {
        sync::SyncWorker::Options options;
        options.name = destination;
        options.shortestRest = std::chrono::seconds(1); // while it is another's turn nothing is taken
        const auto count = [this, destination](sync::DestinationStatus& status) {
            const auto summary = m_application.data().recordsReader().runAndWait(
                [](const store::Database& records) { return store::OutboxStore().summary(records); });
            if (!summary) return;
            status.waiting = summary->perDestination.value(destination).waiting;
            status.parked = summary->perDestination.value(destination).parked;
        };
        // Something was delivered or refused: the log is to know.
        const auto changed = [this](const sync::DestinationStatus& status) {
            if (!status.message.isEmpty()) spdlog::warn("{}: {}", status.name, status.message);
            m_department->wake();
        };
        m_workers.push_back(std::make_unique<sync::SyncWorker>(
            options, m_application.clock(), [this, destination] { return engineOf(destination); }, count,
            changed));
    }
}

void DispatchService::startPage() {
    if (!m_application.settings().page) return;
    // A page that cannot be served is no reason to let the ladder stand.
    auto page = PageService::open(m_application, [this] { m_department->wake(); });
    if (!page) return spdlog::error("{}", page.error().message);
    m_page = std::move(*page);
    m_channels.link = [this](const QString& alertId, const alert::Party& to,
                             const std::optional<UtcTime>& neededUntil) -> QString {
        const auto link = m_page->links().create(alertId, to, neededUntil);
        // A letter without a link still says whom to telephone.
        if (!link) spdlog::warn("dispatch: a letter goes without a link: {}", link.error().message);
        return link.value_or(QString());
    };
}

void DispatchService::startAdt() {
    const auto& settings = m_application.settings().dispatch.adt;
    if (!settings) return;
    const auto& zone = m_application.alerts().policy().calendar().zone;
    auto adt =
        AdtListener::open(*settings, m_moves, m_application.clock(), zone, [this] { m_department->wake(); });
    // The ladder does not stand still for it: where patients are is then what people enter.
    if (!adt) return spdlog::error("{}", adt.error().message);
    m_adt = std::move(*adt);
    spdlog::info("adt: heard at port {}", m_adt->port());
}

void DispatchService::openDoor() {
    if (m_page) return;
    auto door = Door::open(m_application);
    if (!door) return spdlog::warn("dispatch: {}", door.error().message);
    m_door = std::move(*door);
}

void DispatchService::startLooking() {
    if (m_application.settings().pacs.isEmpty())
        return spdlog::info("follow-ups: no PACS is configured here, so that none is asked for examinations");
    m_looking = std::jthread([this](std::stop_token stop) { lookForFollowUps(std::move(stop)); });
}

void DispatchService::lookForFollowUps(std::stop_token stop) {
    followup::FollowUpWatch watch({}, m_application.followUps(), m_application.data(), m_application.clock());
    UtcTime next{};
    while (!stop.stop_requested()) {
        const bool ours = m_turn.mayDeliver(); // of two dispatchers one asks
        if (ours && m_application.clock().now() >= next) {
            const auto round = watch.lookOnce(stop);
            next = round.next;
            sayLooked(round);
        }
        m_pacsSilent = ours && !m_saidLooked.fault.isEmpty();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - m_application.clock().now());
        rest(std::clamp<std::chrono::milliseconds>(left, afterFault, looksEvery), stop);
    }
}

void DispatchService::sayLooked(const followup::FollowUpWatch::Round& round) {
    if (round.proposed > 0) {
        spdlog::info("follow-ups: {} examinations proposed", round.proposed);
        m_department->wake(); // the department is to have them
    }
    if (round.asked > 0 && round.unreachable != m_saidLooked.unreachable) {
        for (const auto& sentence : round.unreachable)
            spdlog::warn("follow-ups: {}", sentence);
        if (round.unreachable.isEmpty()) spdlog::info("follow-ups: every PACS answers");
    }
    if (round.fault != m_saidLooked.fault && !round.fault.isEmpty())
        spdlog::error("follow-ups: {}", round.fault);
    const auto before = m_saidLooked.unreachable;
    m_saidLooked = round;
    if (round.asked == 0) m_saidLooked.unreachable = before;
}

void DispatchService::run(std::stop_token stop) {
    startPage(); // before anything is sent: letters hold its links
    openDoor();
    startAdt();
    startWorkers();
    startLooking();
    const auto& settings = m_application.settings().dispatch;
    const auto longestRest =
        std::min<std::chrono::milliseconds>({looksEvery, settings.patience / 3, settings.beatLasts / 3});
    while (!stop.stop_requested()) {
        const auto round = m_dispatcher->dispatchOnce(stop);
        say(round);
        if (m_adt && !round.fault)
            if (const auto moved = m_moves.lookAgain(); !moved)
                spdlog::warn("adt: {}", moved.error().message);
        for (const auto& worker : m_workers) {
            worker->recount(); // so that it notices when what was just queued has gone
            worker->wake();
        }
        if (round.fault || !m_department->waitForNews(longestRest, stop)) rest(afterFault, stop);
    }
}

void DispatchService::say(const dispatch::DispatchRound& round) {
    if (round.escalated + round.reminded + round.queued + round.sent + round.failed > 0)
        spdlog::info("dispatch: {} escalated, {} reminders, {} notices queued, {} sent, {} failed",
                     round.escalated, round.reminded, round.queued, round.sent, round.failed);
    if (round.fault && (!m_said.fault || *m_said.fault != *round.fault))
        spdlog::error("dispatch: {}", round.fault->message);
    if (!round.fault && m_said.fault) spdlog::info("dispatch: goes on");
    if (round.statesFault && round.statesFault != m_said.statesFault)
        spdlog::warn("dispatch: alert_state is not kept: {}", round.statesFault->message);
    if (round.ours != m_said.ours && !round.fault)
        spdlog::info("dispatch: {}",
                     round.ours ? "this one has the turn" : "another one has the turn; standing by");
    if (round.undelivered != m_said.undelivered && !round.undelivered.isEmpty())
        spdlog::warn("dispatch: not delivered to {}", round.undelivered.join(QStringLiteral(", ")));
    m_said = round;
}

} // namespace vigil::app
