// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Arrivals.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::dicom;

namespace {

/// Keeps an account as the real store does, and counts what it is asked.
class CountingSink final : public study::ObjectSink {
public:
    Result<QString> temporaryFile() override { return QString(); }
    std::future<Result<void>> accept(study::ReceivedObject) override { return {}; }
    [[nodiscard]] bool isWanted(const QString&) const override { return true; }
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString&) const override {
        const std::scoped_lock lock(m_mutex);
        ++wholeListings;
        QHash<QString, qint64> all;
        for (const auto& uid : m_durable)
            all.insert(uid, 10);
        return all;
    }
    [[nodiscard]] Durable durableSince(const QString&, quint64 cursor) const override {
        const std::scoped_lock lock(m_mutex);
        Durable since{{}, static_cast<quint64>(m_durable.size())};
        for (auto i = static_cast<qsizetype>(cursor); i < m_durable.size(); ++i)
            since.sizes.insert(m_durable.at(i), 10);
        told += since.sizes.size();
        return since;
    }
    void become(const QString& uid) {
        const std::scoped_lock lock(m_mutex);
        m_durable << uid;
    }
    mutable int wholeListings = 0;
    mutable qsizetype told = 0;

private:
    mutable std::mutex m_mutex;
    QStringList m_durable;
};

QList<study::InstanceKey> keys(int count) {
    QList<study::InstanceKey> named;
    for (int i = 0; i < count; ++i)
        named << study::InstanceKey{"1.2", "1.2.1", "class", QString::number(i)};
    return named;
}

} // namespace

class ArrivalsTest : public QObject {
    Q_OBJECT
    std::function<void(study::RetrieveProgress)> m_note = [this](auto step) { m_progress << step; };
    QList<study::RetrieveProgress> m_progress;

private Q_SLOTS:
    void init() { m_progress.clear(); }

    void whatIsHereAlreadyIsNoNews() {
        CountingSink sink;
        sink.become("0");
        Arrivals arrivals(sink, "1.2", keys(3), {keys(2).last()}, m_note);
        QCOMPARE(arrivals.received(), 2);
        QCOMPARE(arrivals.fresh(), 0);
        QCOMPARE(arrivals.missing().size(), 1);
        QCOMPARE(arrivals.missing().first().sopInstanceUid, "2");
    }
    void askingOftenCostsWhatHasCome() {
        constexpr int instances = 5000;
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(instances), {}, m_note);
        for (int i = 0; i < instances; ++i) {
            sink.become(QString::number(i));
            arrivals.updateNow();
        }
        QCOMPARE(arrivals.received(), instances);
        QCOMPARE(arrivals.freshBytes(), 10 * instances);
        QCOMPARE(sink.wholeListings, 1);
        QCOMPARE(sink.told, instances);
    }
    void whatTheStudyDoesNotNameIsNotCounted() {
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(2), {}, m_note);
        sink.become("other");
        sink.become("1");
        sink.become("1");
        arrivals.updateNow();
        QCOMPARE(arrivals.received(), 1);
        QCOMPARE(arrivals.freshBytes(), 10);
    }
    void failuresOfSeveralTransfersAddUp() {
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(5), {}, m_note);
        arrivals.addFailed(1);
        arrivals.addFailed(2);
        sink.become("0");
        arrivals.updateNow();
        QCOMPARE(m_progress.last().failed, 3);
        QCOMPARE(m_progress.last().received, 1);
    }
    void settlingEndsWithTheLastOne() {
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(20), {}, m_note);
        std::thread disk([&sink] {
            for (int i = 0; i < 20; ++i)
                sink.become(QString::number(i));
        });
        arrivals.settle(0, {});
        disk.join();
        QVERIFY(arrivals.missing().isEmpty());
    }
    void whatNobodyExplainsIsWaitedForLonger() {
        CountingSink sink;
        Arrivals::Expected expected(keys(2));
        expected.patience = std::chrono::milliseconds(1500);
        Arrivals arrivals(sink, "1.2", expected, {}, m_note);
        QElapsedTimer timer;
        timer.start();
        arrivals.settle(0, {});
        QVERIFY(timer.elapsed() >= 1500);
        timer.start();
        arrivals.settle(2, {}); // the PACS says of both that it could not send them
        QVERIFY2(timer.elapsed() >= 500 && timer.elapsed() < 1400,
                 qPrintable(QString::number(timer.elapsed())));
    }
    void settlingEndsWhenItIsStopped() {
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(2), {}, m_note);
        std::stop_source stop;
        stop.request_stop();
        arrivals.settle(0, stop.get_token());
        QCOMPARE(arrivals.missing().size(), 2);
    }
    void severalTransfersMayAskAtOnce() {
        constexpr int each = 500;
        CountingSink sink;
        Arrivals arrivals(sink, "1.2", keys(3 * each), {}, m_note);
        std::vector<std::thread> transfers;
        for (int transfer = 0; transfer < 3; ++transfer)
            transfers.emplace_back([&, transfer] {
                for (int i = 0; i < each; ++i) {
                    sink.become(QString::number(transfer * each + i));
                    arrivals.updateNow();
                }
            });
        for (auto& transfer : transfers)
            transfer.join();
        QCOMPARE(arrivals.received(), 3 * each);
        QCOMPARE(sink.told, 3 * each);
    }
};

QTEST_GUILESS_MAIN(ArrivalsTest)
#include "ArrivalsTest.moc"
