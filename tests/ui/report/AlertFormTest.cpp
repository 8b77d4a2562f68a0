// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/AlertForm.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/ReportBuilder.h"
#include "ui/Theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using alert::FindingRule;

/// The form alone, on the policy that Vigil ships.
class AlertFormTest : public QObject {
    Q_OBJECT
    test::FixedClock m_clock;
    std::unique_ptr<AlertForm> m_form;
    std::unique_ptr<QSignalSpy> m_raised;

    const alert::AlertPolicy& policy() const { return *test::starterPolicy(); }
    template <class T>
    T* find(const char* name) const {
        return m_form->findChild<T*>(QLatin1String(name));
    }
    /// A finding of a category, one that asks for no side where there is one.
    const FindingRule& finding(const char* category) const {
        const FindingRule* found = nullptr;
        for (const auto& rule : policy().findings()) {
            if (rule.category != QLatin1String(category) || rule.restricted) continue;
            if (!found || rule.laterality == FindingRule::Ask::No) found = &rule;
        }
        if (!found) qFatal("no such finding");
        return *found;
    }
    /// A critical one that must name its side and no site.
    const FindingRule& sided() const {
        for (const auto& rule : policy().findings())
            if (rule.category == QLatin1String("critical") && rule.laterality == FindingRule::Ask::Yes &&
                rule.site == FindingRule::Ask::No)
                return rule;
        qFatal("no such finding");
    }
    void choose(const FindingRule& rule) { find<QComboBox>("finding")->setEditText(rule.label); }
    QString problem() const {
        const auto* label = find<QLabel>("alertProblem");
        return label->isVisible() ? label->text() : QString();
    }
    alert::AlertDraft draft() {
        m_form->raiseAlert();
        return m_raised->isEmpty() ? alert::AlertDraft()
                                   : m_raised->last().first().value<alert::AlertDraft>();
    }
    static report::ImageReference anImage() {
        report::ImageReference image;
        image.instance = {"1.2", "1.2.3", "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4"};
        return image;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_form = std::make_unique<AlertForm>(policy(), m_clock);
        m_form->resize(560, 700);
        m_form->begin(anImage(), "Se 3 · Im 42", "Whitfield, Harold · 73 y M");
        QVERIFY(QTest::qWaitForWindowActive(m_form.get()));
        m_raised = std::make_unique<QSignalSpy>(m_form.get(), &AlertForm::raiseRequested);
    }

    void theFindingComesFirstAndPresetsTheRest() {
        QCOMPARE(QApplication::focusWidget(), find<QComboBox>("finding"));
        const auto& rule = finding("critical");
        choose(rule);
        QCOMPARE(find<QComboBox>("category")->currentData().toString(), "critical");
        QCOMPARE(find<QPlainTextEdit>("alertText")->toPlainText(), rule.text);
        QVERIFY(!find<QComboBox>("ownerRole")->currentText().isEmpty());
        QVERIFY(find<QLabel>("limits")->text().contains("acknowledged within"));
    }
    void whatIsMissingIsNamedAndNothingIsRaised() {
        m_form->raiseAlert();
        QVERIFY(problem().contains("Choose the finding"));
        choose(sided());
        QCOMPARE(problem(), "");
        m_form->raiseAlert();
        QVERIFY2(problem().contains("which side"), qPrintable(problem()));
        QCOMPARE(m_raised->count(), 0);
        find<QComboBox>("side")->setCurrentIndex(1);
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 1);
        QCOMPARE(m_raised->first().first().value<alert::AlertDraft>().laterality, alert::Laterality::Left);
    }
    void loweringNeedsAReasonThatGoesAlong() {
        choose(finding("critical"));
        auto* reason = find<QLineEdit>("loweringReason");
        QVERIFY(!reason->isVisible());
        auto* category = find<QComboBox>("category");
        category->setCurrentIndex(category->findData("urgent"));
        QVERIFY(reason->isVisible());
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 0);
        QVERIFY(problem().contains("Give the reason"));
        QCOMPARE(QApplication::focusWidget(), reason);
        reason->setText("known since last week");
        QCOMPARE(draft().loweringReason, "known since last week");
        QCOMPARE(draft().category, "urgent");
    }
    void raisingItHigherIsFree() {
        choose(finding("urgent"));
        auto* category = find<QComboBox>("category");
        category->setCurrentIndex(category->findData("critical"));
        QVERIFY(!find<QLineEdit>("loweringReason")->isVisible());
        QCOMPARE(draft().category, "critical");
        QCOMPARE(draft().loweringReason, "");
    }
    void whatTheReaderWroteIsNotReplacedByAnotherFinding() {
        choose(finding("critical"));
        auto* text = find<QPlainTextEdit>("alertText");
        text->setPlainText("Large, with shift.");
        find<QComboBox>("ownerRole")->setEditText("Ward sister");
        choose(finding("urgent"));
        QCOMPARE(text->toPlainText(), "Large, with shift.");
        QCOMPARE(find<QComboBox>("ownerRole")->currentText(), "Ward sister");
        text->clear();
        choose(finding("cancer"));
        QCOMPARE(text->toPlainText(), finding("cancer").text);
    }
    void everythingEnteredGoesIntoTheDraft() {
        choose(finding("urgent"));
        find<QRadioButton>("suspected")->setChecked(true);
        find<QLineEdit>("site")->setText(" right upper lobe ");
        find<QLineEdit>("ownerName")->setText("Patel, Asha");
        find<QLineEdit>("recommendedAction")->setText("anticoagulate");
        find<QDateEdit>("dueDate")->setDate(QDate(2026, 12, 1));
        const auto made = draft();
        QCOMPARE(made.findingCode, finding("urgent").code);
        QCOMPARE(made.suspected, alert::Suspected::Yes);
        QCOMPARE(made.site, "right upper lobe");
        QCOMPARE(made.owner.name, "Patel, Asha");
        QCOMPARE(made.recommendedAction, "anticoagulate");
        QCOMPARE(made.dueDate, QDate(2026, 12, 1));
        QCOMPARE(made.images, QList{anImage()});
        find<QCheckBox>("linkImage")->setChecked(false);
        QVERIFY(draft().images.isEmpty());
    }
    void whatTheReferrerSuspectedIsSaidToBeDocumentedOnlyWhereThePolicySaysSo() {
        auto* limits = find<QLabel>("limits");
        find<QRadioButton>("suspected")->setChecked(true);
        for (const auto* category : {"critical", "urgent", "cancer"}) {
            choose(finding(category));
            QVERIFY2(limits->text().contains("acknowledged within"), category);
        }
        choose(finding("significant"));
        QVERIFY2(limits->text().startsWith("Documented only: nobody will be asked to act"),
                 qPrintable(limits->text()));
        find<QRadioButton>("unsuspected")->setChecked(true);
        QVERIFY(limits->text().contains("acknowledged within"));
        auto* category = find<QComboBox>("category");
        category->setCurrentIndex(category->findData("routine"));
        QCOMPARE(limits->text(), "Documented only: nobody will be asked to act.");
    }
    void noDateIsNoDate() {
        choose(finding("urgent"));
        QVERIFY(!draft().dueDate.isValid());
    }
    void neitherEnterNorSpaceRaisesFromAnyField() {
        choose(finding("urgent"));
        for (auto* field : m_form->findChildren<QWidget*>()) {
            if (!field->isVisible() || field->focusPolicy() == Qt::NoFocus) continue;
            QTest::keyClick(field, Qt::Key_Return);
            QTest::keyClick(field, Qt::Key_Space);
        }
        QCOMPARE(m_raised->count(), 0);
        QCOMPARE(find<QPushButton>("raiseAlert")->focusPolicy(), Qt::NoFocus);
    }
    void whileItIsRaisedItIsNotRaisedAgain() {
        choose(finding("urgent"));
        m_form->raiseAlert();
        m_form->setWork(AlertForm::Work::Raising);
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 1);
        m_form->setWork(AlertForm::Work::Idle);
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 2);
    }
    void aFreshFormKnowsNothingOfTheOneBefore() {
        choose(finding("critical"));
        find<QLineEdit>("ownerName")->setText("Patel, Asha");
        find<QLineEdit>("site")->setText("apex");
        m_form->setEarlier({{"a", "Pulmonary embolism, raised yesterday"}});
        m_form->raiseAlert();
        m_form->begin({}, {}, "Rahman, Amina · 45 y F");
        QCOMPARE(find<QComboBox>("finding")->currentText(), "");
        QCOMPARE(find<QComboBox>("category")->currentIndex(), -1);
        for (const auto* name : {"ownerName", "site", "loweringReason", "recommendedAction"})
            QVERIFY2(find<QLineEdit>(name)->text().isEmpty(), name);
        QVERIFY(find<QPlainTextEdit>("alertText")->toPlainText().isEmpty());
        QVERIFY(!find<QWidget>("earlierAlerts")->isVisible());
        QVERIFY(!find<QCheckBox>("linkImage")->isEnabled());
        QVERIFY(!find<QCheckBox>("linkImage")->isChecked());
        QCOMPARE(problem(), "");
    }
    void anEarlierAlertCanBeJoinedAndStopsNothing() {
        QSignalSpy joined(m_form.get(), &AlertForm::joinRequested);
        m_form->setEarlier({{"a-1", "Pulmonary embolism, acknowledged", AlertForm::Earlier::Join::Offered},
                            {"a-2", "Nodule, closed", AlertForm::Earlier::Join::No}});
        QCOMPARE(m_form->findChildren<QPushButton*>("joinAlert").size(), 1);
        find<QPushButton>("joinAlert")->click();
        QCOMPARE(joined.first().first().toString(), "a-1");
        QCOMPARE(joined.first().at(1).value<alert::AlertDraft>().images, QList{anImage()});
        choose(finding("urgent"));
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 1);
    }
    void nobodyToGoToIsSaidAndStopsNothing() {
        choose(finding("urgent"));
        alert::AlertWay way;
        way.directoryKnown = true;
        way.route.noRoute = "nobody holds the role";
        m_form->showWay(way);
        QVERIFY(find<QLabel>("recipients")->text().contains("No route"));
        m_form->raiseAlert();
        QCOMPARE(m_raised->count(), 1);
    }
    void withoutADirectoryTheLineBeginsWithWhoeverIsAsked() {
        choose(finding("urgent"));
        alert::AlertWay way;
        m_form->showWay(way);
        QCOMPARE(find<QLabel>("recipients")->text(), "no directory here, the number is not known");
        way.asked.who.role = "Responsible consultant";
        m_form->showWay(way);
        QCOMPARE(find<QLabel>("recipients")->text(),
                 "Responsible consultant · no directory here, the number is not known");
    }
    void whereAPracticeAskedItIsNamedAndAskedAbout() {
        choose(finding("urgent"));
        QVERIFY(!find<QWidget>("requestingPractice")->isVisible());
        alert::AlertWay way;
        way.byPractice = true;
        way.practices = {"High Street Surgery", "Low Road Practice"};
        m_form->showWay(way);
        QVERIFY(find<QWidget>("requestingPractice")->isVisible());
        QSignalSpy asked(m_form.get(), &AlertForm::wayAsked);
        QTRY_COMPARE(asked.count(), 1); // of the finding that was chosen
        find<QLineEdit>("requestingPractice")->setFocus();
        QTest::keyClicks(find<QLineEdit>("requestingPractice"), "street");
        QTest::keyClick(find<QLineEdit>("requestingPractice")->completer()->popup(), Qt::Key_Down);
        QTest::keyClick(find<QLineEdit>("requestingPractice")->completer()->popup(), Qt::Key_Return);
        find<QLineEdit>("registeredPractice")->setText(" Low Road Practice ");
        QTRY_VERIFY(!asked.isEmpty() && asked.last().first().value<alert::AlertDraft>().requestingPractice ==
                                            "High Street Surgery");
        QCOMPARE(draft().requestingPractice, "High Street Surgery");
        QCOMPARE(draft().registeredPractice, "Low Road Practice");
        m_form->showWay({});
        QVERIFY(draft().requestingPractice.isEmpty()); // what is no longer shown does not go along
        m_form->begin({}, {}, "Rahman, Amina · 45 y F");
        m_form->showWay(way);
        QVERIFY(find<QLineEdit>("requestingPractice")->text().isEmpty());
    }
    void escapeClosesFromEveryField() {
        QSignalSpy dismissed(m_form.get(), &AlertForm::dismissed);
        for (const auto* name : {"site", "ownerName", "recommendedAction"})
            QTest::keyClick(find<QWidget>(name), Qt::Key_Escape);
        QCOMPARE(dismissed.count(), 3);
    }
};

QTEST_MAIN(AlertFormTest)
#include "AlertFormTest.moc"
