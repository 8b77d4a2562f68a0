// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxFiles.h"

#include "core/base/Ids.h"
#include "core/journal/EventCodec.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/Futures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;

class OutboxFilesTest : public QObject {
    Q_OBJECT

    static OutboxMessage alert() {
        const journal::Event event = anAlert("a-1");
        OutboxMessage made;
        made.messageId = vigil::toText(event.eventId);
        made.destination = "department";
        made.kind = "event";
        made.aggregateId = event.aggregateId;
        made.payload = journal::encode(event);
        made.createdAt = UtcTime(std::chrono::microseconds(1'795'510'800'123'456));
        return made;
    }
    static OutboxMessage document() {
        auto made = alert();
        made.messageId = "1.2.826.0.1";
        made.destination = "archive";
        made.kind = "sr";
        made.aggregateId = "report-1";
        made.priority = 1;
        made.payload = QByteArray(128, '\0') + "DICM" + QByteArray("\0\xff\x80", 3);
        return made;
    }
    /// The file of one alert with one field otherwise.
    static QByteArray with(const QString& field, const QJsonValue& value) {
        auto file = QJsonDocument::fromJson(outboxFiles::toText({document(), alert()})).object();
        auto messages = file.value("messages").toArray();
        auto message = messages.last().toObject();
        message.insert(field, value);
        messages.replace(1, message);
        file.insert("messages", messages);
        return QJsonDocument(file).toJson();
    }

private Q_SLOTS:
    void whatWasWrittenComesBackInOrder() {
        const QList<OutboxMessage> messages{document(), alert()};
        const auto back = outboxFiles::fromText(outboxFiles::toText(messages));
        VIGIL_VERIFY(back);
        QCOMPARE(*back, messages);
        QCOMPARE(outboxFiles::fromText(outboxFiles::toText({}))->size(), 0);
    }
    void aFieldThatIsWrongTakesNothing_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char* name, const char* field, const QJsonValue& value) {
            QTest::newRow(name) << QString(field) << value;
        };
        row("no id", "message_id", "");
        row("another id", "message_id", "4d88afc1-9aac-4979-9faa-590ef68c995d");
        row("no destination", "destination", QJsonValue());
        row("a destination that is none", "destination", "../../etc");
        row("another kind", "kind", "shell");
        row("an event as a document", "kind", "sr");
        row("no aggregate", "aggregate_id", "");
        row("another aggregate", "aggregate_id", "a-2");
        row("no time", "created_at", "yesterday");
        row("urgency", "priority", 3);
        row("urgency that is no number", "priority", "now");
        row("another payload", "payload", QString::fromLatin1(QByteArray("{}").toBase64()));
        row("another digest", "sha256", QString(64, '0'));
        row("no payload", "payload", "");
    }
    void aFieldThatIsWrongTakesNothing() {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        const auto back = outboxFiles::fromText(with(field, value));
        QVERIFY(!back);
        QCOMPARE(back.error().code, Error::Code::Corrupt);
        QVERIFY(back.error().message.contains("Message 2"));
    }
    void anEventThatNoDepartmentTakesIsRefusedHere() {
        journal::Event event = anEvent(journal::kind::alertViewed).by({});
        auto message = alert();
        message.messageId = vigil::toText(event.eventId);
        message.payload = journal::encode(event);
        const auto back = outboxFiles::fromText(outboxFiles::toText({message}));
        QVERIFY(!back);
        QVERIFY(back.error().message.contains("author"));
    }
    void anotherFileIsSaid() {
        for (const auto* text : {"", "[]", "{}", "{\"format\":1}", "{\"messages\":[]}"})
            QCOMPARE(outboxFiles::fromText(text).error().code, Error::Code::Invalid);
        QCOMPARE(outboxFiles::fromText("{\"format\":2,\"messages\":[]}").error().code, Error::Code::Newer);
    }
};

QTEST_GUILESS_MAIN(OutboxFilesTest)
#include "OutboxFilesTest.moc"
