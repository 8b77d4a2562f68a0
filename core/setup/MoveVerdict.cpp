// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/MoveVerdict.h"

namespace vigil::setup {

namespace {

using Verdict = study::IncomingCall::Verdict;

constexpr quint16 destinationUnknown = 0xA801;    // PS3.4 C.4.2.1.5
constexpr quint16 destinationNotAllowed = 0xC801; // dcm4chee-arc
constexpr quint16 subOperationsFailed = 0xA702;

QString section(const study::PacsPeer& pacs) {
    return QStringLiteral("[pacs/%1]").arg(pacs.name);
}

QString nodeOf(const Destination& self) {
    return QStringLiteral("AE title \"%1\", host %2, port %3")
        .arg(self.aeTitle, self.host.isEmpty() ? QStringLiteral("of this computer") : self.host)
        .arg(self.port);
}

Finding withLines(Finding finding, const study::PacsPeer& pacs, const Destination& self) {
    finding.lines = destinationLines(pacs, self);
    return finding;
}

} // namespace

Finding judgeCall(const study::PacsPeer& pacs, const Destination& self, const study::IncomingCall& call) {
    switch (call.verdict) {
    case Verdict::UnknownAddress:
        return failed(
            QStringLiteral("During the test a connection came from %1 and was turned away, because the host "
                           "of %2 is %3 and Vigil takes studies from configured addresses only.")
                .arg(call.address, section(pacs), pacs.host),
            QStringLiteral(
                "If %1 is this PACS, enter it in vigil.ini: host=%1 in %2, or, when it answers at one "
                "address and sends from another, a [pacs/NAME] of its own with aeTitle=%3.")
                .arg(call.address, section(pacs), pacs.aeTitle));
    case Verdict::WrongCalledTitle:
        return withLines(
            failed(
                QStringLiteral("The PACS reaches this computer but calls it \"%1\"; its AE title is \"%2\".")
                    .arg(call.calledTitle, self.aeTitle),
                QStringLiteral("Have the AE title corrected in the PACS (upper and lower case count), or set "
                               "aeTitle=%1 in [local] of vigil.ini.")
                    .arg(call.calledTitle)),
            pacs, self);
    case Verdict::UnknownCaller:
        return failed(
            QStringLiteral("The PACS sends from %1 under the AE title \"%2\", but %3 names \"%4\"; it "
                           "was turned away.")
                .arg(call.address, call.callingTitle, section(pacs), pacs.aeTitle),
            QStringLiteral("Set aeTitle=%1 in %2 of vigil.ini, or have the PACS send under \"%3\".")
                .arg(call.callingTitle, section(pacs), pacs.aeTitle));
    case Verdict::NoRequest:
        return failed(
            QStringLiteral("A connection came from %1 but brought no DICOM request that could be read.")
                .arg(call.address),
            QStringLiteral("Usually one side encrypts (TLS) and the other does not. Compare tls in %1 "
                           "and [local] of vigil.ini with the entry of this computer in the PACS.")
                .arg(section(pacs)));
    case Verdict::Unencrypted:
        return withLines(
            failed(
                QStringLiteral("The PACS sends unencrypted, but %1 has tls=on; it was turned away.")
                    .arg(section(pacs)),
                QStringLiteral("Set tls=on in [local] of vigil.ini and have the PACS encrypt what it sends "
                               "to \"%1\", or set method=get in %2.")
                    .arg(self.aeTitle, section(pacs))),
            pacs, self);
    case Verdict::WrongCertificate:
        return failed(
            QStringLiteral(
                "The PACS sends with another certificate than the one that callerCertificate in %1 "
                "names; it was turned away.")
                .arg(section(pacs)),
            QStringLiteral("Find out who sent from %1. If it was this PACS with its own certificate, set "
                           "callerCertificate=%2 in %3 of vigil.ini.")
                .arg(call.address, call.certificate.isEmpty() ? QStringLiteral("host") : call.certificate,
                     section(pacs)));
    case Verdict::TooMany:
        return failed(
            QStringLiteral("This computer receives too many connections at once and turned the PACS "
                           "away."),
            QStringLiteral("Wait until the transfers under way are over and run the check again."));
    case Verdict::Accepted:
        break;
    }
    return failed(QStringLiteral("The PACS reached this computer and was let in, but no object was kept."),
                  QStringLiteral("Look into vigil.log: it says whether the object was refused or never sent. "
                                 "Check the room on this computer's disk."));
}

namespace {

/// Nobody came: what the PACS says is all there is.
Finding judgeStatus(const study::PacsPeer& pacs, const Destination& self,
                    const study::TransferAnswer& answer) {
    const bool saysSent = answer.failed == 0 && answer.status == 0;
    if (saysSent)
        return withLines(
            failed(
                QStringLiteral("The PACS says that it has sent the instance, but nothing arrived here: it "
                               "sends \"%1\" to another computer.")
                    .arg(self.aeTitle),
                QStringLiteral("Give this computer an AE title that no other has, and have it entered in the "
                               "PACS with its own address: %1.")
                    .arg(nodeOf(self))),
            pacs, self);
    if (answer.status == destinationUnknown)
        return withLines(
            failed(QStringLiteral("The PACS does not know \"%1\" as a destination.").arg(self.aeTitle),
                   QStringLiteral("Have this computer entered in the PACS: %1.").arg(nodeOf(self))),
            pacs, self);
    if (answer.status == destinationNotAllowed)
        return withLines(
            failed(
                QStringLiteral("The PACS does not allow \"%1\" as a destination.").arg(self.aeTitle),
                QStringLiteral("Have \"%1\" added to the accepted move destinations of the PACS, and entered "
                               "there with %2.")
                    .arg(self.aeTitle, nodeOf(self))),
            pacs, self);
    const bool tried = answer.failed > 0 || answer.status == subOperationsFailed;
    if (tried)
        return withLines(
            failed(
                QStringLiteral("The PACS tried to send but cannot reach this computer: no connection arrived "
                               "at port %1.")
                    .arg(self.port),
                QStringLiteral("Compare host and port that the PACS has for \"%1\" with these: %2. When they "
                               "are right, a firewall stands between; let it pass port %3 to this computer.")
                    .arg(self.aeTitle, nodeOf(self))
                    .arg(self.port)),
            pacs, self);
    return withLines(
        failed(
            QStringLiteral("The PACS refused to send: it does not know \"%1\" as a destination, or it has a "
                           "wrong host or port for it.")
                .arg(self.aeTitle),
            QStringLiteral("Have this computer entered in the PACS: %1. When it is entered so already, a "
                           "firewall stands between; let it pass port %2 to this computer.")
                .arg(nodeOf(self))
                .arg(self.port)),
        pacs, self);
}

} // namespace

Finding judgeMove(const study::PacsPeer& pacs, const Destination& self, const MoveEvidence& evidence) {
    if (evidence.arrivedFrom == pacs.name)
        return ok(QStringLiteral("One instance was asked for and arrived at port %1.").arg(self.port));
    Finding finding;
    if (evidence.arrivedFrom)
        finding = warning(QStringLiteral("The instance arrived, but from the PACS \"%1\" instead of \"%2\".")
                              .arg(*evidence.arrivedFrom, pacs.name),
                          QStringLiteral("Ask the administrator of the PACS which of the two sends to this "
                                         "computer; studies will be kept under the name of the sender."));
    else if (!evidence.calls.isEmpty())
        finding = judgeCall(pacs, self, evidence.calls.last());
    else
        finding = judgeStatus(pacs, self, evidence.answer);
    finding.detail = QStringLiteral("C-MOVE status 0x%1, %2 completed, %3 failed, %4 connections came in")
                         .arg(QString::number(evidence.answer.status, 16).rightJustified(4, u'0'))
                         .arg(evidence.answer.completed)
                         .arg(evidence.answer.failed)
                         .arg(evidence.calls.size());
    return finding;
}

} // namespace vigil::setup
