// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dicom/ingest/IngestKills.h"

class IngestKillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whateverMomentTheIngestIsKilledIndexAndDiskAgree() { vigil::test::killTheIngest(50); }
};

int main(int argc, char** argv) {
    return vigil::test::runIngestTest<IngestKillTest>(argc, argv);
}
#include "IngestKillTest.moc"
