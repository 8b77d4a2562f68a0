// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DispatchRoom.h"

#include "core/base/Ids.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/AlertFacts.h"

#include <QFile>
#include <QJsonArray>

#include <csignal>

namespace vigil::test {

using namespace std::chrono_literals;

namespace {

const QString vigilctl = QStringLiteral(VIGIL_BINARY_DIR "/vigilctl");

/// Of seconds: a silent receiver or a lost turn is noticed while a test waits for it.
enum class Patience { OfSeconds, Usual };

QByteArray iniOf(const QString& device, int database, int receiver, Patience how) {
    const bool haste = how == Patience::OfSeconds;
    return QStringLiteral("[local]\naeTitle=VG-%1\n[user]\nid=dispatcher\n"
                          "[department/ward]\nurl=postgresql://127.0.0.1:%2/vigil\n"
                          "[hl7/epr]\nhost=127.0.0.1\nport=%3\n%4"
                          "[dispatch]\naddresses=addresses.yaml\n%5")
        .arg(device.toUpper())
        .arg(database)
        .arg(receiver)
        .arg(haste ? QStringLiteral("answerTimeoutSeconds=2\n") : QString(),
             haste ? QStringLiteral("patienceSeconds=5\n") : QString())
        .toUtf8();
}

} // namespace

QString DispatchRoom::open() {
    m_server = PostgresServer::start();
    if (!m_server) return QStringLiteral("needs PostgreSQL 15");
    if (!Hl7Receiver::isInstalled() || !m_receiver.start()) return QStringLiteral("needs python3-hl7");
    if (!m_server->createDatabase(QStringLiteral("vigil"))) return QStringLiteral("needs a database");
    sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
    if (!schema.init({}) || !schema.addUser({"kim", {"reporter"}, "secret"}, {}) ||
        !schema.addUser({"dispatcher", {"dispatcher"}, "secret"}, {}))
        return QStringLiteral("needs a department");
    write(QStringLiteral("pgpass"), "*:*:*:*:secret\n");
    write(QStringLiteral("addresses.yaml"), "- role: Responsible consultant\n  hl7: epr\n"
                                            "- role: Specialty registrar on call\n  hl7: epr\n");
    for (const auto& device : {QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("calm")})
        write(device + QStringLiteral(".ini"),
              iniOf(device, m_server->port(), m_receiver.port(),
                    device == QLatin1String("calm") ? Patience::Usual : Patience::OfSeconds));
    return {};
}

void DispatchRoom::write(const QString& name, const QByteArray& text) {
    QFile file(m_folder.filePath(name));
    if (file.open(QIODevice::WriteOnly)) file.write(text);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner); // or libpq ignores the passwords
}

QStringList DispatchRoom::options(const QString& device) const {
    return {QStringLiteral("--config"), m_folder.filePath(device + QStringLiteral(".ini")),
            QStringLiteral("--data"), m_folder.filePath(device), QStringLiteral("--json")};
}

void DispatchRoom::prepare(QProcess& process) const {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PGPASSFILE"), m_folder.filePath(QStringLiteral("pgpass")));
    process.setProcessEnvironment(environment);
}

std::unique_ptr<QProcess> DispatchRoom::once(const QString& device, QProcess::ProcessChannelMode channels) {
    auto process = std::make_unique<QProcess>();
    prepare(*process);
    process->setProcessChannelMode(channels);
    process->start(vigilctl, options(device) << QStringLiteral("dispatch") << QStringLiteral("--once"));
    process->waitForFinished(20000);
    return process;
}

std::unique_ptr<QProcess> DispatchRoom::start(const QString& device) {
    auto process = std::make_unique<QProcess>();
    prepare(*process);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(vigilctl, options(device) << QStringLiteral("dispatch"));
    process->waitForStarted();
    return process;
}

int DispatchRoom::run(const QString& device, const QStringList& words, const QByteArray& input) {
    QProcess process;
    prepare(process);
    process.start(vigilctl, options(device) + words);
    process.write(input);
    process.closeWriteChannel();
    return process.waitForFinished(20000) ? process.exitCode() : -1;
}

void DispatchRoom::signal(const QProcess& process, int number) {
    if (process.processId() > 0)
        ::kill(static_cast<pid_t>(process.processId()), number); // 0 is this program's group
}

void DispatchRoom::kill(QProcess& process) {
    signal(process, SIGKILL);
    process.waitForFinished();
}

QString DispatchRoom::raiseLate() {
    const auto alertId = toText(QUuid::createUuid());
    auto event = AlertFacts().raised().events().first().event;
    event.eventId = QUuid::createUuid();
    event.aggregateId = alertId;
    event.occurredAt = m_clock.now() - 31min;
    sync::PostgresDepartment department({.url = m_server->urlFor("kim"), .user = {}, .device = "desk"});
    const auto answers = department.append({event}, {});
    return answers && answers->first().outcome == sync::Appended::Outcome::Accepted ? alertId : QString();
}

bool DispatchRoom::withdraw(const QString& alertId) {
    auto event = AlertFacts().raised().add(journal::kind::alertWithdrawn, 1).events().last().event;
    event.eventId = QUuid::createUuid();
    event.aggregateId = alertId;
    event.occurredAt = m_clock.now() - 20s; // past the time for second thoughts
    sync::PostgresDepartment department({.url = m_server->urlFor("kim"), .user = {}, .device = "desk"});
    const auto answers = department.append({event}, {});
    return answers && answers->first().outcome == sync::Appended::Outcome::Accepted;
}

int DispatchRoom::count(const QString& alertId, const QString& kind) {
    return PostgresServer::psql(
               m_server->superuserUrl(),
               QStringLiteral("SELECT count(*) FROM vigil.event WHERE aggregate_id='%1' AND kind='%2'")
                   .arg(alertId, kind))
        .trimmed()
        .toInt();
}

QMap<QString, int> DispatchRoom::arrived(const QString& alertId) const {
    QMap<QString, int> messages;
    for (const auto& each : m_receiver.received())
        for (const auto& observation : each.value(QLatin1String("observations")).toArray())
            if (observation.toObject().value(QLatin1String("value")).toString() == alertId)
                ++messages[each.value(QLatin1String("control")).toString()];
    return messages;
}

bool DispatchRoom::beats() {
    return PostgresServer::psql(m_server->superuserUrl(),
                                QStringLiteral("SELECT key FROM vigil.lease WHERE topic='dispatcher' AND "
                                               "key='escalation' AND until>clock_timestamp()"))
        .contains(QLatin1String("escalation"));
}

} // namespace vigil::test
