// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"

#include <QObject>

namespace vigil::test {

/// What every Department must do. A test of an adapter derives from it, says how to get to an empty
/// department, and inherits these facts as its own slots.
class DepartmentContract : public QObject {
    Q_OBJECT
public:
    DepartmentContract();
    ~DepartmentContract() override;

protected:
    /// Begins a new, empty department. Called before each fact.
    virtual void startEmpty() = 0;
    /// The department as this user sees it ("kim", "lee": both may report). Valid until the next call.
    virtual sync::Department& as(const QString& user) = 0;

    QList<sync::Appended> appendAll(sync::Department& department, const QList<journal::Event>& events);
    sync::Batch everything(sync::Department& department);

private Q_SLOTS:
    void init();
    void helloNamesTheLogAndTheTime();
    void anEmptyLogHasNothingAndNoHead();
    void eventsComeBackInOrderWithTheirReceipts();
    void theChainHolds();
    void receivingTheSameAgainIsADuplicate();
    void theSameIdWithOtherContentIsAConflict();
    void aBadEventNeverTakesAGoodOneWithIt();
    void anAlertIsNeverRefusedButFlagged();
    void othersMayNotWriteInSomebodysName();
    void sinceContinuesWhereItEnded();
    void aPositionThatIsNotOnTheChainIsAFork();
    void theAuthorOfASignatureIsSealed();
    void theSealedPartIsLeftOutAndCanBeRevealed();
    void anOpenAuthorOfASignatureIsRefused();
    void aNewClientIsGivenWhatIsOpenOrRecent();
    void historyIsOneAggregate();
    void earlierAlertsOfAPatientAreFoundInTheWholeLog();
    void ofManyEarlierAlertsTheNewestAreGiven();
    void whatCannotBeReadIsAboutNobody();
    void hashesCanBeAskedFor();
    void aClaimBelongsToOnePerson();
    void aClaimEndsByTheServersTime();
    void aWindowThatWentOutOfSightIsStillNamed();
    void aClaimCanBeLetGo();
    void wakingEndsTheWait();
    void aStopEndsTheWait();
    void newsEndTheWait();
};

} // namespace vigil::test
