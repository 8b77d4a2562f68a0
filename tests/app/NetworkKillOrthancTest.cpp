// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/NetworkKills.h"

class NetworkKillOrthancTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whateverMomentARetrieveIsKilledNothingIsLostAndItGoesOn() { vigil::test::killTheRetrieve(5); }
};

QTEST_GUILESS_MAIN(NetworkKillOrthancTest)
#include "NetworkKillOrthancTest.moc"
