// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DispatchPost.h"

#include "core/sync/DepartmentSync.h"
#include "core/sync/OutboxSync.h"

namespace vigil::test {

DispatchPost::DispatchPost(Options options, const Clock& clock)
    : m_options(std::move(options)), m_clock(clock), m_store(m_clock, m_ids), m_directories(m_store) {
    auto addresses = dispatch::AddressFile::parse(m_options.addresses);
    if (!addresses) qFatal("%s", qPrintable(addresses.error().message));
    m_addresses = *addresses;
    for (const auto* receiver : {"epr", "high", "low"})
        m_channels.hl7.insert(QString::fromLatin1(receiver), {});
    m_channels.mail.emplace();
    m_channels.mail->from = QStringLiteral("vigil@trust.example");
    m_channels.link = m_options.link;
    open();
}

DispatchPost::~DispatchPost() {
    close();
}

void DispatchPost::open() {
    auto folder = store::DataFolder::open(m_options.folder);
    if (!folder) qFatal("%s", qPrintable(folder.error().message + folder.error().detail));
    m_folder = std::move(*folder);
    m_alerts = std::make_unique<store::AlertStore>(m_store);
    m_followUps = std::make_unique<store::FollowUpStore>(m_store);
    m_journal = std::make_unique<journal::Journal>(
        *m_folder, m_store, QList<journal::Projection*>{m_alerts.get(), m_followUps.get()});
    if (const auto opened = m_journal->open(); !opened) qFatal("%s", qPrintable(opened.error().detail));
    sync::DepartmentSync::Options sync;
    sync.clientVersion = QStringLiteral(VIGIL_VERSION);
    m_log = std::make_unique<sync::DepartmentSync>(sync, m_options.connect(), *m_folder, m_store, *m_journal,
                                                   m_clock, sync::Backoff([] { return 0.5; }));
    m_department = m_options.connect();
    m_lock = m_options.lock();
    m_book = std::make_unique<dispatch::DirectoryBook>(*m_folder, m_directories, m_addresses, m_clock,
                                                       QTimeZone("Europe/London"));
    dispatch::Dispatcher::Options options;
    options.user = m_options.user;
    options.device = m_options.device;
    options.weekly = m_options.weekly;
    options.pacsSilent = [this] { return pacsSilent; };
    m_dispatcher = std::make_unique<dispatch::Dispatcher>(
        options, dispatch::Dispatcher::Parts{*m_log, *m_department, *m_lock, m_turn, *m_folder, *m_alerts,
                                             *m_followUps, m_store, *m_book, m_channels, m_clock});
}

void DispatchPost::close() {
    m_turn.lose();
    m_dispatcher.reset();
    m_book.reset();
    m_lock.reset();
    m_department.reset();
    m_log.reset();
    m_journal.reset();
    m_followUps.reset();
    m_alerts.reset();
    m_folder.reset();
}

void DispatchPost::deliver() {
    for (const auto& destination : m_channels.destinations()) {
        auto line =
            std::make_unique<FakeDestination>([this, destination](const sync::OutboxMessage& message) {
                const auto said = answer ? answer(message) : sync::Delivery(sync::Delivered{});
                if (!std::holds_alternative<sync::Rejected>(said)) {
                    ++arrived[message.messageId][destination];
                    payloads[message.messageId] << message.payload;
                }
                return said;
            });
        sync::OutboxSync engine({destination, 20},
                                std::make_unique<dispatch::TurnDestination>(std::move(line), m_turn),
                                *m_folder, m_clock, sync::Backoff([] { return 0.5; }));
        engine.syncOnce({});
    }
}

alert::AlertView DispatchPost::view(const QString& alertId) {
    const auto alert = m_folder->cacheReader().runAndWait(
        [&](const store::Database& cache) { return m_alerts->load(cache, alertId); });
    return stateAt(alert.value_or(alert::Alert{}), m_clock.now());
}

followup::FollowUpView DispatchPost::followUp(const QString& followUpId) {
    const auto found = m_folder->cacheReader().runAndWait(
        [&](const store::Database& cache) { return m_followUps->load(cache, followUpId); });
    return stateAt(found.value_or(followup::FollowUp{}), m_clock.now());
}

QString DispatchPost::outboxState(const QString& destination, const QUuid& notice) {
    return m_folder->recordsReader()
        .runAndWait([&](const store::Database& records) {
            return store::OutboxStore().state(records, destination, vigil::toText(notice));
        })
        .value_or(QString());
}

} // namespace vigil::test
