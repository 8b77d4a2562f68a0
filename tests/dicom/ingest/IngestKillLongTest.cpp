// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dicom/ingest/IngestKills.h"

class IngestKillLongTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whateverMomentTheIngestIsKilledIndexAndDiskAgree() { vigil::test::killTheIngest(1000); }
};

int main(int argc, char** argv) {
    return vigil::test::runIngestTest<IngestKillLongTest>(argc, argv);
}
#include "IngestKillLongTest.moc"
