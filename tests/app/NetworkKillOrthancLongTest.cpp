// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/NetworkKills.h"

class NetworkKillOrthancLongTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whateverMomentARetrieveIsKilledNothingIsLostAndItGoesOn() { vigil::test::killTheRetrieve(100); }
};

QTEST_GUILESS_MAIN(NetworkKillOrthancLongTest)
#include "NetworkKillOrthancLongTest.moc"
