// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Conditions.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/cond.h>
#include <dcmtk/dcmnet/dimse.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace vigil::dicom {

namespace {

using Code = Error::Code;

QString nameOf(const study::PacsPeer& peer) {
    return QStringLiteral("PACS \"%1\"").arg(peer.name);
}

QString addressOf(const study::PacsPeer& peer) {
    return QStringLiteral("%1:%2").arg(peer.host).arg(peer.port);
}

QString section(const study::PacsPeer& peer) {
    return QStringLiteral("[pacs/%1] of vigil.ini").arg(peer.name);
}

Error garbage(const Parties& parties, const QString& detail) {
    return {
        Code::Corrupt,
        QStringLiteral(
            "What answers at %1 does not speak DICOM correctly. Check that host and port in %2 are those of "
            "the DICOM service of %3, not of its web page.")
            .arg(addressOf(parties.peer), section(parties.peer), nameOf(parties.peer)),
        detail};
}

Error broken(const Parties& parties, const QString& detail) {
    return {
        Code::Unreachable,
        QStringLiteral("%1 broke off the connection. It may have been restarted or be overloaded; try again.")
            .arg(nameOf(parties.peer)),
        detail};
}

/// The innermost code that tells something: DIMSE conditions carry those of the upper layer inside.
bool isGarbage(const OFCondition& condition) {
    static constexpr std::array<unsigned short, 10> codes{DULC_ILLEGALPDU,
                                                          DULC_ILLEGALPDULENGTH,
                                                          DULC_UNEXPECTEDPDU,
                                                          DULC_UNRECOGNIZEDPDUTYPE,
                                                          DULC_FSMERROR,
                                                          DIMSEC_PARSEFAILED,
                                                          DIMSEC_UNEXPECTEDPDVTYPE,
                                                          DIMSEC_UNEXPECTEDRESPONSE,
                                                          DIMSEC_BADCOMMANDTYPE,
                                                          DULC_UNSUPPORTEDPEERPROTOCOL};
    const QString text = QString::fromLatin1(condition.text());
    return std::find(codes.begin(), codes.end(), condition.code()) != codes.end() ||
           text.contains(QLatin1String("PDU")) || text.contains(QLatin1String("cmdSet->read"));
}

} // namespace

Error errorOf(const LinkEnd& end, const Parties& parties) {
    const auto& peer = parties.peer;
    const auto detail =
        end.systemError == 0 ? QString() : QString::fromLocal8Bit(std::strerror(end.systemError));
    switch (end.kind) {
    case LinkEnd::Kind::Cancelled:
        return {Code::Cancelled, QStringLiteral("Stopped."), detail};
    case LinkEnd::Kind::Silent:
        return {Code::Timeout,
                QStringLiteral("%1 is there but has not answered for %2 seconds. It may be overloaded or "
                               "hanging; try again, "
                               "or ask its administrator.")
                    .arg(nameOf(peer))
                    .arg(peer.silenceTimeout.count()),
                detail};
    case LinkEnd::Kind::Refused:
        return {Code::Unreachable,
                QStringLiteral("%1 is not running: nothing listens at %2. Check that it is started, and host "
                               "and port in %3.")
                    .arg(nameOf(peer), addressOf(peer), section(peer)),
                detail};
    case LinkEnd::Kind::NoAnswer:
        return {Code::Unreachable,
                QStringLiteral("%1 cannot be reached: no answer from %2 within %3 seconds. Check the network "
                               "(VPN, firewall), "
                               "and host and port in %4.")
                    .arg(nameOf(peer), addressOf(peer), QString::number(peer.connectTimeout.count()),
                         section(peer)),
                detail};
    case LinkEnd::Kind::NoRoute:
        return {
            Code::Unreachable,
            QStringLiteral(
                "%1 cannot be reached: there is no way to %2 from here. Check the network of this computer.")
                .arg(nameOf(peer), addressOf(peer)),
            detail};
    case LinkEnd::Kind::UnknownHost:
        return {Code::Unreachable,
                QStringLiteral("The host name \"%1\" of %2 is not known. Check host in %3, and the network.")
                    .arg(peer.host, nameOf(peer), section(peer)),
                detail};
    case LinkEnd::Kind::ClosedUnanswered:
        return {Code::Unreachable,
                QStringLiteral("%1 broke off the connection before it answered. It may take encrypted "
                               "connections only (tls=on in %2), not know this computer, or be overloaded.")
                    .arg(nameOf(peer), section(peer)),
                detail};
    case LinkEnd::Kind::TooMuch:
        return garbage(parties, QStringLiteral("a message beyond all bounds"));
    case LinkEnd::Kind::Closed:
    case LinkEnd::Kind::None:
        return broken(parties, detail);
    default:
        return errorOfTls(end, parties);
    }
}

Error errorOf(const T_ASC_RejectParameters& rejection, const Parties& parties) {
    OFString text;
    ASC_printRejectParameters(text, &rejection);
    const auto detail = QString::fromLatin1(text.c_str()).simplified();
    const auto& peer = parties.peer;
    switch (rejection.reason) {
    case ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED:
        return {
            Code::Refused,
            QStringLiteral(
                "%1 does not know this computer's AE title \"%2\". Have it entered in the PACS, or correct "
                "aeTitle in [local] of vigil.ini.")
                .arg(nameOf(peer), parties.local.aeTitle),
            detail};
    case ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED:
        return {Code::Refused,
                QStringLiteral("%1 does not answer to the AE title \"%2\". Correct aeTitle in %3.")
                    .arg(nameOf(peer), peer.aeTitle, section(peer)),
                detail};
    case ASC_REASON_SP_PRES_TEMPORARYCONGESTION:
    case ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED:
        return {Code::Busy, QStringLiteral("%1 is busy and takes no more connections now.").arg(nameOf(peer)),
                detail};
    default:
        break;
    }
    if (rejection.source == ASC_SOURCE_SERVICEPROVIDER_ACSE_RELATED &&
        rejection.reason == ASC_REASON_SP_ACSE_PROTOCOLVERSIONNOTSUPPORTED)
        return {
            Code::Refused,
            QStringLiteral("%1 refuses this way of connecting. Usually it takes encrypted connections only: "
                           "set tls=on in %2.")
                .arg(nameOf(peer), section(peer)),
            detail};
    if (rejection.result == ASC_RESULT_REJECTEDTRANSIENT)
        return {Code::Busy, QStringLiteral("%1 refuses connections for the moment.").arg(nameOf(peer)),
                detail};
    return {Code::Refused,
            QStringLiteral("%1 refused the connection without naming the cause. Usually it does not know the "
                           "AE title \"%2\" "
                           "of this computer, or is not called \"%3\".")
                .arg(nameOf(peer), parties.local.aeTitle, peer.aeTitle),
            detail};
}

Error errorOf(const OFCondition& condition, const LinkEnd& end, const Parties& parties) {
    const auto detail = QString::fromLatin1(condition.text()).simplified();
    if (end.kind != LinkEnd::Kind::None && end.kind != LinkEnd::Kind::Closed) {
        auto error = errorOf(end, parties);
        if (error.detail.isEmpty()) error.detail = detail;
        return error;
    }
    if (condition == DUL_PEERABORTEDASSOCIATION || condition == DUL_PEERREQUESTEDRELEASE ||
        condition == DUL_NETWORKCLOSED)
        return broken(parties, detail);
    if (isGarbage(condition)) return garbage(parties, detail);
    if (end.kind == LinkEnd::Kind::Closed) return broken(parties, detail);
    return {Code::Internal,
            QStringLiteral("The conversation with %1 failed unexpectedly. The log says more.")
                .arg(nameOf(parties.peer)),
            detail};
}

Error errorOfStatus(quint16 status, const QString& service, const Parties& parties) {
    const auto detail =
        QStringLiteral("%1 status 0x%2").arg(service, QString::number(status, 16).rightJustified(4, u'0'));
    const auto name = nameOf(parties.peer);
    if (status == 0xFE00) return {Code::Cancelled, QStringLiteral("Stopped."), detail};
    if (status == 0xA801)
        return {Code::Refused,
                QStringLiteral(
                    "%1 does not know where to send studies for \"%2\". Have this computer entered as a "
                    "destination in the PACS, or set method=get in %3.")
                    .arg(name, parties.local.aeTitle, section(parties.peer)),
                detail};
    if (status == 0x0124)
        return {Code::Denied,
                QStringLiteral("%1 does not allow this to \"%2\".").arg(name, parties.local.aeTitle), detail};
    if (service == QLatin1String("C-MOVE") && (status == 0xA702 || (status & 0xF000) == 0xC000))
        return {
            Code::Rejected,
            QStringLiteral(
                "%1 could not send the study. Usually it does not know \"%2\" as a destination or cannot "
                "reach "
                "this computer: check AE title, port and tls in [local] of vigil.ini against what is entered "
                "in the PACS, and the firewall.")
                .arg(name, parties.local.aeTitle),
            detail};
    if ((status & 0xFF00) == 0xA700)
        return {Code::Busy,
                QStringLiteral("%1 is out of resources (disk or memory). Try again later.").arg(name),
                detail};
    if (status == 0x0122 || status == 0xA900 || (status & 0xFF00) == 0xA900)
        return {Code::Unsupported,
                QStringLiteral("%1 does not accept this kind of request (%2).").arg(name, service), detail};
    return {Code::Rejected, QStringLiteral("%1 could not carry out the request (%2).").arg(name, detail),
            detail};
}

Error notOffered(const QString& service, const Parties& parties) {
    return {Code::Unsupported,
            QStringLiteral("%1 does not offer %2 to this computer.").arg(nameOf(parties.peer), service),
            QStringLiteral("presentation context not accepted")};
}

bool isAnswer(const Error& error) {
    return error.code == Code::Refused || error.code == Code::Rejected || error.code == Code::Unsupported ||
           error.code == Code::Busy || error.code == Code::Denied;
}

} // namespace vigil::dicom
