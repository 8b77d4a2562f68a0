// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// The program itself, as a script would call it: exit codes, one JSON document on standard output, messages
/// on standard error.
class VigilctlTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    struct Run {
        int code = -1;
        QByteArray out;
        QByteArray err;
        [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    };
    Run run(const QStringList& arguments, const QByteArray& input = {}) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("VIGIL_CONFIG", m_folder.filePath("vigil.ini"));
        environment.insert("VIGIL_DATA", m_folder.filePath("data"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"), arguments);
        process.write(input);
        process.closeWriteChannel();
        Run result;
        if (!process.waitForFinished(60000)) return result;
        result.code = process.exitCode();
        result.out = process.readAllStandardOutput();
        result.err = process.readAllStandardError();
        return result;
    }
    QString file(const QString& name, const QByteArray& text) {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        return file.fileName();
    }

private Q_SLOTS:
    void initTestCase() {
        // No listener: the test needs no port.
        file("vigil.ini",
             "[local]\nlisten=false\n[user]\nid=okafor\nname=Okafor^Ruth\norganisation=Northfield\n"
             "role=Consultant radiologist\n");
    }
    void wrongUsageIsTwoAndSaysWhatIsRight() {
        for (const auto& arguments :
             {QStringList{}, QStringList{"nonsense"}, QStringList{"render"}, QStringList{"retrieve"}}) {
            const auto result = run(arguments);
            QCOMPARE(result.code, 2);
            QVERIFY(result.out.isEmpty());
            QVERIFY(result.err.contains("usage"));
        }
    }
    void optionsThatNobodyDeclaredAndBadValuesAreWrongUsage_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("named");
        const auto add = [](const char* line, const char* named) {
            QTest::newRow(line) << QString(line).split(' ') << QByteArray(named);
        };
        add("worklist --limit x", "--limit");
        add("worklist --limit 0", "--limit");
        add("worklist --limit", "--limit");
        add("worklist --limit --json", "--limit");
        add("worklist --days=-3", "--days");
        add("worklist --modality *", "--modality");
        add("worklist --modality ,", "--modality");
        add("worklist --json=yes", "--json");
        add("worklist --serach Ellen", "--serach");
        add("worklist Ellen", "usage");
        add("alerts --all", "--all");
        add("alert act 1 --what done --patient-told perhaps", "--patient-told");
        add("alert close 1 on the telephone", "usage");
        add("retrieve --study 1.2 --method fetch", "--method");
        add("safetynet list --since yesterday", "--since");
        add("safetynet list --limit x", "--limit");
        add("followup book 1 --day soon", "--day");
        add("policy replay x --days 0", "--days");
        add("render x.dcm --out x.png --frame -1", "--frame");
        add("bench retrieve --only huge", "--only");
    }
    void optionsThatNobodyDeclaredAndBadValuesAreWrongUsage() {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, named);
        const auto result = run(arguments);
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.contains(named), result.err.constData());
    }
    void aFlagSwallowsNoOtherOption() {
        for (const auto& arguments :
             {QStringList{"followup", "list", "--all", "--json"},
              QStringList{"safetynet", "list", "--all-time", "--json"},
              QStringList{"safetynet", "list", "--resolved", "--json"}, QStringList{"sync", "--json"},
              QStringList{"sync", "--once", "--json"}}) {
            const auto result = run(arguments);
            QCOMPARE(result.code, 0);
            QVERIFY2(!result.json().isNull(), qPrintable(arguments.join(' ')));
        }
    }
    void failureIsOneAndHasNoWordOnStandardOutput() {
        const auto result = run({"--json", "sr", "show", m_folder.filePath("none.dcm")});
        QCOMPARE(result.code, 1);
        QVERIFY(result.out.isEmpty());
        QVERIFY(result.err.startsWith("vigilctl: "));
    }
    void anEmptyWorklistIsAnEmptyJsonList() {
        const auto result = run({"--json", "worklist"});
        QCOMPARE(result.code, 0);
        QVERIFY(result.json().isArray());
        QVERIFY(result.json().array().isEmpty());
    }
    void checkNamesTheWordsOfEachRemark() {
        const auto path =
            file("r.txt",
                 "Exam: XR left hand\nFindings: Fracture of the right scaphoid.\nImpression: Fracture.\n");
        const auto result = run({"--json", "report", "check", path});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json().array().size(), 1);
        QCOMPARE(result.json().array().first().toObject().value("kind").toString(), "laterality");
    }
    void assertAnswersOneWordALine() {
        const auto path =
            file("a.tsv", "effusion\tThere is no pleural EFFUSION.\nfracture\tThere is a FRACTURE.\n");
        const auto result = run({"report", "assert", path});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out, QByteArray("negated\naffirmed\n"));
    }
    void theExampleIsAReportThatSignReads() {
        const auto example = run({"report", "example"});
        QCOMPARE(example.code, 0);
        // Its study is on no worklist: named, nothing signed.
        const auto result = run({"report", "sign", file("draft.json", example.out)}, "271828\n");
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("worklist --refresh"));
    }
    void thePinComesOnStandardInputAndTheOldOneIsAskedFor() {
        QCOMPARE(run({"report", "pin"}, "271828\n").code, 0);
        QCOMPARE(run({"report", "pin"}, "314159\n000000\n").code, 1);
        QCOMPARE(run({"report", "pin"}, "314159\n271828\n").code, 0);
    }
    void anAlertNeedsItsFactsAndUnknownOnesAreNamed() {
        QCOMPARE(run({"alert", "raise", file("alert.json", "{}")}).code, 1);
        QCOMPARE(run({"alert", "close", "4d88afc1-9aac-4979-9faa-590ef68c995d"}).code, 1);
        const auto alerts = run({"--json", "alerts", "--open"});
        QCOMPARE(alerts.code, 0);
        QVERIFY(alerts.json().array().isEmpty());
    }
    void aFollowUpGoesFromItsRecommendationToItsEnd() {
        const auto path =
            file("followup.json", R"({"patient":{"issuer":"RXX","id":"440012","name":"Whitfield^Harold"},
            "procedures":[{"studyUid":"1.2.826.1"}],"modality":"CT","bodyPart":"chest",
            "reason":"8 mm nodule","dueDate":"2199-03-04","owner":{"name":"Referrer^Robin","role":"GP"}})");
        const auto raised = run({"--json", "followup", "raise", path});
        QVERIFY2(raised.code == 0, raised.err.constData());
        const auto id = raised.json().object().value("id").toString();
        const auto open = run({"--json", "followup", "list"}).json().array();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open.first().toObject().value("ownerName").toString(), "Referrer^Robin");
        QVERIFY(!open.first().toObject().value("nextAt").toString().isEmpty());
        // Nobody's decision closes nothing, and says so.
        const auto refused = run({"followup", "close", id, "--end", "referrers-decision", "--note", "frail"});
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.err.contains("nobody named"));
        QCOMPARE(run({"followup", "close", id, "--end", "referrers-decision", "--note", "frail", "--name",
                      "Referrer^Robin", "--role", "GP"})
                     .code,
                 0);
        QVERIFY(run({"--json", "followup", "list"}).json().array().isEmpty());
        QCOMPARE(run({"--json", "followup", "list", "--all"}).json().array().size(), 1);
        const auto text = run({"followup", "list", "--all"});
        QVERIFY(text.out.contains("referrer's decision"));
    }
    void theSafetyNetIsEmptyHereAndAnUnknownRowIsNamed() {
        const auto list = run({"--json", "safetynet", "list"});
        QCOMPARE(list.code, 0);
        QVERIFY(list.json().object().value("rows").toArray().isEmpty());
        const auto unknown = run({"safetynet", "resolve", "unreported/1.2.3", "--reason", "so"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.err.contains("on no list"));
    }
    void theEmbeddedDepartmentSyncsAndItsChainHolds() {
        const auto sync = run({"--json", "sync", "--once"});
        QCOMPARE(sync.code, 0);
        QCOMPARE(sync.json().object().value("department").toObject().value("state").toString(), "online");
        const auto verify = run({"--json", "journal", "verify"});
        QCOMPARE(verify.code, 0);
        QVERIFY(verify.json().object().value("ok").toBool());
    }
    void messagesCanBeCarriedByHand() {
        const auto path = m_folder.filePath("messages.json");
        QCOMPARE(run({"outbox", "export", path}).code, 0);
        QCOMPARE(run({"outbox", "export", path}).code, 1); // never over a file that is there
        QCOMPARE(run({"outbox", "import", path}).code, 0);
        QCOMPARE(run({"outbox", "import", file("bad.json", "{}")}).code, 1);
    }
    void aBrokenConfigurationIsNamed() {
        const auto path = file("bad.ini", "[pacs/main]\nhost=h\n");
        const auto result = run({"--config", path, "worklist"});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("[pacs/main] aeTitle"));
    }
    void aPolicyIsCheckedComparedAndPublishedByTwoPeople() {
        QFile shipped(QStringLiteral(VIGIL_SOURCE_DIR "/resources/policies/default.yaml"));
        QVERIFY(shipped.open(QIODevice::ReadOnly));
        auto yaml = shipped.readAll();
        const auto bad =
            run({"policy", "check", file("bad.yaml", QByteArray(yaml).replace("actedOn:", "acted:"))});
        QCOMPARE(bad.code, 1);
        QVERIFY(bad.err.contains("line "));
        const auto path = file("policy.yaml", yaml.replace("acknowledge: 4 h", "acknowledge: 2 h"));
        QCOMPARE(run({"policy", "check", path}).code, 0);
        QVERIFY(run({"policy", "diff", "current", path}).out.contains("acknowledge 4 h"));
        QCOMPARE(run({"policy", "propose", path}).code, 2);
        const auto second = file("second.ini", "[local]\nlisten=false\n[user]\nid=safe\nname=Safe^Sam\n"
                                               "organisation=Northfield\nrole=Clinical safety officer\n");
        const auto proposed = run({"--json", "policy", "propose", path, "--note", "shorter"});
        QCOMPARE(proposed.code, 0);
        const auto id = proposed.json().object().value("id").toString();
        QCOMPARE(run({"sync", "--once"}).code, 0);
        const auto own = run({"policy", "approve", id, "--yes"});
        QCOMPARE(own.code, 1);
        QVERIFY(own.err.contains("another person"));
        // What it means is read first, and a script says that it was.
        const auto unread = run({"--config", second, "policy", "approve", id});
        QCOMPARE(unread.code, 1);
        QVERIFY2(unread.out.contains("Urgent: acknowledge 4 h") && unread.out.contains("of the last 31 days"),
                 unread.out.constData());
        QVERIFY2(unread.err.contains("Nothing was approved") &&
                     unread.err.contains("approve " + id.toUtf8() + " --yes"),
                 unread.err.constData());
        const auto told = run({"--config", second, "--json", "policy", "approve", id});
        QCOMPARE(told.code, 1);
        QCOMPARE(told.json().object().value("approved"), QJsonValue(false));
        QCOMPARE(run({"--json", "policy", "show"})
                     .json()
                     .object()
                     .value("versions")
                     .toArray()
                     .first()
                     .toObject()
                     .value("approvedBy")
                     .toString(),
                 QString());
        const auto approved = run({"--config", second, "--json", "policy", "approve", id, "--yes"});
        QCOMPARE(approved.code, 0);
        const auto said = approved.json().object();
        QCOMPARE(said.value("approved"), QJsonValue(true));
        QVERIFY(!said.value("differences").toArray().isEmpty());
        QVERIFY(said.value("replay").toObject().contains("looked"));
        QCOMPARE(run({"--config", second, "sync", "--once"}).code, 0);
        const auto shown = run({"--json", "policy", "show"}).json().object();
        QVERIFY(shown.value("current").toObject().value("published").toBool());
        QVERIFY(run({"policy", "show", id}).out.contains("acknowledge: 2 h"));
        QVERIFY(run({"policy", "diff", "current", path}).out.contains("Nothing changes"));
        const auto replay = run({"--json", "policy", "replay", path});
        QCOMPARE(replay.code, 0);
        QVERIFY(replay.json().object().contains("looked"));
    }
    void theDirectoryIsImportedAfterItWasShown() {
        const QByteArray head = "id,kind,name,roles,telephone\n";
        const auto path = file("d.csv", head + "jones,person,Jones^Ann,Consultant,0161 496 0001\n");
        const auto bad = run({"directory", "import", file("b.csv", head + "jones,robot,J,,\n"), "--yes"});
        QCOMPARE(bad.code, 1);
        QVERIFY(bad.err.contains("line 2"));
        const auto shown = run({"directory", "import", path});
        QCOMPARE(shown.code, 0);
        QVERIFY(shown.out.contains("adds person jones") && shown.out.contains("Nothing was written"));
        QVERIFY(run({"--json", "directory", "list"}).json().array().isEmpty());
        QCOMPARE(run({"directory", "import", path, "--yes"}).code, 0);
        QCOMPARE(run({"--json", "directory", "list"}).json().array().size(), 1);
        QCOMPARE(run({"directory", "verify", "jones"}).code, 0);
        const auto rota = file("r.csv", "role,id,from,until\nConsultant on call,jones,2000-01-01 "
                                        "00:00,2999-01-01 00:00\n");
        QVERIFY(run({"rota", "import", rota}).out.contains("Nothing was written"));
        QCOMPARE(run({"rota", "list"}).out.trimmed(), "There is no rota.");
        QCOMPARE(run({"rota", "import", rota, "--yes"}).code, 0);
        QCOMPARE(run({"rota", "list"}).out.trimmed(), "Consultant on call: jones until 2999-01-01 00:00");
        QVERIFY(run({"rota", "list", "--csv"}).out.contains("on call,jones,2000-01-01 00:00,2999"));
        const auto lost =
            run({"rota", "import", file("s.csv", "role,id,from,until\nX,lost,now,then\n"), "--yes"});
        QVERIFY(lost.code != 0);
        QVERIFY2(lost.err.contains("line 2: \"lost\" is not in the directory"), qPrintable(lost.err));
        QVERIFY(run({"directory", "list", "--csv"}).out.contains("jones,person,Jones^Ann"));
        QCOMPARE(run({"directory", "check"}).code, 1);
        QCOMPARE(run({"directory", "retire", "jones", "--reason", "left"}).code, 0);
    }
    void theExampleIsAnAlertThatIsRaisedJoinedAndReplaced() {
        const auto example = run({"alert", "example"});
        QCOMPARE(example.code, 0);
        const auto path = file("example.json", example.out);
        const auto raised = run({"--json", "alert", "raise", path});
        QVERIFY2(raised.code == 0, raised.err);
        const auto id = raised.json().object().value("id").toString();
        QCOMPARE(run({"alert", "join", id, path}).code, 1); // nobody has taken it
        QCOMPARE(
            run({"alert", "ack", id, "--name", "Lee^Jon", "--role", "Consultant", "--how", "telephone"}).code,
            0);
        QCOMPARE(run({"alert", "join", id, path}).code, 0);
        const auto another = run({"--json", "alert", "raise", path, "--supersedes", id});
        QVERIFY2(another.code == 0, another.err);
        QCOMPARE(run({"alert", "raise", path, "--supersedes", "4d88afc1-9aac-4979-9faa-590ef68c995d"}).code,
                 1);
        const auto states = [&](const QString& patient) {
            QStringList found;
            for (const auto& row : run({"--json", "alerts", "--patient", patient}).json().array())
                found << row.toObject().value("state").toString();
            return found;
        };
        QCOMPARE(states("9990000018").size(), 2);
        QCOMPARE(states("9990000018").count("superseded"), 1);
        QVERIFY(states("9990000026").isEmpty());
        const auto earlier = run({"--json", "alert", "earlier", "--patient", "9990000018"});
        QCOMPARE(earlier.code, 0);
        QCOMPARE(earlier.err, QByteArray()); // the department's file was asked
        QCOMPARE(earlier.json().array().size(), 2);
        QCOMPARE(run({"alert", "earlier"}).code, 2);
    }
    void whoWasToldAlreadyIsRecordedWithTheAlert() {
        const auto path = file("told.json", run({"alert", "example"}).out);
        const QStringList raise{"--json", "alert", "raise", path, "--told-name", "Lee^Jon"};
        const auto refused = run(raise); // in which role
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("name and role"), refused.err);
        const auto role = raise + QStringList{"--told-role", "Consultant"};
        QCOMPARE(run(role + QStringList{"--told-at", "at noon"}).code, 1);
        QCOMPARE(run(role + QStringList{"--told-at", "2026-01-01T10:00"}).code, 1);
        QCOMPARE(run({"alert", "raise", path, "--read-back"}).code, 1); // who read it back
        QCOMPARE(run({"alert", "raise", path, "--told-at"}).code, 2);
        const auto at = QDateTime::currentDateTime().addSecs(-600);
        const auto raised =
            run(role + QStringList{"--read-back", "--told-at", at.toString("yyyy-MM-ddThh:mm")});
        QVERIFY2(raised.code == 0, raised.err);
        const auto id = raised.json().object().value("id").toString();
        // Its call is the act that is taken back last.
        QCOMPARE(run({"alert", "retract", id}).code, 0);
        QCOMPARE(run({"alert", "retract", id}).code, 1);
    }
    void everyActOnAnAlertHasAVerb() {
        const auto raised =
            run({"--json", "alert", "raise", file("verbs.json", run({"alert", "example"}).out)});
        const auto id = raised.json().object().value("id").toString();
        const auto does = [&](const QStringList& words) {
            return run(QStringList{"alert", words.first(), id} + words.mid(1)).code;
        };
        QCOMPARE(does({"recategorise", "--category", "critical"}), 0);
        QCOMPARE(does({"call", "--outcome", "voicemail"}), 0);
        QCOMPARE(does({"call", "--outcome", "shouted"}), 2);
        QCOMPARE(does({"call", "--outcome", "call-back", "--at", "2026-11-24T14:20"}), 0);
        QCOMPARE(does({"call", "--at", "2026-11-24T14:20"}), 1); // only with call-back
        QCOMPARE(does({"hand-over", "--name", "Cole^Cas", "--role", "Coordinator"}), 0);
        QCOMPARE(does({"call", "--name", "Lee^Jon", "--role", "Consultant", "--read-back"}), 0);
        QCOMPARE(does({"note", "--text", "family is on the ward"}), 0);
        QCOMPARE(does({"retract"}), 0);
        QCOMPARE(does({"escalate"}), 1); // it says why
        QCOMPARE(does({"escalate", "--to", "Consultant on call", "--reason", "no answer"}), 0);
        const auto rows = run({"--json", "alerts", "--open"}).json().array();
        for (const auto& row : rows)
            if (row.toObject().value("id").toString() == id)
                QCOMPARE(row.toObject().value("ownerRole").toString(), "Consultant on call");
        QCOMPARE(does({"withdraw", "--reason", "wrong side"}), 0);
        const auto rates = run({"--json", "alerts", "--rates"});
        QCOMPARE(rates.code, 0);
        QCOMPARE(
            rates.json().object().value("categories").toArray().first().toObject().value("alerts").toInt(),
            1);
    }
};

QTEST_GUILESS_MAIN(VigilctlTest)
#include "VigilctlTest.moc"
