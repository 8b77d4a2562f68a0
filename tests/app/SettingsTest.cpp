// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Settings.h"
#include "tests/support/Futures.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

class SettingsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    int m_count = 0;
    Result<Settings> read(const QByteArray& text) {
        const auto path = m_folder.filePath(QStringLiteral("%1.ini").arg(++m_count));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        file.close();
        return Settings::read(path);
    }

private Q_SLOTS:
    void aMissingFileGivesDefaults() {
        const auto settings = Settings::read(m_folder.filePath("none.ini"));
        VIGIL_VERIFY(settings);
        QVERIFY(settings->local.aeTitle.startsWith("VG-"));
        QVERIFY(settings->local.aeTitle.size() <= 16);
        QCOMPARE(settings->local.port, quint16(11112));
        QVERIFY(settings->department.isEmbedded());
        QVERIFY(settings->pacs.isEmpty());
    }
    void theWorklistsDaysAndPauseAreRead() {
        const auto usual = read("");
        QCOMPARE(usual->worklistDays, 7);
        QCOMPARE(usual->worklistRefresh, std::chrono::seconds(60));
        const auto own = read("[worklist]\ndays=2\nrefreshSeconds=300\n");
        VIGIL_VERIFY(own);
        QCOMPARE(own->worklistDays, 2);
        QCOMPARE(own->worklistRefresh, std::chrono::seconds(300));
        QCOMPARE(read("[worklist]\nrefreshSeconds=0\n")->worklistRefresh, std::chrono::seconds(0));
        for (const auto* bad : {"refreshSeconds=3", "refreshSeconds=soon", "days=-1", "days=all"}) {
            const auto refused = read(QByteArray("[worklist]\n") + bad + "\n");
            QVERIFY(!refused);
            QVERIFY(refused.error().message.contains("worklist"));
        }
    }
    void theSoundOfAlertsIsSwitchedOffByAWord() {
        QVERIFY(read("[local]\nport=0\n")->alertSound);
        QVERIFY(!read("[window]\nalertSound=no\n")->alertSound);
        QVERIFY(read("[window]\nalertSound=maybe\n").error().message.contains("alertSound"));
    }
    void everyGroupOfTheDesignIsRead() {
        const auto settings =
            read("[local]\naeTitle=VG-ROOM1\nport=0\n[pacs/main]\naeTitle=ORTHANC\nhost=127.0.0.1\n"
                 "port=4242\nmethod=get\ncharset=ISO_IR "
                 "100\nassociations=3\nretrieves=4\n[orders/ris]\naeTitle=MWL\nhost=ris\nport=105\n"
                 "[department/hospital]\n"
                 "url=postgresql://db:5432/vigil\n[user]\nid=okafor\nname=Okafor^Ruth\n"
                 "organisation=Northfield, Trust\nrole=Consultant radiologist\nregistration=7012345\n");
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.size(), 1);
        QCOMPARE(settings->pacs.first().name, "main");
        QCOMPARE(settings->pacs.first().port, quint16(4242));
        QVERIFY(settings->pacs.first().method == study::PacsPeer::Method::Get);
        QCOMPARE(settings->pacs.first().associations, 3);
        QCOMPARE(settings->pacs.first().retrieves, 4);
        QCOMPARE(settings->orders.size(), 1);
        QCOMPARE(settings->orders.first().aeTitle, "MWL");
        QCOMPARE(settings->orders.first().port, quint16(105));
        QVERIFY(settings->aeTitleChosen);
        QCOMPARE(settings->department.url, "postgresql://db:5432/vigil");
        QCOMPARE(settings->user.name, "Okafor^Ruth");
        QCOMPARE(settings->user.organisation, "Northfield,Trust");
    }
    void theDepartmentIsReachedByTlsThatIsChecked() {
        const auto settings =
            read("[department/ward]\nurl=postgresql://db/vigil\ncaCertificates=tls/our ca.pem\n");
        VIGIL_VERIFY(settings);
        QVERIFY2(settings->department.url.endsWith("tls%2Four%20ca.pem"),
                 qPrintable(settings->department.url));
        QVERIFY(settings->department.url.startsWith("postgresql://db/vigil?sslrootcert=%2F"));
        const auto weaker = read("[department/ward]\nurl=postgresql://db/vigil?sslmode=prefer\n");
        QVERIFY(!weaker);
        QVERIFY(weaker.error().message.contains("[department/ward] url"));
        QVERIFY(weaker.error().message.contains("sslmode=prefer"));
    }
    void whatTheDispatcherNeedsIsRead() {
        const auto settings =
            read("[hl7/epr]\nhost=epr.trust.example\nport=2576\ntls=on\nreceivingFacility=Trust, North\n"
                 "withdrawn=deleted\nurgency=on\n"
                 "[mail]\nurl=smtp://mail.trust.example\nfrom=vigil@trust.example\npolicy=minimum\n"
                 "[dispatch]\naddresses=book.yaml\npatienceSeconds=20\nweekly=Fri 07:30\n");
        VIGIL_VERIFY(settings);
        const auto& dispatch = settings->dispatch;
        QCOMPARE(dispatch.hl7.size(), 1);
        QCOMPARE(dispatch.hl7.first().name, "epr");
        QCOMPARE(dispatch.hl7.first().port, quint16(2576));
        QVERIFY(dispatch.hl7.first().tls == notify::Hl7Peer::Tls::On);
        QCOMPARE(dispatch.hl7.first().names.receivingFacility, "Trust,North");
        const auto& agreed = dispatch.hl7.first().names.agreed;
        QVERIFY(agreed.withdrawn == notify::Hl7Agreement::Withdrawn::Deleted);
        QVERIFY(agreed.urgency == notify::Hl7Agreement::Urgency::InTq1);
        QVERIFY(agreed.instanceIds == notify::Hl7Agreement::InstanceIds::None);
        QVERIFY(dispatch.mail->content == notify::MailSettings::Content::MinimumOverSecureMail);
        QVERIFY(dispatch.mail->security == notify::MailSettings::Security::Required);
        QCOMPARE(dispatch.addressBook, m_folder.filePath("book.yaml"));
        QCOMPARE(dispatch.patience, std::chrono::seconds(20));
        QVERIFY(dispatch.weekly == (dispatch::WeeklyTime{5, QTime(7, 30)}));
        QVERIFY(!read("")->dispatch.mail);
        QVERIFY(!read("")->dispatch.weekly);
    }
    void theWeeklyListIsMailedUnlessItIsSwitchedOff() {
        const QByteArray mail = "[mail]\nurl=smtp://h\nfrom=a@b\n[dispatch]\n";
        QVERIFY(read(mail)->dispatch.weekly == (dispatch::WeeklyTime{1, QTime(8, 0)}));
        QVERIFY(!read(mail + "weekly=off\n")->dispatch.weekly);
    }
    void theDoorIsClosedUnlessSomebodyOpensIt() {
        const auto settings = read("[pacs/main]\naeTitle=ORTHANC\nhost=h\n");
        VIGIL_VERIFY(settings);
        QVERIFY(settings->local.unsolicited == study::LocalNode::Unsolicited::Refuse);
        QVERIFY(settings->local.tls == study::PacsPeer::Tls::Off);
        QCOMPARE(settings->local.limits, study::ListenerLimits{});
    }
    void theDoorAndItsKeysAreRead() {
        const auto settings =
            read("[local]\ntls=on\ncertificate=tls/own.pem\nprivateKey=/etc/vigil/own.key\n"
                 "caCertificates=cas\nallowUnsolicited=yes\nmaxAssociations=4\n"
                 "maxAssociationsPerAddress=2\nidleTimeoutSeconds=60\nmaxObjectMiB=512\nmaxPduKiB=16\n"
                 "[pacs/main]\naeTitle=ORTHANC\nhost=h\ntls=on\n");
        VIGIL_VERIFY(settings);
        const auto& local = settings->local;
        QVERIFY(local.tls == study::PacsPeer::Tls::On);
        QVERIFY(settings->pacs.first().tls == study::PacsPeer::Tls::On);
        QCOMPARE(local.tlsFiles.certificate, m_folder.filePath("tls/own.pem"));
        QCOMPARE(local.tlsFiles.privateKey, "/etc/vigil/own.key");
        QCOMPARE(local.tlsFiles.caCertificates, m_folder.filePath("cas"));
        QVERIFY(local.unsolicited == study::LocalNode::Unsolicited::Accept);
        const study::ListenerLimits expected{
            4, 2, std::chrono::seconds(10), std::chrono::seconds(60), 512 << 20, 16 << 10};
        QCOMPARE(local.limits, expected);
    }
    void aPacsThatIsToEncryptMayNotSendInPlainText() {
        const QByteArray local = "[local]\ncaCertificates=cas\n";
        const QByteArray pacs = "[pacs/main]\naeTitle=ORTHANC\nhost=h\ntls=on\n";
        const auto refused = read(local + pacs);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains("[local] tls: is off, but [pacs/main] has tls=on"),
                 qPrintable(refused.error().message));
        // These never send to us.
        VIGIL_VERIFY(read(local + pacs + "method=get\n"));
        VIGIL_VERIFY(read("[local]\nlisten=false\ncaCertificates=cas\n" + pacs));
        VIGIL_VERIFY(read(local + "[orders/ris]\naeTitle=MWL\nhost=h\ntls=on\n"));
    }
    void timeOutsAreRead() {
        const auto settings = read("[pacs/main]\naeTitle=ORTHANC\nhost=h\nsilenceTimeoutSeconds=300\n"
                                   "connectTimeoutSeconds=5\n");
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.first().silenceTimeout, std::chrono::seconds(300));
        QCOMPARE(settings->pacs.first().connectTimeout, std::chrono::seconds(5));
    }
    void theCertificateOfACallerIsNamedInSeveralWays() {
        const QByteArray local = "[local]\ntls=on\ncertificate=c\nprivateKey=k\ncaCertificates=a\n";
        const QByteArray pacs = "[pacs/main]\naeTitle=ORTHANC\nhost=pacs.example\ncallerCertificate=";
        const QByteArray hex(64, 'a');
        const std::pair<QByteArray, QString> cases[] = {
            {"any", {}},
            {"host", "pacs.example"},
            {"sender.example", "sender.example"},
            {"10.0.0.7", "10.0.0.7"},
            {"sha256:" + hex, QString("sha256:") + hex},
            {"SHA256:" + QByteArray("AA:").repeated(31) + "AA", QString("sha256:") + hex}};
        for (const auto& [written, read] : cases) {
            const auto settings = this->read(local + pacs + written + '\n');
            VIGIL_VERIFY(settings);
            QCOMPARE(settings->pacs.first().callerCertificate, read);
        }
        for (const QByteArray bad : {"sha256:abc", "not a name", "sha256:"})
            QVERIFY2(read(local + pacs + bad + '\n').error().message.contains("callerCertificate"), bad);
        // Without TLS nobody shows one.
        QVERIFY(read(pacs + "host\n").error().message.contains("needs tls=on in [local]"));
    }
    void whereTheDoctorMayAskAnOrthancIsRead() {
        const QByteArray pacs = "[pacs/main]\naeTitle=ORTHANC\nhost=h\nrest=";
        const auto settings = read(pacs + "https://h:8042/\nrestLogin=login\n");
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.first().rest, "https://h:8042");
        QCOMPARE(settings->pacs.first().restLogin, m_folder.filePath("login"));
        for (const QByteArray bad : {"h:8042", "ftp://h", "http://", "http://h/?a=b"})
            QVERIFY2(read(pacs + bad + '\n').error().message.contains("[pacs/main] rest"), bad);
        const auto secret = read(pacs + "http://u:word@h:8042\n").error().message;
        QVERIFY(secret.contains("restLogin") && !secret.contains("word"));
    }
    void prefetchRulesAreReadAndFaultsNamed() {
        const auto defaults = read("");
        QCOMPARE(defaults->prefetch, study::PrefetchRules{});
        const auto settings = read("[prefetch]\nenabled=no\nnext=4\npriors=1\nyears=10\nmatch=modality\n");
        VIGIL_VERIFY(settings);
        const study::PrefetchRules expected{false, 4, 1, 10, study::PrefetchRules::Match::Modality};
        QCOMPARE(settings->prefetch, expected);
        for (const auto* fault : {"next=-1", "priors=many", "years=1000", "match=colour", "enabled=maybe"}) {
            const auto refused = read(QByteArray("[prefetch]\n") + fault + "\n");
            QVERIFY(!refused);
            QVERIFY(refused.error().message.contains("[prefetch] "));
        }
    }
    void faultsNameGroupKeyAndRemedy_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("names");
        const QByteArray pacs = "[pacs/main]\naeTitle=ORTHANC\nhost=h\n";
        QTest::newRow("port") << pacs + "port=no\n"
                              << "[pacs/main] port";
        QTest::newRow("method") << pacs + "method=push\n"
                                << "[pacs/main] method";
        QTest::newRow("tls") << pacs + "tls=maybe\n"
                             << "[pacs/main] tls";
        for (const auto* fault : {"abc", "0", "-5", "100000"}) {
            QTest::addRow("silence %s", fault) << pacs + "silenceTimeoutSeconds=" + fault + "\n"
                                               << "[pacs/main] silenceTimeoutSeconds";
            QTest::addRow("connect %s", fault) << pacs + "connectTimeoutSeconds=" + fault + "\n"
                                               << "[pacs/main] connectTimeoutSeconds";
        }
        QTest::newRow("associations") << pacs + "associations=9\n"
                                      << "[pacs/main] associations";
        for (const auto* fault : {"two", "-1", "17"})
            QTest::addRow("retrieves %s", fault) << pacs + "retrieves=" + fault + "\n"
                                                 << "[pacs/main] retrieves";
        QTest::newRow("more retrieves than the door lets in")
            << pacs + "retrieves=3\nassociations=3\n"
            << "up to 9 connections at once (retrieves times associations), but this computer lets in 8";
        QTest::newRow("local tls") << QByteArray("[local]\ntls=yes\n") << "[local] tls";
        QTest::newRow("no certificate") << QByteArray("[local]\ntls=on\n") << "[local] certificate";
        QTest::newRow("no key") << QByteArray("[local]\ncertificate=c.pem\n") << "[local] privateKey";
        QTest::newRow("key alone") << QByteArray("[local]\nprivateKey=k.pem\n") << "[local] certificate";
        QTest::newRow("no CA") << QByteArray("[local]\ntls=on\ncertificate=c.pem\nprivateKey=k.pem\n")
                               << "[local] caCertificates";
        QTest::newRow("PACS without CA") << pacs + "tls=on\n"
                                         << "[local] caCertificates";
        QTest::newRow("unsolicited") << QByteArray("[local]\nallowUnsolicited=maybe\n")
                                     << "[local] allowUnsolicited";
        QTest::newRow("associations at once")
            << QByteArray("[local]\nmaxAssociations=0\n") << "[local] maxAssociations";
        QTest::newRow("object size") << QByteArray("[local]\nmaxObjectMiB=-1\n") << "[local] maxObjectMiB";
        QTest::newRow("PDU size") << QByteArray("[local]\nmaxPduKiB=256\n") << "[local] maxPduKiB";
        QTest::newRow("no host") << QByteArray("[pacs/main]\naeTitle=A\n") << "[pacs/main] host";
        QTest::newRow("no title") << QByteArray("[pacs/main]\nhost=h\n") << "[pacs/main] aeTitle";
        QTest::newRow("long title") << QByteArray("[local]\naeTitle=ABCDEFGHIJKLMNOPQ\n")
                                    << "[local] aeTitle";
        QTest::newRow("same title") << QByteArray("[local]\naeTitle=ORTHANC\n") + pacs << "[local] aeTitle";
        QTest::newRow("orders host") << QByteArray("[orders/ris]\naeTitle=MWL\n") << "[orders/ris] host";
        QTest::newRow("orders title")
            << QByteArray("[local]\naeTitle=MWL\n[orders/ris]\naeTitle=MWL\nhost=h\n") << "[orders/ris]";
        QTest::newRow("password") << QByteArray("[department/d]\nurl=postgresql://u:secret@h/vigil\n")
                                  << ".pgpass";
        QTest::newRow("mail login") << QByteArray("[mail]\nurl=smtp://u:secret@h\nfrom=a@b\n") << "netrc";
        QTest::newRow("patient in clear mail")
            << QByteArray("[mail]\nurl=smtp://h\nfrom=a@b\npolicy=minimum\nsecurity=off\n")
            << "security=required";
        for (const auto* from : {"Vigil <a@b>", "<a@b>", "a b@c", "a@b, c@d", "a@", "a"})
            QTest::newRow(from) << QByteArray("[mail]\nurl=smtp://h\nfrom=") + from + '\n' << "[mail] from";
        QTest::newRow("weekly time") << QByteArray("[dispatch]\nweekly=Mondays\n") << "[dispatch] weekly";
        QTest::newRow("weekly without mail") << QByteArray("[dispatch]\nweekly=Mon 08:00\n") << "[mail] url";
        QTest::newRow("hl7 host") << QByteArray("[hl7/epr]\nport=1\n") << "[hl7/epr] host";
        QTest::newRow("patience") << QByteArray("[dispatch]\npatienceSeconds=1\n") << "patienceSeconds";
        QTest::newRow("scheme") << QByteArray("[department/d]\nurl=mysql://h/vigil\n")
                                << "[department/d] url";
    }
    void faultsNameGroupKeyAndRemedy() {
        QFETCH(QByteArray, text);
        QFETCH(QString, names);
        const auto settings = read(text);
        QVERIFY(!settings);
        QVERIFY2(settings.error().message.contains(names), qPrintable(settings.error().message));
        QVERIFY(!settings.error().message.contains("secret"));
    }
    void hostNamesBecomeTitles() {
        QCOMPARE(defaultAeTitle("ws_12.hospital.example"), "VG-WS12HOSPITALE");
        QCOMPARE(defaultAeTitle(QString()), "VG-");
    }
    void optionsGoBeforeTheEnvironment() {
        qputenv("VIGIL_DATA", "/from/environment");
        QCOMPARE(Paths::resolve({}, {}).data, "/from/environment");
        QCOMPARE(Paths::resolve("/c.ini", "/option").data, "/option");
        QCOMPARE(Paths::resolve("/c.ini", {}).config, "/c.ini");
        qunsetenv("VIGIL_DATA");
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "SettingsTest.moc"
