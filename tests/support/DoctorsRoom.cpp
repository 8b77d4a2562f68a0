// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DoctorsRoom.h"

namespace vigil::test {

DoctorsRoom::DoctorsRoom() {
    local.aeTitle = QStringLiteral("VG-TEST");
    local.port = 0;
    local.bindAddress = QStringLiteral("127.0.0.1");
}

std::unique_ptr<setup::SetupDoctor> DoctorsRoom::doctor() {
    setup::Installation installation;
    installation.local = local;
    installation.pacs = pacs;
    installation.orders = orders;
    installation.departmentName = QStringLiteral("hospital");
    installation.departmentIsServer = true;
    installation.dataFolder = m_folder.path();
    return std::make_unique<setup::SetupDoctor>(
        installation, setup::Instruments{probe, orderSource,
                                         [this] { return std::make_unique<FakeDepartment>(m_log, m_clock); },
                                         listeningPort, calls, arrivals, m_clock});
}

QHash<QString, setup::Finding> DoctorsRoom::examined() {
    QHash<QString, setup::Finding> findings;
    const auto examining = doctor();
    for (const auto& check : examining->examine()->wait()) {
        findings.insert(check.id, check.finding);
        if (check.finding.state != setup::Finding::State::Ok)
            qInfo("%s %s: %s | %s | %s", qPrintable(check.id), qPrintable(setup::nameOf(check.finding.state)),
                  qPrintable(check.finding.message), qPrintable(check.finding.remedy),
                  qPrintable(check.finding.detail));
    }
    return findings;
}

} // namespace vigil::test
