// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Mail.h"

#include "core/base/Ids.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace vigil::notify {

namespace {

using Restricted = AlertNotice::Restricted;

/// Header values are ours or addresses that were checked; a line end in one would begin another header.
QByteArray headerLine(const char* name, const QString& value) {
    auto clean = value;
    clean.remove(QLatin1Char('\r')).remove(QLatin1Char('\n'));
    const auto utf8 = clean.toUtf8();
    const bool ascii = clean == QString::fromLatin1(clean.toLatin1()) &&
                       std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    return QByteArray(name) + ": " + (ascii ? utf8 : "=?UTF-8?B?" + utf8.toBase64() + "?=") + "\r\n";
}

QString domainOf(const QString& address) {
    const auto domain = address.section(QLatin1Char('@'), 1).remove(QLatin1Char('>')).trimmed();
    return domain.isEmpty() ? QStringLiteral("vigil.invalid") : domain;
}

QString localMoment(UtcTime time, const QTimeZone& zone) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom)
        .toString(toDateTime(time).toTimeZone(zone), QStringLiteral("d MMMM yyyy, HH:mm"));
}

bool tellsThePatient(const AlertNotice& notice, const MailSettings& settings) {
    return settings.content == MailSettings::Content::MinimumOverSecureMail &&
           settings.security == MailSettings::Security::Required && notice.restricted == Restricted::No;
}

QStringList whatItIsAbout(const AlertNotice& notice) {
    const auto& finding = notice.finding;
    QStringList lines{QStringLiteral("Patient number: %1").arg(finding.patient.key.id)};
    QStringList accessions;
    for (const auto& procedure : finding.procedures)
        if (!procedure.accessionNumber.isEmpty()) accessions << procedure.accessionNumber;
    if (!accessions.isEmpty())
        lines << QStringLiteral("Examination (accession): %1").arg(accessions.join(QStringLiteral(", ")));
    lines << QStringLiteral("Finding: %1").arg(finding.text.isEmpty() ? notice.findingLabel : finding.text);
    if (const auto place = placeWords(finding); !place.isEmpty())
        lines << QStringLiteral("Where: %1").arg(place);
    if (!finding.recommendedAction.isEmpty())
        lines << QStringLiteral("Recommended: %1").arg(finding.recommendedAction);
    if (finding.dueDate.isValid())
        lines << QStringLiteral("To be done by: %1")
                     .arg(QLocale(QLocale::English, QLocale::UnitedKingdom)
                              .toString(finding.dueDate, QStringLiteral("d MMMM yyyy")));
    return lines;
}

QString whatIsAsked(const AlertNotice& notice) {
    switch (notice.asks) {
    case AlertNotice::Asks::Tell:
        return QStringLiteral(
            "An imaging alert was withdrawn or replaced, and not everyone who was told of it "
            "knows. Please see that they are called. Nobody has to act on the finding.");
    case AlertNotice::Asks::Close:
        return QStringLiteral(
            "Somebody has acted on an imaging alert and nobody has closed it. Please look at it.");
    case AlertNotice::Asks::TellPatient:
        return QStringLiteral(
            "Something was done about an imaging alert, and nobody has recorded that the patient was told. "
            "Please see that the patient is told; until then the alert cannot be closed.");
    case AlertNotice::Asks::Correct:
        return QStringLiteral("An imaging alert that you were sent a message about has changed. %1")
            .arg(notice.correction ? changeWords(*notice.correction, notice.category.label) : QString());
    case AlertNotice::Asks::Act:
        break;
    }
    if (notice.copy)
        return QStringLiteral("For your information: the imaging department has raised an alert, and %1 is "
                              "asked to act. Nothing is asked of you.")
            .arg(partyWords(notice.owner));
    return notice.rung == 0
               ? QStringLiteral("The imaging department has raised an alert that you are asked to act on.")
               : QStringLiteral("An imaging alert was not acknowledged in time and has come to you.");
}

/// What a reader must not believe.
QStringList lastWords(const AlertNotice& notice) {
    if (notice.isOver())
        return {
            QStringLiteral("The earlier message about this reference does not hold any more. If you have"),
            QStringLiteral("already done something about it, telephone the imaging department.")};
    if (notice.copy && notice.asks == AlertNotice::Asks::Act)
        return {
            QStringLiteral("This is a copy. Neither reading it nor replying to it acknowledges the alert.")};
    if (notice.asks == AlertNotice::Asks::TellPatient)
        return {
            QStringLiteral(
                "Replying to this message, or reading it, changes nothing. The alert stays open and comes"),
            QStringLiteral("again until it is recorded that the patient was told.")};
    return {QStringLiteral(
                "Replying to this message, or reading it, does not acknowledge the alert. It stays open and"),
            QStringLiteral("goes on to others until somebody has taken responsibility for it.")};
}

QString body(const AlertNotice& notice, const MailSettings& settings) {
    QStringList lines{QStringLiteral("To: %1").arg(
                          notice.to.name.isEmpty() ? notice.to.role : study::displayName(notice.to.name)),
                      {},
                      whatIsAsked(notice),
                      {},
                      QStringLiteral("Category: %1").arg(notice.category.label),
                      QStringLiteral("Raised: %1").arg(localMoment(notice.raisedAt, notice.zone))};
    if (notice.acknowledgeBy && notice.asks == AlertNotice::Asks::Act && !notice.copy)
        lines << QStringLiteral("To be acknowledged by: %1")
                     .arg(localMoment(*notice.acknowledgeBy, notice.zone));
    lines << QStringLiteral("Reference: %1").arg(notice.alertId);
    // What does not stand is not spread further.
    if (tellsThePatient(notice, settings) && !notice.isOver()) lines << QString() << whatItIsAbout(notice);
    lines << QString();
    if (!notice.link.isEmpty()) lines << QStringLiteral("Open the alert: %1").arg(notice.link);
    lines << (settings.telephone.isEmpty()
                  ? QStringLiteral("Telephone the imaging department if you cannot open the alert.")
                  : QStringLiteral("Telephone the imaging department: %1").arg(settings.telephone))
          << QString() << lastWords(notice);
    return lines.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n");
}

/// RFC 2045: lines of 76 characters.
QByteArray base64Lines(const QByteArray& bytes) {
    constexpr qsizetype longestLine = 76;
    const auto encoded = bytes.toBase64();
    QByteArray lines;
    for (qsizetype at = 0; at < encoded.size(); at += longestLine)
        lines += encoded.mid(at, longestLine) + "\r\n";
    return lines;
}

struct Heading {
    QString subject;
    QUuid noticeId;
    UtcTime at;
};

QByteArray letter(const Heading& heading, const QString& text, const QString& to,
                  const MailSettings& settings) {
    return headerLine("From", settings.from) + headerLine("To", to) + headerLine("Subject", heading.subject) +
           headerLine("Date", QLocale::c().toString(toDateTime(heading.at).toUTC(),
                                                    QStringLiteral("ddd, dd MMM yyyy HH:mm:ss +0000"))) +
           headerLine("Message-ID", QStringLiteral("<%1@%2>").arg(vigil::toText(heading.noticeId),
                                                                  domainOf(settings.from))) +
           headerLine("Importance", QStringLiteral("high")) +
           headerLine("Auto-Submitted", QStringLiteral("auto-generated")) +
           headerLine("MIME-Version", QStringLiteral("1.0")) +
           headerLine("Content-Type", QStringLiteral("text/plain; charset=utf-8")) +
           headerLine("Content-Transfer-Encoding", QStringLiteral("base64")) + "\r\n" +
           base64Lines(text.toUtf8());
}

QString subjectOf(const AlertNotice& notice) {
    using What = alert::AlertChange::What;
    const auto& label = notice.category.label;
    if (notice.asks == AlertNotice::Asks::Correct && notice.correction) {
        switch (notice.correction->what) {
        case What::Withdrawn:
            return QStringLiteral("Imaging alert (%1): withdrawn").arg(label);
        case What::Superseded:
            return QStringLiteral("Imaging alert (%1): replaced by another one").arg(label);
        case What::Lowered:
        case What::Raised:
            return QStringLiteral("Imaging alert: now %1 instead of %2")
                .arg(label, notice.correction->before);
        case What::Restored:
            return QStringLiteral("Imaging alert (%1): it stands after all").arg(label);
        }
    }
    if (notice.copy) return QStringLiteral("Imaging alert (%1): for your information").arg(label);
    return notice.rung == 0
               ? QStringLiteral("Imaging alert (%1): please acknowledge").arg(label)
               : QStringLiteral("Imaging alert (%1), not acknowledged in time: please act").arg(label);
}

QString followUpBody(const FollowUpNotice& notice, const MailSettings& settings) {
    const auto& asked = notice.followUp;
    const bool overdue = notice.stage == FollowUpNotice::Stage::Overdue;
    QStringList lines{
        QStringLiteral("To: %1").arg(notice.to.name.isEmpty() ? notice.to.role
                                                              : study::displayName(notice.to.name)),
        {},
        overdue
            ? QStringLiteral("A follow-up examination that the imaging department recommended is overdue.")
            : QStringLiteral("The imaging department recommended a follow-up examination that is not "
                             "booked yet."),
        {},
        QStringLiteral("Recommended: %1").arg(localMoment(notice.recommendedAt, notice.zone)),
        QStringLiteral("Due by: %1")
            .arg(QLocale(QLocale::English, QLocale::UnitedKingdom)
                     .toString(asked.dueDate, QStringLiteral("d MMMM yyyy"))),
        QStringLiteral("Reference: %1").arg(notice.followUpId)};
    if (settings.content == MailSettings::Content::MinimumOverSecureMail &&
        settings.security == MailSettings::Security::Required) {
        lines << QString() << QStringLiteral("Patient number: %1").arg(asked.patient.key.id)
              << QStringLiteral("Examination: %1 %2").arg(asked.modality, asked.bodyPart)
              << QStringLiteral("Question: %1").arg(asked.reason);
    }
    lines << QString();
    if (!settings.telephone.isEmpty())
        lines << QStringLiteral("Questions: telephone %1.").arg(settings.telephone);
    lines << QStringLiteral("This message is not read when you reply to it. The follow-up stays open until")
          << QStringLiteral("somebody has recorded how it ended.");
    return lines.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n");
}

} // namespace

QString toText(FollowUpNotice::Stage stage) {
    return stage == FollowUpNotice::Stage::Overdue  ? QStringLiteral("overdue")
           : stage == FollowUpNotice::Stage::DueNow ? QStringLiteral("due")
                                                    : QStringLiteral("reminder");
}

QByteArray alertMail(const AlertNotice& notice, const QString& to, const MailSettings& settings) {
    return letter({subjectOf(notice), notice.noticeId, notice.at}, body(notice, settings), to, settings);
}

QByteArray followUpMail(const FollowUpNotice& notice, const QString& to, const MailSettings& settings) {
    const auto subject = notice.stage == FollowUpNotice::Stage::Overdue
                             ? QStringLiteral("Imaging follow-up is overdue: please look")
                         : notice.stage == FollowUpNotice::Stage::DueNow
                             ? QStringLiteral("Imaging follow-up is due and not booked")
                             : QStringLiteral("Imaging follow-up: reminder to book");
    return letter({subject, notice.noticeId, notice.at}, followUpBody(notice, settings), to, settings);
}

QByteArray weeklyMail(const QUuid& noticeId, UtcTime at, const QString& text, const QString& to,
                      const MailSettings& settings) {
    auto lines = text;
    lines.replace(QLatin1Char('\n'), QLatin1String("\r\n"));
    lines +=
        QStringLiteral("\r\nThis list is sent once a week. It names no patients; the alerts are found by\r\n"
                       "their reference on the board.\r\n");
    return letter({QStringLiteral("Imaging alerts that need a look: the weekly list"), noticeId, at}, lines,
                  to, settings);
}

QByteArray mailPayload(const QString& to, const QByteArray& letter) {
    return QJsonDocument(
               QJsonObject{{QStringLiteral("to"), to}, {QStringLiteral("letter"), QString::fromUtf8(letter)}})
        .toJson(QJsonDocument::Compact);
}

} // namespace vigil::notify
