// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/FurtherTransfers.h"

#include <QTest>

#include <atomic>
#include <condition_variable>

using namespace vigil;
using namespace vigil::dicom;

namespace {

using Opened = Result<std::unique_ptr<Transfer>>;

Opened refused() {
    return Error{Error::Code::Refused, "No.", "A-ASSOCIATE-RJ"};
}

/// A PACS that lets wait: answers when it is stopped.
Opened neverAccepted(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait(lock, stop, [] { return false; });
    return Error{Error::Code::Cancelled, {}, {}};
}

} // namespace

class FurtherTransfersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoIsRefusedIsDoneWithout() {
        RequestQueue requests(RetrieveRequest::wholeStudy("1.2"));
        std::atomic<int> asked = 0;
        FurtherTransfers others(3,
                                [&](std::stop_token) {
                                    ++asked;
                                    return refused();
                                },
                                requests, {});
        const auto outcome = others.finish();
        QCOMPARE(asked.load(), 3);
        QCOMPARE(outcome.joined, 0);
        QVERIFY(!outcome.error);
        QVERIFY(requests.next() != nullptr);
    }
    void whoIsNotAcceptedWhileThereIsWorkIsGivenUp() {
        RequestQueue requests({});
        FurtherTransfers others(2, [](std::stop_token stop) { return neverAccepted(stop); }, requests, {});
        const auto outcome = others.finish();
        QCOMPARE(outcome.joined, 0);
        QVERIFY(!outcome.error);
    }
    void stoppingTheRetrieveStopsTheOpening() {
        RequestQueue requests({});
        std::stop_source stop;
        std::atomic<int> ended = 0;
        FurtherTransfers others(
            2,
            [&](std::stop_token own) {
                auto result = neverAccepted(own);
                ++ended;
                return result;
            },
            requests, stop.get_token());
        stop.request_stop();
        QTRY_COMPARE(ended.load(), 2);
    }
    void leavingWithoutFinishLeavesNoThread() {
        RequestQueue requests({});
        const FurtherTransfers others(2, [](std::stop_token stop) { return neverAccepted(stop); }, requests,
                                      {});
    }
};

QTEST_GUILESS_MAIN(FurtherTransfersTest)
#include "FurtherTransfersTest.moc"
