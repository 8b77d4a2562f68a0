// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/DirectoryBook.h"
#include "core/dispatch/Dispatcher.h"
#include "core/journal/Journal.h"
#include "tests/fakes/FakeDestination.h"

#include <QMap>

#include <functional>
#include <memory>

namespace vigil::test {

/// A computer that dispatches, without threads of its own: data folder, mirror, dispatcher, and a destination
/// of the test's for each channel ("mail", "hl7/epr"). close() is a crash: what is not in the files is gone.
class DispatchPost {
public:
    struct Options {
        QString folder;
        QString user = QStringLiteral("dispatcher");
        QString device;
        QByteArray addresses; ///< YAML, for whom the directory in the log knows no way
        dispatch::Channels::Link link{};
        std::function<dispatch::Dispatcher::Options::Weekly()> weekly{};
        std::function<std::unique_ptr<sync::Department>()> connect;
        std::function<std::unique_ptr<dispatch::TurnLock>()> lock;
    };
    /// The clock must outlive it.
    DispatchPost(Options options, const Clock& clock);
    ~DispatchPost();

    void open();
    void close();

    dispatch::DispatchRound round() { return m_dispatcher->dispatchOnce({}); }
    /// What is due to each destination, once.
    void deliver();
    [[nodiscard]] dispatch::Turn& turn() { return m_turn; }
    [[nodiscard]] store::DataFolder& data() { return *m_folder; }
    [[nodiscard]] alert::AlertView view(const QString& alertId);
    [[nodiscard]] followup::FollowUpView followUp(const QString& followUpId);
    [[nodiscard]] QString outboxState(const QString& destination, const QUuid& notice);

    bool pacsSilent = false; ///< has not answered whoever looks for follow-ups
    /// What the destinations answer; from the next deliver() on.
    FakeDestination::Answer answer;
    /// What arrived, by message id, "destination: how often".
    QMap<QString, QMap<QString, int>> arrived;
    QMap<QString, QSet<QByteArray>> payloads; ///< by message id

private:
    Options m_options;
    const Clock& m_clock;
    RandomIds m_ids;
    store::JournalStore m_store;
    dispatch::AddressFile m_addresses;
    store::DirectoryStore m_directories;
    dispatch::Channels m_channels;
    dispatch::Turn m_turn;
    std::unique_ptr<store::DataFolder> m_folder;
    std::unique_ptr<store::AlertStore> m_alerts;
    std::unique_ptr<store::FollowUpStore> m_followUps;
    std::unique_ptr<journal::Journal> m_journal;
    std::unique_ptr<sync::SyncEngine> m_log;
    std::unique_ptr<sync::Department> m_department;
    std::unique_ptr<dispatch::TurnLock> m_lock;
    std::unique_ptr<dispatch::DirectoryBook> m_book;
    std::unique_ptr<dispatch::Dispatcher> m_dispatcher;
};

} // namespace vigil::test
