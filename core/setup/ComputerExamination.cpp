// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform/Platform.h"
#include "core/setup/Examinations.h"

#include <QHostAddress>

namespace vigil::setup {

namespace {

const QString thisComputer = QStringLiteral("This computer");
constexpr double gibibyte = 1024.0 * 1024.0 * 1024.0;
constexpr double littleRoom = 10; ///< GiB: a few dozen CT examinations
constexpr double noRoom = 1;

Finding examineFolder(const QString& folder) {
    if (platform::isNetworkFolder(folder))
        return failed(QStringLiteral("The data folder lies on a network drive, which damages databases: %1")
                          .arg(folder),
                      QStringLiteral("Start Vigil with --data and a folder on this computer's own disk."));
    const auto bytes = platform::freeBytes(folder);
    if (bytes < 0)
        return warning(
            QStringLiteral("How much room the data folder has could not be found out: %1").arg(folder),
            QStringLiteral("Look whether the folder is there and can be read."));
    const double room = static_cast<double>(bytes) / gibibyte;
    const auto words = QStringLiteral("%1 GiB free on a disk of this computer").arg(room, 0, 'f', 1);
    if (room < noRoom)
        return failed(QStringLiteral("The disk of the data folder is full: %1.").arg(words),
                      QStringLiteral("Make room on it; studies cannot be received without."));
    if (room < littleRoom)
        return warning(QStringLiteral("The disk of the data folder is nearly full: %1.").arg(words),
                       QStringLiteral("Make room on it, or lower cacheLimitGiB in [local] of vigil.ini."));
    return ok(words + QLatin1Char('.'));
}

Finding examineTitle(const Installation& installation) {
    const auto& title = installation.local.aeTitle;
    for (const auto& pacs : installation.pacs)
        if (pacs.aeTitle == title)
            return failed(
                QStringLiteral("This computer has the same AE title as the PACS \"%1\": \"%2\".")
                    .arg(pacs.name, title),
                QStringLiteral("Set another aeTitle in [local] of vigil.ini and have it entered in the "
                               "PACS."));
    if (installation.title == Installation::Title::Default)
        return warning(
            QStringLiteral("The AE title \"%1\" was made from the name of this computer; nobody chose "
                           "it.")
                .arg(title),
            QStringLiteral("Make sure that no other computer has it, and write aeTitle=%1 in [local] "
                           "of vigil.ini so that it stays the same.")
                .arg(title));
    return ok(QStringLiteral("This computer is \"%1\".").arg(title));
}

/// This computer's own listener, or whoever has its port, seen as a peer.
study::PacsPeer ownNode(const study::LocalNode& local, quint16 port) {
    const QHostAddress bound(local.bindAddress);
    const bool everywhere = bound == QHostAddress(QHostAddress::AnyIPv4) || bound.isNull() ||
                            bound == QHostAddress(QHostAddress::Any);
    study::PacsPeer node;
    node.name = QStringLiteral("this computer");
    node.aeTitle = local.aeTitle;
    node.host = everywhere ? QStringLiteral("127.0.0.1") : local.bindAddress;
    node.port = port;
    node.tls = local.tls;
    node.connectTimeout = std::chrono::seconds(2);
    node.silenceTimeout = std::chrono::seconds(3);
    return node;
}

/// The port is taken: says as far as possible by whom.
Finding portTaken(const Installation& installation, const Instruments& instruments, const Error& error,
                  const std::stop_token& stop) {
    const auto port = installation.local.port;
    const auto answer = instruments.probe(ownNode(installation.local, port))->echo(stop);
    QString who = QStringLiteral("a program that does not speak DICOM");
    if (answer)
        who =
            QStringLiteral("a DICOM program that answers to \"%1\": another Vigil, or a copy of this set-up")
                .arg(installation.local.aeTitle);
    else if (answer.error().code == Error::Code::Refused)
        who = QStringLiteral("another DICOM program, perhaps a Vigil with another AE title");
    else if (answer.error().code == Error::Code::Unreachable)
        who = QStringLiteral("a program that hangs up at once, as another Vigil does");
    auto finding = failed(
        QStringLiteral("Port %1 is in use by %2, so that this Vigil cannot receive by C-MOVE.")
            .arg(port)
            .arg(who),
        QStringLiteral("Close the other program, or set another port in [local] of vigil.ini and have it "
                       "entered in the PACS."));
    finding.detail = error.detail;
    return finding;
}

Finding examineListener(const Installation& installation, const Instruments& instruments,
                        const std::stop_token& stop) {
    if (installation.listener == Installation::Listener::SwitchedOff)
        return warning(
            QStringLiteral("The listener is switched off, so that no PACS can send to this computer."),
            QStringLiteral("Remove listen=false from [local] of vigil.ini, or set method=get for each "
                           "PACS."));
    const auto port = instruments.listeningPort();
    if (port) return ok(QStringLiteral("Port %1 is open for the PACS.").arg(*port));
    if (port.error().code == Error::Code::Busy)
        return portTaken(installation, instruments, port.error(), stop);
    return failedBy(port.error());
}

/// Does what answers at our port belong to us? Only PACSs may call, so being turned away by our own listener
/// is the proof.
Finding examineAnswer(const Installation& installation, const Instruments& instruments,
                      const std::stop_token& stop) {
    const auto port = instruments.listeningPort();
    if (!port) return notTried(QStringLiteral("The listener is not open."));
    const auto before = instruments.calls.mark();
    const auto answer = instruments.probe(ownNode(installation.local, *port))->echo(stop);
    if (!answer && answer.error().code == Error::Code::Cancelled) return failedBy(answer.error());
    if (answer || !instruments.calls.since(before).isEmpty())
        return ok(QStringLiteral("Port %1 of this computer is answered by this Vigil as \"%2\".")
                      .arg(*port)
                      .arg(installation.local.aeTitle));
    return failedBy(
        answer.error(),
        QStringLiteral("Another program may have the port as well; close it, or set another port in "
                       "[local] of vigil.ini."));
}

} // namespace

QList<Check> planForComputer() {
    return {{QStringLiteral("local/folder"), thisComputer, QStringLiteral("Data folder"), {}},
            {QStringLiteral("local/title"), thisComputer, QStringLiteral("AE title"), {}},
            {QStringLiteral("local/listener"), thisComputer, QStringLiteral("Listener"), {}},
            {QStringLiteral("local/answer"), thisComputer, QStringLiteral("Listener answers"), {}}};
}

void examineComputer(const Installation& installation, const Instruments& instruments, CheckUp& run) {
    using Role = Steps::Role;
    Steps steps(run, QStringLiteral("local"));
    steps.step(QStringLiteral("folder"), Role::Leaf, [&] { return examineFolder(installation.dataFolder); });
    steps.step(QStringLiteral("title"), Role::Leaf, [&] { return examineTitle(installation); });
    steps.step(QStringLiteral("listener"), Role::Foundation,
               [&] { return examineListener(installation, instruments, run.stop()); });
    if (installation.listener == Installation::Listener::SwitchedOff)
        return run.set(QStringLiteral("local/answer"), ok(QStringLiteral("Not needed: it is switched off.")));
    steps.step(QStringLiteral("answer"), Role::Leaf,
               [&] { return examineAnswer(installation, instruments, run.stop()); });
}

} // namespace vigil::setup
