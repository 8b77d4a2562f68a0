// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxFiles.h"
#include "tests/support/Futures.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::sync;

class OutboxFilesTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    static OutboxMessage message(const QString& id, const QByteArray& payload) {
        OutboxMessage made;
        made.messageId = id;
        made.destination = "department";
        made.kind = "event";
        made.aggregateId = "a";
        made.payload = payload;
        made.createdAt = UtcTime(std::chrono::microseconds(1'795'510'800'123'456));
        return made;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasWrittenComesBackInOrder() {
        const QList<OutboxMessage> messages{message("z", QByteArray("\0\xff\x80", 3)),
                                            message("a/../b", "{}")};
        VIGIL_VERIFY(outboxFiles::write(m_folder->path(), messages));
        const auto back = outboxFiles::read(m_folder->path());
        VIGIL_VERIFY(back);
        QCOMPARE(*back, messages);
    }
    void onlyTheOwnerMayReadThem() {
        const auto names = outboxFiles::write(m_folder->path(), {message("a", "{}")});
        VIGIL_VERIFY(names);
        const auto permissions = QFile::permissions(m_folder->filePath(names->first()));
        QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther)));
    }
    void aDamagedFileIsRefusedAndNothingTaken() {
        const auto names = outboxFiles::write(m_folder->path(), {message("a", "{}"), message("b", "{}")});
        VIGIL_VERIFY(names);
        QFile file(m_folder->filePath(names->last()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        auto bytes = file.readAll();
        bytes.replace("\"payload\": \"", "\"payload\": \"AA");
        file.resize(0);
        file.write(bytes);
        file.close();
        const auto back = outboxFiles::read(m_folder->path());
        QVERIFY(!back);
        QCOMPARE(back.error().code, Error::Code::Corrupt);
    }
    void aMissingFolderIsSaid() {
        QVERIFY(!outboxFiles::read(m_folder->filePath("none")));
        QVERIFY(!outboxFiles::write(m_folder->filePath("none"), {message("a", "{}")}));
    }
};

QTEST_GUILESS_MAIN(OutboxFilesTest)
#include "OutboxFilesTest.moc"
