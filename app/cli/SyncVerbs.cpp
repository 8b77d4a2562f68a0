// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/base/platform/Platform.h"
#include "core/journal/Chain.h"
#include "core/store/CursorStore.h"
#include "core/store/OutboxStore.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/OutboxFiles.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

constexpr std::chrono::seconds adminDeadline{30};

QString nameOf(sync::Round::State state) {
    switch (state) {
    case sync::Round::State::Online:
        return QStringLiteral("online");
    case sync::Round::State::Offline:
        return QStringLiteral("offline");
    case sync::Round::State::Paused:
        return QStringLiteral("paused");
    case sync::Round::State::Unknown:
        return QStringLiteral("idle");
    }
    return {};
}

} // namespace

int outboxVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto summary =
        Call::waitFor((*application)->data().recordsReader().run([](const store::Database& records) {
            return store::OutboxStore().summary(records);
        }));
    if (!summary) return call.fail(summary.error());
    const auto parked =
        Call::waitFor((*application)->data().recordsReader().run([](const store::Database& records) {
            return store::OutboxStore().parked(records);
        }));
    if (!parked) return call.fail(parked.error());
    QJsonObject destinations;
    QStringList lines;
    for (auto it = summary->perDestination.cbegin(); it != summary->perDestination.cend(); ++it) {
        destinations.insert(
            it.key(),
            QJsonObject{{"waiting", it->waiting},
                        {"refused", it->parked},
                        {"oldestCritical", it->oldestCritical ? toIso(*it->oldestCritical) : QString()}});
        lines << QStringLiteral("%1: %2 waiting, %3 refused").arg(it.key()).arg(it->waiting).arg(it->parked);
    }
    QJsonArray refused;
    for (const auto& message : *parked) {
        refused << QJsonObject{{"messageId", message.message.messageId},
                               {"destination", message.message.destination},
                               {"reason", message.message.lastError}};
        lines << QStringLiteral("refused by %1: %2")
                     .arg(message.message.destination, message.message.lastError);
    }
    return call.done({{"destinations", destinations}, {"refused", refused}},
                     lines.isEmpty() ? QStringLiteral("Nothing waits.") : lines.join(QLatin1Char('\n')));
}

int outboxExportVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto destination =
        call.option(QStringLiteral("destination")).value_or(store::departmentDestination);
    const auto messages = Call::waitFor(
        (*application)->data().recordsReader().run([destination](const store::Database& records) {
            return store::OutboxStore().undelivered(records, destination);
        }));
    if (!messages) return call.fail(messages.error());
    QFile file(call.file(0));
    const auto bytes = sync::outboxFiles::toText(*messages);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(bytes) != bytes.size())
        return call.fail(
            {Error::Code::Denied, QStringLiteral("The file exists already or cannot be written."), {}});
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner); // it holds patient data
    return call.done({{"messages", messages->size()}},
                     QStringLiteral("%1 messages written. They stay in the outbox until they are delivered.")
                         .arg(messages->size()));
}

int outboxImportVerb(Call& call) {
    QFile file(call.file(0));
    if (!file.open(QIODevice::ReadOnly))
        return call.fail({Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}});
    const auto read = sync::outboxFiles::fromText(file.readAll());
    if (!read) return call.fail(read.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto added = Call::waitFor(
        (*application)
            ->data()
            .records()
            .run(store::Lane::Person, [messages = *read](store::Transaction& records) -> Result<int> {
                for (const auto& message : messages)
                    VIGIL_CHECK(store::OutboxStore().add(records, message));
                return static_cast<int>(messages.size());
            }));
    if (!added) return call.fail(added.error());
    return call.done(
        {{"messages", *added}},
        QStringLiteral("%1 messages taken into the outbox; vigilctl sync delivers them.").arg(*added));
}

int syncVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    if (call.isAttached()) {
        // The running Vigil has a worker a destination; a second engine beside it would only do everything
        // twice.
        for (const auto& status : (*application)->destinations())
            (*application)->tryNow(status.name);
        return call.done({{"running", true}},
                         QStringLiteral("The Vigil that is open delivers and fetches now."));
    }
    QJsonObject json;
    QStringList lines;
    bool online = true;
    for (const auto& [name, round] : (*application)->syncOnce({})) {
        json.insert(name, QJsonObject{{"state", nameOf(round.state)},
                                      {"message", round.message},
                                      {"delivered", round.delivered},
                                      {"refused", round.parked},
                                      {"received", round.received}});
        lines << QStringLiteral("%1: %2, %3 delivered, %4 received, %5 refused%6")
                     .arg(name, nameOf(round.state))
                     .arg(round.delivered)
                     .arg(round.received)
                     .arg(round.parked)
                     .arg(round.message.isEmpty() ? QString() : QStringLiteral(": ") + round.message);
        online = online && (round.state == sync::Round::State::Online ||
                            round.state == sync::Round::State::Unknown); // nothing was to be sent
    }
    static_cast<void>(call.done(json, lines.join(QLatin1Char('\n'))));
    return online ? Call::Done : Call::Failed;
}

int departmentInitVerb(Call& call) {
    sync::DepartmentSchema schema(call.operand(0), adminDeadline);
    if (const auto result = schema.init({}); !result) return call.fail(result.error());
    return call.done({{"schema", sync::DepartmentSchema::newest()}},
                     QStringLiteral("The database is a department now."));
}

int departmentUpgradeVerb(Call& call) {
    const auto steps = sync::DepartmentSchema(call.operand(0), adminDeadline).upgrade({});
    if (!steps) return call.fail(steps.error());
    return call.done({{"steps", *steps}}, QStringLiteral("%1 steps taken.").arg(*steps));
}

int departmentAddUserVerb(Call& call) {
    sync::DepartmentSchema::User user;
    user.id = call.operand(1);
    for (int i = 2; i < call.operands(); ++i)
        user.roles << call.operand(i);
    user.password = call.secretLine();
    const auto added = sync::DepartmentSchema(call.operand(0), adminDeadline).addUser(user, {});
    if (!added) return call.fail(added.error());
    return call.done({{"user", user.id}},
                     QStringLiteral("%1 may work with the department now.").arg(user.id));
}

/// With roles it says which ones from now on; without any it lists them.
int departmentWorkRolesVerb(Call& call) {
    sync::DepartmentSchema schema(call.operand(0), adminDeadline);
    const auto user = call.operands() > 1 ? call.operand(1) : QString();
    const bool unbind = call.flag(QStringLiteral("none"));
    QStringList roles;
    for (int i = 2; i < call.operands(); ++i)
        roles << call.operand(i);
    if (unbind ? user.isEmpty() || !roles.isEmpty() : !user.isEmpty() && roles.isEmpty())
        return call.usage(
            QStringLiteral("usage: vigilctl department work-roles ADMIN-URL [NAME ROLE…|NAME --none]"));
    if (!user.isEmpty())
        if (const auto set = schema.setWorkRoles(user, roles, {}); !set) return call.fail(set.error());
    const auto found = schema.workRoles({});
    if (!found) return call.fail(found.error());
    QJsonArray json;
    QStringList lines;
    for (const auto& each : *found) {
        if (!user.isEmpty() && each.user != user) continue;
        json << QJsonObject{{"user", each.user},
                            {"role", each.role},
                            {"grantedBy", each.grantedBy},
                            {"grantedAt", each.grantedAt}};
        lines << QStringLiteral("%1: %2, since %3 by %4")
                     .arg(each.user, each.role, each.grantedAt, each.grantedBy);
    }
    return call.doneList(QJsonDocument(json), lines.isEmpty() ? QStringLiteral("Bound to no role.")
                                                              : lines.join(QLatin1Char('\n')));
}

int departmentCheckVerb(Call& call) {
    const auto faults = sync::DepartmentSchema(call.operand(0), adminDeadline).check({});
    if (!faults) return call.fail(faults.error());
    static_cast<void>(call.done({{"faults", QJsonArray::fromStringList(*faults)}},
                                faults->isEmpty()
                                    ? QStringLiteral("All is well; the chain of the log is whole.")
                                    : faults->join(QLatin1Char('\n'))));
    return faults->isEmpty() ? Call::Done : Call::Failed;
}

} // namespace vigil::app
