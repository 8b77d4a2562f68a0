// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dicom/ingest/IngestKills.h"

using namespace vigil;

class IngestKillLongTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whateverMomentTheIngestIsKilledIndexAndDiskAgree() {
        const auto found = test::IngestKills().run(1000);
        qInfo("%d kills, %d objects confirmed, %d indexed", found.kills, found.confirmed, found.indexed);
        QCOMPARE(found.contradiction, QString());
        QVERIFY(found.confirmed > found.kills); // they were killed in the middle of work
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (!dicom::initialise()) return 3;
    const auto arguments = application.arguments().mid(1);
    if (arguments.size() == 3 && arguments.first() == QLatin1String("ingest"))
        return test::ingestVictim(arguments.at(1), arguments.at(2));
    IngestKillLongTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "IngestKillLongTest.moc"
