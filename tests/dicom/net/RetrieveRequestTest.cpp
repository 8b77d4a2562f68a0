// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/RetrieveRequest.h"

#include <QSet>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::dicom;

namespace {

QList<study::InstanceKey> keys(int series, int each) {
    QList<study::InstanceKey> named;
    for (int s = 0; s < series; ++s)
        for (int i = 0; i < each; ++i)
            named << study::InstanceKey{"1.2", QStringLiteral("1.2.%1").arg(s),
                                        QString::fromLatin1(UID_CTImageStorage),
                                        QStringLiteral("1.2.%1.%2").arg(s).arg(i)};
    return named;
}

QStringList valuesOf(Query& query, const DcmTagKey& tag) {
    OFString text;
    query.identifier().findAndGetOFStringArray(tag, text);
    return QString::fromLatin1(text.c_str()).split(QLatin1Char('\\'));
}

} // namespace

class RetrieveRequestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void imagesAreAskedForBySeriesInHandfuls() {
        auto requests = RetrieveRequest::images(keys(2, 60), 25);
        QCOMPARE(requests.size(), std::size_t(6));
        QSet<QString> asked;
        for (auto& request : requests) {
            QCOMPARE(valuesOf(request, DCM_QueryRetrieveLevel), QStringList{"IMAGE"});
            QCOMPARE(valuesOf(request, DCM_SeriesInstanceUID).size(), 1);
            const auto uids = valuesOf(request, DCM_SOPInstanceUID);
            QVERIFY(uids.size() <= 25);
            for (const auto& uid : uids) {
                QVERIFY(uid.startsWith(valuesOf(request, DCM_SeriesInstanceUID).first()));
                QVERIFY(!asked.contains(uid));
                asked.insert(uid);
            }
        }
        QCOMPARE(asked.size(), 120);
    }
    void everyRequestIsTakenByOneTransfer() {
        RequestQueue queue(RetrieveRequest::images(keys(1, 400), 1));
        std::array<QSet<Query*>, 4> taken;
        std::vector<std::thread> transfers;
        for (auto& mine : taken)
            transfers.emplace_back([&queue, &mine] {
                while (auto* request = queue.next())
                    mine.insert(request);
            });
        for (auto& transfer : transfers)
            transfer.join();
        QSet<Query*> all;
        qsizetype sum = 0;
        for (const auto& mine : taken) {
            all += mine;
            sum += mine.size();
        }
        QCOMPARE(all.size(), 400);
        QCOMPARE(sum, 400);
        QVERIFY(queue.next() == nullptr);
    }
    void aGetOffersNoMoreThanAnAssociationHolds() {
        const auto proposals = storageProposals(keys(1, 1));
        QVERIFY(proposals.size() > 1);
        QVERIFY(proposals.size() <= 127);
        for (const auto& proposal : storageProposals({study::InstanceKey{"1.2", "1.2.1", {}, "1.2.1.1"}}))
            QVERIFY(proposal.role == Proposal::Role::Provider);
    }
};

QTEST_GUILESS_MAIN(RetrieveRequestTest)
#include "RetrieveRequestTest.moc"
