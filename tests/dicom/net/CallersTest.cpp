// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Callers.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <future>
#include <thread>

using namespace vigil;

namespace {

study::PacsPeer pacs(const QString& name, const QString& host) {
    study::PacsPeer peer;
    peer.name = name;
    peer.aeTitle = name.toUpper();
    peer.host = host;
    return peer;
}

const QHostAddress here(QStringLiteral("192.0.2.7"));
const QHostAddress there(QStringLiteral("192.0.2.8"));

/// A name service that answers only when it is let; `asked` counts.
struct NameService {
    std::atomic<int> asked = 0;
    std::promise<void> answers;
    std::shared_future<void> mayAnswer = answers.get_future().share();
    QHash<QString, QHostAddress> names;

    dicom::Callers::LookUp lookUp() {
        return [this](const QString& host, const std::stop_token& stop) -> QList<QHostAddress> {
            ++asked;
            while (mayAnswer.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready)
                if (stop.stop_requested()) return {};
            return names.contains(host) ? QList{names.value(host)} : QList<QHostAddress>{};
        };
    }
};

} // namespace

class CallersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPacsIsKnownByTitleAndAddress() {
        NameService names;
        names.names.insert("pacs.example", there);
        names.answers.set_value();
        dicom::Callers callers({pacs("main", here.toString()), pacs("named", "pacs.example")},
                               names.lookUp());
        QVERIFY(callers.knows(here, {}));
        QVERIFY(callers.knows(there, {}));
        QVERIFY(!callers.knows(QHostAddress("192.0.2.9"), {}));
        QCOMPARE(callers.find("MAIN", here, {}).value().name, "main");
        QCOMPARE(callers.find("NAMED", there, {}).value().name, "named");
        QVERIFY(!callers.find("MAIN", there, {}));
        QVERIFY(!callers.find("NAMED", here, {}));
        QCOMPARE(names.asked, 1);
    }
    void whoIsKnownDoesNotWaitForTheNameService() {
        NameService names;
        dicom::Callers callers({pacs("named", "pacs.example"), pacs("main", here.toString())},
                               names.lookUp());
        auto stranger = std::async(std::launch::async, [&] { return callers.knows(there, {}); });
        QTRY_COMPARE(names.asked.load(), 1);
        auto known = std::async(std::launch::async, [&] {
            return callers.knows(here, {}) && callers.find("MAIN", here, {}).has_value();
        });
        const auto ready = known.wait_for(std::chrono::seconds(2));
        const auto strangers = stranger.wait_for(std::chrono::seconds(0));
        names.answers.set_value();
        QCOMPARE(ready, std::future_status::ready);
        QCOMPARE(strangers, std::future_status::timeout);
        QVERIFY(known.get());
        QVERIFY(!stranger.get());
    }
    void allNamesAreLookedUpAtOnceAndOnce() {
        NameService names;
        names.names.insert("b.example", there);
        dicom::Callers callers({pacs("a", "a.example"), pacs("b", "b.example"), pacs("c", "c.example")},
                               names.lookUp());
        auto first = std::async(std::launch::async, [&] { return callers.knows(there, {}); });
        auto second = std::async(std::launch::async, [&] { return callers.knows(there, {}); });
        QTRY_COMPARE(names.asked.load(), 3);
        names.answers.set_value();
        QVERIFY(first.get());
        QVERIFY(second.get());
        QCOMPARE(names.asked, 3);
    }
    void waitingEndsWithTheListener() {
        NameService names;
        std::stop_source stop;
        std::future<bool> waiting;
        QElapsedTimer timer;
        {
            dicom::Callers callers({pacs("named", "pacs.example")}, names.lookUp());
            waiting = std::async(std::launch::async, [&] { return callers.knows(there, stop.get_token()); });
            QTRY_COMPARE(names.asked.load(), 1);
            timer.start();
            stop.request_stop();
            QVERIFY(!waiting.get());
        }
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(CallersTest)
#include "CallersTest.moc"
