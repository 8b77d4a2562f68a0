// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportService.h"
#include "core/journal/Seal.h"
#include "core/report/ReportJson.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::report;
using vigil::test::aSignContext;
using vigil::test::aStudy;
using vigil::test::Desk;
using vigil::test::waitFor;

class ReportServiceTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    ReportService& reports() { return m_desk->reports(); }
    int revisionOf(const QString& reportId) { return waitFor(reports().load(reportId))->revision; }
    Result<SignOutcome> sign(const QString& reportId, const SignContext& context,
                             const QString& pin = Desk::pin) {
        return waitFor(reports().sign(reportId, revisionOf(reportId), Pin(pin), context));
    }
    ReportState stateOf(const QString& reportId) { return waitFor(reports().load(reportId))->state; }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void aDraftIsMadeFromTheTemplateAndReopened() {
        const auto first = waitFor(reports().openDraft(test::aPatient(), {aStudy()}));
        VIGIL_VERIFY(first);
        QCOMPARE(first->templateId, "ct-chest");
        QVERIFY(!first->reopened);
        const auto again = waitFor(reports().openDraft(test::aPatient(), {aStudy()}));
        VIGIL_VERIFY(again);
        QVERIFY(again->reopened);
        QCOMPARE(again->content, first->content);
    }
    void aSecondDraftOfAStudyIsWarnedOf() {
        VIGIL_VERIFY(waitFor(reports().openDraft(test::aPatient(), {aStudy("1.2.1")})));
        const auto both = waitFor(reports().openDraft(test::aPatient(), {aStudy("1.2.1"), aStudy("1.2.2")}));
        VIGIL_VERIFY(both);
        QVERIFY(!both->warning.isEmpty());
    }
    void aReportOfTwoStudiesIsFoundAgainFromEitherOfThem() {
        const auto id = m_desk->draft({aStudy("1.2.1")});
        VIGIL_VERIFY(waitFor(reports().addProcedures(id, revisionOf(id), {aStudy("1.2.2")})));
        for (const auto* uid : {"1.2.1", "1.2.2"}) {
            const auto again = waitFor(reports().openDraft(test::aPatient(), {aStudy(uid)}));
            VIGIL_VERIFY(again);
            QVERIFY(again->reopened);
            QCOMPARE(again->content.reportId, id);
        }
        QCOMPARE(waitFor(reports().drafts())->size(), 1);
    }
    void requestsThatTheImagesNameTakeThePlaceOfTheBareAccession() {
        auto study = aStudy("1.2.1");
        study.accessionNumber = "A1";
        study.procedures = {study::RequestedProcedure{"1.2.1", {}, "A1", {}, {}, {}, "CT chest", {}}};
        const auto opened = waitFor(reports().openDraft(test::aPatient(), {study}));
        VIGIL_VERIFY(opened);
        study::enterRequests(study, {study::RequestedProcedure{{}, {}, "A1", "P1", {}, "R1", "Chest", {}},
                                     study::RequestedProcedure{{}, {}, "A2", "P2", {}, "R2", "Abdomen", {}}});
        const auto more = waitFor(reports().addProcedures(opened->content.reportId, 1, {study}));
        VIGIL_VERIFY(more);
        QCOMPARE(more->content.procedures, study.procedures);
        QCOMPARE(more->content.procedures.size(), 2);
        const auto again = waitFor(reports().openDraft(test::aPatient(), {study}));
        QCOMPARE(again->content.reportId, opened->content.reportId);
    }
    void studiesOfTwoPatientsAreNoReport() {
        auto other = aStudy("1.2.2");
        other.patient.key.id = "9990000026";
        QCOMPARE(waitFor(reports().openDraft(test::aPatient(), {aStudy(), other})).error().code,
                 Error::Code::Invalid);
    }
    void whatWasSavedIsThereAfterARestart() {
        const auto id = m_desk->draft();
        const auto before = waitFor(reports().load(id));
        m_desk.reset();
        m_desk = std::make_unique<Desk>(m_folder->path());
        const auto after = waitFor(reports().load(id));
        VIGIL_VERIFY(after);
        QCOMPARE(after->content, before->content);
        QCOMPARE(waitFor(reports().drafts())->size(), 1);
    }
    void anOldRevisionDoesNotOverwriteANewerOne() {
        auto opened = waitFor(reports().openDraft(test::aPatient(), {aStudy()}));
        auto content = opened->content;
        content.sections.first().paragraphs = {Paragraph{"mine", {}}};
        QCOMPARE(waitFor(reports().saveDraft(content, 1)).value(), 2);
        content.sections.first().paragraphs = {Paragraph{"other", {}}};
        QCOMPARE(waitFor(reports().saveDraft(content, 1)).error().code, Error::Code::Conflict);
        QCOMPARE(waitFor(reports().load(content.reportId))->content.sections.first().paragraphs.first().text,
                 "mine");
    }
    void oneReportTakesFurtherExaminationsOfThePatient() {
        const auto id = m_desk->draft({aStudy("1.2.1")});
        const auto more = waitFor(reports().addProcedures(id, revisionOf(id), {aStudy("1.2.2")}));
        VIGIL_VERIFY(more);
        QCOMPARE(more->content.studyUids(), QStringList({"1.2.1", "1.2.2"}));
        auto other = aStudy("1.2.3");
        other.patient.key.id = "9990000026";
        QVERIFY(!waitFor(reports().addProcedures(id, more->revision, {other})));
    }
    void signingStoresReportAndMessagesTogether() {
        m_desk->setPin();
        const QList<study::Study> studies{aStudy("1.2.1"), aStudy("1.2.2")};
        const auto id = m_desk->draft(studies);
        const auto outcome = sign(id, aSignContext(studies));
        VIGIL_VERIFY(outcome);
        QCOMPARE(outcome->documents.size(), 2);
        QCOMPARE(outcome->messagesWaiting, 4); // an event and a document for each study
        QCOMPARE(stateOf(id), ReportState::Final);
        QCOMPARE(m_desk->contradiction(), QString());
        QVERIFY(m_desk->wakes > 0);
        const auto bytes = waitFor(reports().documentBytes(outcome->documents.first().sopInstanceUid));
        VIGIL_VERIFY(bytes);
        QCOMPARE(m_desk->codec.decode(*bytes)->reportId, id);
        QVERIFY(waitFor(reports().drafts())->isEmpty());
    }
    void theAuthorOfASignedReportIsSealed() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        VIGIL_VERIFY(sign(id, aSignContext()));
        const auto events = waitFor(m_desk->data().cacheReader().run([this](const store::Database& cache) {
            return store::JournalStore(m_desk->clock, m_desk->ids)
                .eventsOf(cache, journal::aggregate::study, aStudy().studyUid);
        }));
        VIGIL_VERIFY(events);
        QCOMPARE(events->size(), 1);
        const auto& event = events->first().event;
        QVERIFY(event.author.isEmpty() && event.device.isEmpty());
        for (const auto& word :
             {test::aRadiologist().id, test::aRadiologist().name, test::aRadiologist().registration})
            QVERIFY(!event.open.contains('"' + word.toUtf8() + '"'));
        QCOMPARE(journal::sealedAuthor(event.sealed).author, test::aRadiologist().id);
        const auto open = QJsonDocument::fromJson(event.open).object();
        QCOMPARE(open.value("report").toString(), id);
        QCOMPARE(open.value("state").toString(), "final");
    }
    void alertsOfTheReportStandInItWithTheirCalls() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        const auto alertId = m_desk->raise(test::anAlertDraft().inReport(id).build());
        VIGIL_VERIFY(alertId);
        VIGIL_VERIFY(waitFor(m_desk->alerts().recordCall(
            *alertId, {alert::CallOutcome::Reached, {"Robin", "Consultant"}, "telephone", true, {}})));
        const auto outcome = sign(id, aSignContext());
        VIGIL_VERIFY(outcome);
        const auto bytes = waitFor(reports().documentBytes(outcome->documents.first().sopInstanceUid));
        const auto signedContent = m_desk->codec.decode(*bytes);
        QCOMPARE(signedContent->findings.size(), 1);
        const auto& finding = signedContent->findings.first();
        QCOMPARE(finding.alertId, *alertId);
        QCOMPARE(finding.category.value, "RID49480");
        QCOMPARE(finding.communications.size(), 1);
        QCOMPARE(finding.communications.first().name, "Robin");
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void aWithdrawnAlertStaysOutOfTheReport() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        const auto alertId = m_desk->raise(test::anAlertDraft().inReport(id).build());
        VIGIL_VERIFY(waitFor(m_desk->alerts().withdraw(*alertId, "wrong study")));
        const auto outcome = sign(id, aSignContext());
        VIGIL_VERIFY(outcome);
        const auto bytes = waitFor(reports().documentBytes(outcome->documents.first().sopInstanceUid));
        QVERIFY(m_desk->codec.decode(*bytes)->findings.isEmpty());
    }
    void aDraftThatChangesWhileItIsEncodedIsNotSigned() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        m_desk->codec.meanwhile = [this, id] {
            auto loaded = waitFor(reports().load(id));
            loaded->content.sections.first().paragraphs = {Paragraph{"changed", {}}};
            static_cast<void>(waitFor(reports().saveDraft(loaded->content, loaded->revision)));
        };
        QCOMPARE(sign(id, aSignContext()).error().code, Error::Code::Conflict);
        QCOMPARE(stateOf(id), ReportState::Draft);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void anAlertRaisedWhileItIsEncodedStopsTheSignature() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        m_desk->codec.meanwhile = [this, id] {
            static_cast<void>(m_desk->raise(test::anAlertDraft().inReport(id).build()));
        };
        QCOMPARE(sign(id, aSignContext()).error().code, Error::Code::Conflict);
        QCOMPARE(stateOf(id), ReportState::Draft);
        m_desk->codec.meanwhile = {};
        VIGIL_VERIFY(sign(id, aSignContext()));
    }
    void problemsStopTheSignatureBeforeThePinIsAskedFor() {
        const auto id = m_desk->draft(); // no PIN is set
        auto context = aSignContext();
        context.imagesPatients.first().id = "9990000026";
        const auto answer = sign(id, context);
        QCOMPARE(answer.error().code, Error::Code::Invalid);
        QVERIFY(answer.error().message.contains("images in the viewer"));
    }
    void withoutTheRightPinNothingIsSigned() {
        const auto id = m_desk->draft();
        QCOMPARE(sign(id, aSignContext()).error().code, Error::Code::Denied); // none set
        m_desk->setPin();
        QCOMPARE(sign(id, aSignContext(), "1357").error().code, Error::Code::Denied);
        QCOMPARE(stateOf(id), ReportState::Draft);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void aPreliminaryReportBecomesFinalAsItsNextVersion() {
        m_desk->setPin();
        const auto id = m_desk->draft();
        auto context = aSignContext();
        context.state = SigningContext::State::Preliminary;
        VIGIL_VERIFY(sign(id, context));
        QCOMPARE(stateOf(id), ReportState::Preliminary);
        QCOMPARE(waitFor(reports().drafts())->size(), 1);
        const auto final = sign(id, aSignContext());
        VIGIL_VERIFY(final);
        QCOMPARE(final->version, 2);
        QCOMPARE(waitFor(reports().signedDocuments())->size(), 2);
    }
    void aDraftWithAnAlertIsNotDiscarded() {
        const auto id = m_desk->draft();
        const auto alertId = m_desk->raise(test::anAlertDraft().inReport(id).build());
        QCOMPARE(waitFor(reports().discardDraft(id, revisionOf(id))).error().code, Error::Code::Denied);
        VIGIL_VERIFY(waitFor(m_desk->alerts().withdraw(*alertId, "wrong patient")));
        VIGIL_VERIFY(waitFor(reports().discardDraft(id, revisionOf(id))));
        QVERIFY(waitFor(reports().drafts())->isEmpty());
    }
};

QTEST_GUILESS_MAIN(ReportServiceTest)
#include "ReportServiceTest.moc"
