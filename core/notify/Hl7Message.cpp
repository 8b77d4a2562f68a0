// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Hl7Message.h"

#include "core/base/Ids.h"

#include <QCryptographicHash>
#include <QHash>

namespace vigil::notify {

namespace {

constexpr int longestControlId = 20;
const QString bar = QStringLiteral("|");

QString timeStamp(UtcTime time) {
    return toDateTime(time).toUTC().toString(QStringLiteral("yyyyMMddHHmmss")) + QStringLiteral("+0000");
}

/// Escapes what HL7 reserves; `lineEnd` stands for each line end.
QString written(const QString& text, const QString& lineEnd) {
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto c = text.at(i).unicode();
        switch (c) {
        case '|':
            out += QLatin1String("\\F\\");
            break;
        case '^':
            out += QLatin1String("\\S\\");
            break;
        case '&':
            out += QLatin1String("\\T\\");
            break;
        case '~':
            out += QLatin1String("\\R\\");
            break;
        case '\\':
            out += QLatin1String("\\E\\");
            break;
        case '\r':
            if (i + 1 < text.size() && text.at(i + 1) == QLatin1Char('\n')) ++i;
            out += lineEnd;
            break;
        case '\n':
        case 0x2028: // the two line ends of Unicode
        case 0x2029:
            out += lineEnd;
            break;
        default:
            if (c < 0x20 || c == 0x7f)
                out += QStringLiteral("\\X%1\\").arg(c, 2, 16, QLatin1Char('0')).toUpper();
            else
                out += text.at(i);
        }
    }
    return out;
}

QStringList nameParts(const QString& dicomName) {
    QString group;
    for (const auto& each : dicomName.split(QLatin1Char('=')))
        if (group.isEmpty()) group = each;
    QStringList parts;
    for (const auto& part : group.split(QLatin1Char('^')))
        parts << hl7Escaped(part.trimmed());
    while (parts.size() < 5)
        parts << QString();
    return parts;
}

/// Family, given, middle, suffix, prefix: DICOM has the last two the other way round.
QString personName(const QString& dicomName, const QString& separator) {
    const auto parts = nameParts(dicomName);
    auto name = QStringList{parts.at(0), parts.at(1), parts.at(2), parts.at(4), parts.at(3)};
    while (!name.isEmpty() && name.last().isEmpty())
        name.removeLast();
    return name.join(separator);
}

QString codedElement(const study::Code& code) {
    return QStringLiteral("%1^%2^%3")
        .arg(hl7Escaped(code.value), hl7Escaped(code.meaning), hl7Escaped(code.scheme));
}

/// A segment of which only some fields are set.
class Segment {
public:
    explicit Segment(const char* name) : m_fields{QString::fromLatin1(name)} {}
    Segment& set(int field, const QString& value) {
        while (m_fields.size() <= field)
            m_fields << QString();
        m_fields[field] = value;
        return *this;
    }
    [[nodiscard]] QString text() const { return m_fields.join(bar) + QLatin1Char('\r'); }

private:
    QStringList m_fields;
};

Segment header(const AlertNotice& notice, const Hl7Names& names) {
    // The field separator itself is MSH-1, so that the n-th place here is MSH-(n+1).
    Segment segment("MSH");
    segment.set(1, QStringLiteral("^~\\&"))
        .set(2, hl7Escaped(names.sendingApplication))
        .set(3, hl7Escaped(names.sendingFacility))
        .set(4, hl7Escaped(names.receivingApplication))
        .set(5, hl7Escaped(names.receivingFacility))
        .set(6, timeStamp(notice.at));
    if (notice.restricted == AlertNotice::Restricted::Yes) segment.set(7, QStringLiteral("R")); // table 0177
    return segment.set(8, QStringLiteral("ORU^R01^ORU_R01"))
        .set(9, controlIdOf(notice.noticeId))
        .set(10, hl7Escaped(names.processingId))
        .set(11, QStringLiteral("2.5.1"))
        .set(17, QStringLiteral("UNICODE UTF-8"));
}

Segment patient(const AlertNotice& notice) {
    const auto& who = notice.finding.patient;
    return Segment("PID")
        .set(1, QStringLiteral("1"))
        .set(3, QStringLiteral("%1^^^%2^MR").arg(hl7Escaped(who.key.id), hl7Escaped(who.key.issuer)))
        .set(5, personName(who.name, QStringLiteral("^")))
        .set(7, who.birthDate.isValid() ? who.birthDate.toString(QStringLiteral("yyyyMMdd")) : QString())
        .set(8, hl7Escaped(who.sex));
}

/// Table 0123. An alert goes out before its report is final.
QString resultStatus(const AlertNotice& notice) {
    return notice.correction ? QStringLiteral("C") : QStringLiteral("P");
}

Segment request(const AlertNotice& notice) {
    const auto procedure = notice.finding.procedures.value(0);
    const auto service =
        procedure.code.isEmpty()
            ? QStringLiteral("^%1").arg(hl7Escaped(procedure.description.isEmpty() ? QStringLiteral("Imaging")
                                                                                   : procedure.description))
            : codedElement(procedure.code);
    const auto filler = procedure.accessionNumber.isEmpty() ? notice.alertId : procedure.accessionNumber;
    return Segment("OBR")
        .set(1, QStringLiteral("1"))
        .set(2, hl7Escaped(procedure.placerOrderNumber))
        .set(3, procedure.accessionIssuer.isEmpty()
                    ? hl7Escaped(filler)
                    : QStringLiteral("%1^%2").arg(hl7Escaped(filler), hl7Escaped(procedure.accessionIssuer)))
        .set(4, service)
        .set(7, timeStamp(notice.raisedAt))
        .set(22, timeStamp(notice.correction ? notice.correction->at : notice.raisedAt))
        .set(24, QStringLiteral("RAD"))
        .set(25, resultStatus(notice))
        .set(28, notice.to.name.isEmpty()
                     ? QString()
                     : QStringLiteral("^") + personName(notice.to.name, QStringLiteral("^")))
        .set(32, notice.raisedBy.name.isEmpty()
                     ? QString()
                     : QStringLiteral("&") + personName(notice.raisedBy.name, QStringLiteral("&")));
}

/// TQ1 follows OBR; its ninth field is a code of table 0485.
QString urgency(const AlertNotice& notice, const Hl7Agreement& agreed) {
    if (agreed.urgency == Hl7Agreement::Urgency::Untold) return {};
    const auto code = notice.isOver() || !notice.category.actionable ? QStringLiteral("R^Routine^HL70485")
                      : notice.category.rank == 0                    ? QStringLiteral("S^Stat^HL70485")
                                                                     : QStringLiteral("A^ASAP^HL70485");
    return Segment("TQ1").set(1, QStringLiteral("1")).set(9, code).text();
}

/// One OBX, but for its number.
struct Observation {
    const char* type;
    QString what;
    QString value;
    QString flag{};              ///< OBX-8
    QString status{};            ///< OBX-11; empty: as the message
    QString subId{};             ///< added to that of the alert
    std::optional<UtcTime> at{}; ///< OBX-14; nothing: when the alert was raised
};

/// The observations of one message, numbered as they come.
class Observations {
public:
    Observations(const AlertNotice& notice, const Hl7Agreement& agreed) : m_notice(notice), m_agreed(agreed) {
        m_status = notice.isOver() ? gone() : resultStatus(notice);
    }
    void add(const Observation& each) {
        if (each.value.isEmpty()) return;
        auto segment = Segment("OBX");
        segment.set(1, QString::number(++m_count))
            .set(2, QString::fromLatin1(each.type))
            .set(3, each.what)
            .set(4, observationSubId(m_notice.alertId) + each.subId)
            .set(5, each.value)
            .set(8, m_notice.isOver() ? QString() : each.flag)
            .set(11, each.status.isEmpty() ? m_status : each.status)
            .set(14, timeStamp(each.at.value_or(m_notice.raisedAt)));
        if (!each.at && !m_notice.raisedBy.name.isEmpty()) // what has a time of its own is not the reader's
            segment.set(16, QStringLiteral("^") + personName(m_notice.raisedBy.name, QStringLiteral("^")));
        if (m_agreed.instanceIds == Hl7Agreement::InstanceIds::InObx21 && each.what == findings &&
            !QUuid(m_notice.alertId).isNull())
            segment.set(21, QStringLiteral("%1^^%1^ISO").arg(dicomUid(QUuid(m_notice.alertId))));
        m_text += segment.text();
    }
    /// The same, but that a correction takes back what there is no value of any more (HL7's null).
    void addOrDelete(Observation each) {
        if (each.value.isEmpty() && m_notice.correction) {
            each.value = QStringLiteral("\"\"");
            each.status = QStringLiteral("D");
        }
        add(each);
    }
    [[nodiscard]] const QString& text() const { return m_text; }

    inline static const QString findings = QStringLiteral("59776-5^Findings^LN");

private:
    /// Table 0085.
    [[nodiscard]] QString gone() const {
        return m_agreed.withdrawn == Hl7Agreement::Withdrawn::Deleted ? QStringLiteral("D")
                                                                      : QStringLiteral("W");
    }

    const AlertNotice& m_notice;
    const Hl7Agreement& m_agreed;
    QString m_status;
    QString m_text;
    int m_count = 0;
};

/// Who does not look at OBX-11 reads it all the same.
QString findingText(const AlertNotice& notice) {
    const auto& finding = notice.finding;
    // The first observation is the finding whatever was entered: a correction has to meet it.
    const auto label = notice.findingLabel.isEmpty() ? notice.category.label : notice.findingLabel;
    const bool restricted = notice.restricted == AlertNotice::Restricted::Yes;
    auto text = restricted ? QStringLiteral("Restricted finding. Telephone the reporting radiologist.")
                : finding.text.isEmpty() ? label
                                         : finding.text;
    // Site and side stand in the text as well, because a receiver shows this observation before any other.
    if (const auto place = placeWords(finding); !restricted && !place.isEmpty())
        text += QStringLiteral("\nWhere: ") + place;
    if (!notice.isOver()) return text;
    return QStringLiteral("%1: nobody has to act on this. It said: %2")
        .arg(notice.correction->what == alert::AlertChange::What::Withdrawn ? QStringLiteral("WITHDRAWN")
                                                                            : QStringLiteral("REPLACED"),
             text);
}

/// The recipient stands in the text, because PRT belongs to version 2.7.
void addCommunications(const AlertNotice& notice, Observations& all) {
    int number = 0;
    for (const auto& call : notice.communications) {
        ++number;
        const auto text =
            QStringLiteral("%1, %2, %3")
                .arg(partyWords({call.name, call.role}),
                     call.method.isEmpty() ? QStringLiteral("in person") : call.method,
                     call.readBack ? QStringLiteral("read back") : QStringLiteral("not read back"));
        all.add({.type = "FT",
                 .what = QStringLiteral("73568-8^Communication of Critical Results^LN"),
                 .value = hl7Formatted(text),
                 .status = QStringLiteral("F"),
                 .subId = QStringLiteral(".%1").arg(number),
                 .at = call.at});
    }
}

QString observations(const AlertNotice& notice, const Hl7Agreement& agreed) {
    const bool restricted = notice.restricted == AlertNotice::Restricted::Yes;
    const auto& finding = notice.finding;
    const auto& category = notice.category;
    // Table 0078: AA, very abnormal, analogous to panic limits.
    const auto panic = QStringLiteral("AA");
    Observations all(notice, agreed);
    all.add({"FT", Observations::findings, hl7Formatted(findingText(notice)), panic});
    all.addOrDelete({"CWE", QStringLiteral("ALERT-CATEGORY^Actionable finding category^L"),
                     category.radlex.isEmpty() ? QString() : codedElement(category.radlex), panic});
    all.addOrDelete(
        {"CWE", QStringLiteral("ALERT-CODE^Alert text code^L"),
         category.textCode.isEmpty()
             ? QString()
             : QStringLiteral("%1^%2^L").arg(hl7Escaped(category.textCode), hl7Escaped(category.label))});
    if (!restricted) {
        all.add({"ST", QStringLiteral("ALERT-SITE^Site and side of the finding^L"),
                 hl7Escaped(placeWords(finding))});
        all.add(
            {"FT", QStringLiteral("18783-1^Recommendations^LN"), hl7Formatted(finding.recommendedAction)});
        all.add(
            {"DT", QStringLiteral("ALERT-DUE^Recommended action due by^L"),
             finding.dueDate.isValid() ? finding.dueDate.toString(QStringLiteral("yyyyMMdd")) : QString()});
    }
    QStringList others;
    for (const auto& procedure : finding.procedures.mid(1))
        if (!procedure.accessionNumber.isEmpty()) others << hl7Escaped(procedure.accessionNumber);
    all.add({"ST", QStringLiteral("ALERT-ACCESSIONS^Further accession numbers^L"),
             others.join(QStringLiteral(", "))});
    all.add({"ST", QStringLiteral("ALERT-ID^Alert identifier^L"), hl7Escaped(notice.alertId)});
    all.add({"ST", QStringLiteral("ALERT-TO^Alert addressed to^L"), hl7Escaped(partyWords(notice.to))});
    if (notice.copy)
        all.add({"ST", QStringLiteral("ALERT-COPY^For information, asked to act is^L"),
                 hl7Escaped(partyWords(notice.owner))});
    all.add({"NM", QStringLiteral("ALERT-RUNG^Rung of the ladder^L"), QString::number(notice.rung)});
    all.addOrDelete({"TS", QStringLiteral("ALERT-BY^To be acknowledged by^L"),
                     notice.acknowledgeBy ? timeStamp(*notice.acknowledgeBy) : QString()});
    if (notice.correction)
        all.add({.type = "FT",
                 .what = QStringLiteral("ALERT-CHANGE^Change of the alert^L"),
                 .value = hl7Formatted(changeWords(*notice.correction, category.label)),
                 .status = QStringLiteral("F"),
                 .at = notice.correction->at});
    addCommunications(notice, all);
    return all.text();
}

const QHash<QString, QString>& errorMeanings() {
    static const QHash<QString, QString> meanings{
        {QStringLiteral("100"), QStringLiteral("segment sequence error")},
        {QStringLiteral("101"), QStringLiteral("a required field is missing")},
        {QStringLiteral("102"), QStringLiteral("data type error")},
        {QStringLiteral("103"), QStringLiteral("a table value was not found")},
        {QStringLiteral("200"), QStringLiteral("message type not supported")},
        {QStringLiteral("201"), QStringLiteral("event code not supported")},
        {QStringLiteral("202"), QStringLiteral("processing id not supported")},
        {QStringLiteral("203"), QStringLiteral("version not supported")},
        {QStringLiteral("204"), QStringLiteral("patient or order unknown there")},
        {QStringLiteral("205"), QStringLiteral("duplicate key")},
        {QStringLiteral("206"), QStringLiteral("record locked")},
        {QStringLiteral("207"), QStringLiteral("internal error")}};
    return meanings;
}

} // namespace

QString controlIdOf(const QUuid& noticeId) {
    const auto hash = QCryptographicHash::hash(noticeId.toRfc4122(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(longestControlId).toUpper());
}

QString hl7Escaped(const QString& text) {
    return written(text, QStringLiteral(" "));
}

QString hl7Formatted(const QString& text) {
    return written(text, QStringLiteral("\\.br\\"));
}

QString observationSubId(const QString& alertId) {
    constexpr int digits = 12; // leaves room for the number of a communication
    const auto hash = QCryptographicHash::hash(alertId.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(digits).toUpper());
}

QByteArray hl7AlertMessage(const AlertNotice& notice, const Hl7Names& names) {
    return (header(notice, names).text() + patient(notice).text() + request(notice).text() +
            urgency(notice, names.agreed) + observations(notice, names.agreed))
        .toUtf8();
}

QByteArray hl7FollowUpMessage(const FollowUpNotice& notice, const Hl7Names& names) {
    const auto& asked = notice.followUp;
    AlertNotice envelope;
    envelope.noticeId = notice.noticeId;
    envelope.alertId = notice.followUpId;
    envelope.at = notice.at;
    envelope.to = notice.to;
    envelope.finding.patient = asked.patient;
    envelope.finding.procedures = asked.procedures;
    envelope.raisedBy = notice.recommendedBy;
    envelope.raisedAt = notice.recommendedAt;
    Observations all(envelope, names.agreed);
    all.add({"FT", QStringLiteral("18783-1^Recommendations^LN"),
             hl7Formatted(QStringLiteral("%1 %2: %3").arg(asked.modality, asked.bodyPart, asked.reason))});
    all.add({"DT", QStringLiteral("FOLLOWUP-DUE^Follow-up due by^L"),
             asked.dueDate.toString(QStringLiteral("yyyyMMdd"))});
    all.add({"ST", QStringLiteral("FOLLOWUP-STAGE^Stage of the follow-up^L"), toText(notice.stage)});
    all.add({"ST", QStringLiteral("FOLLOWUP-ID^Follow-up identifier^L"), hl7Escaped(notice.followUpId)});
    all.add({"ST", QStringLiteral("FOLLOWUP-TO^Addressed to^L"), hl7Escaped(partyWords(notice.to))});
    return (header(envelope, names).text() + patient(envelope).text() + request(envelope).text() + all.text())
        .toUtf8();
}

bool Hl7Ack::isPassing() const {
    return errorCode == QLatin1String("206") || errorCode == QLatin1String("207");
}

QString Hl7Ack::meaning() const {
    if (answer == Answer::Accepted) return QStringLiteral("received");
    const auto word = answer == Answer::Error ? QStringLiteral("answered with an error (AE)")
                                              : QStringLiteral("rejected it (AR)");
    if (errorCode.isEmpty()) return word;
    return QStringLiteral("%1: %2").arg(
        word, errorMeanings().value(errorCode, QStringLiteral("code %1").arg(errorCode)));
}

std::optional<Hl7Ack> readAck(const QByteArray& message) {
    constexpr qsizetype longestCode = 8;
    if (!message.startsWith("MSH") || message.size() < 8) return std::nullopt;
    const char field = message.at(3);
    const char component = message.at(4);
    std::optional<Hl7Ack> ack;
    QString errorCode;
    // Some engines end segments with LF, against the standard.
    auto text = message;
    text.replace('\n', '\r');
    for (const auto& segment : text.split('\r')) {
        const auto fields = segment.split(field);
        if (fields.first() == "MSA") {
            const auto code = fields.value(1).trimmed();
            if (code.size() != 2) return std::nullopt;
            ack = Hl7Ack{code.endsWith('A')   ? Hl7Ack::Answer::Accepted
                         : code.endsWith('E') ? Hl7Ack::Answer::Error
                                              : Hl7Ack::Answer::Rejected,
                         QString::fromUtf8(fields.value(2)).trimmed(),
                         {}};
        } else if (fields.first() == "ERR" && errorCode.isEmpty()) {
            errorCode = QString::fromLatin1(fields.value(3).split(component).value(0)).trimmed();
        }
    }
    // A code of the table; anything longer is a text of theirs.
    if (ack && errorCode.size() <= longestCode) ack->errorCode = errorCode;
    return ack;
}

} // namespace vigil::notify
