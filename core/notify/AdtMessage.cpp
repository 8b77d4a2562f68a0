// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/AdtMessage.h"

#include <QRegularExpression>

#include <algorithm>

namespace vigil::notify {

namespace {

Error wrong(const char* what) {
    return {Error::Code::Invalid, QStringLiteral("The ADT message %1.").arg(QLatin1String(what)), {}};
}

/// One message cut into segments, fields, repetitions and components, by the separators that it names.
class Parts {
public:
    explicit Parts(QByteArray message) {
        message.replace("\r\n", "\r").replace('\n', '\r'); // some engines end segments with LF
        if (!message.startsWith("MSH") || message.size() < 9) return;
        m_field = message.at(3);
        m_component = message.at(4);
        m_repetition = message.at(5);
        m_escape = message.at(6);
        m_subcomponent = message.at(7);
        m_segments = message.split('\r');
    }

    [[nodiscard]] bool isHl7() const { return !m_segments.isEmpty(); }
    /// As it is written; of the first segment of that name. MSH counts its separator as its first field.
    [[nodiscard]] QByteArray raw(const char* segment, int number) const {
        for (const auto& each : m_segments) {
            const auto fields = each.split(m_field);
            if (fields.first() == segment) return fields.value(fields.first() == "MSH" ? number - 1 : number);
        }
        return {};
    }
    [[nodiscard]] QList<QByteArray> repetitions(const char* segment, int field) const {
        return raw(segment, field).split(m_repetition);
    }
    [[nodiscard]] QString component(const QByteArray& field, int number) const {
        return plain(field.split(m_component).value(number - 1).split(m_subcomponent).value(0));
    }
    [[nodiscard]] QString text(const char* segment, int field, int number = 1) const {
        return component(repetitions(segment, field).value(0), number);
    }

private:
    /// UTF-8 where it is that, else Latin-1 (MSH-18 is often left out), with the escapes of 2.7.1 undone.
    [[nodiscard]] QString plain(const QByteArray& bytes) const {
        auto text = QString::fromUtf8(bytes);
        if (text.contains(QChar::ReplacementCharacter)) text = QString::fromLatin1(bytes);
        const auto mark = QRegularExpression::escape(QString(QLatin1Char(m_escape)));
        const QRegularExpression escape(mark + QStringLiteral("([FSTRE])") + mark);
        QString result;
        qsizetype done = 0;
        for (auto all = escape.globalMatch(text); all.hasNext();) {
            const auto match = all.next();
            result += QStringView(text).mid(done, match.capturedStart() - done);
            result += QLatin1Char(meant(match.captured(1).at(0).toLatin1()));
            done = match.capturedEnd();
        }
        result += QStringView(text).mid(done);
        return result.simplified();
    }
    [[nodiscard]] char meant(char name) const {
        switch (name) {
        case 'F':
            return m_field;
        case 'S':
            return m_component;
        case 'T':
            return m_subcomponent;
        case 'R':
            return m_repetition;
        default:
            return m_escape;
        }
    }

    QList<QByteArray> m_segments;
    char m_field = '|', m_component = '^', m_repetition = '~', m_escape = '\\', m_subcomponent = '&';
};

AdtMessage::What whatOf(const QString& event) {
    static const QStringList places{QStringLiteral("A01"), QStringLiteral("A02"), QStringLiteral("A04"),
                                    QStringLiteral("A06"), QStringLiteral("A07"), QStringLiteral("A08"),
                                    QStringLiteral("A12"), QStringLiteral("A13")};
    if (event == QLatin1String("A03")) return AdtMessage::What::Discharged;
    return places.contains(event) ? AdtMessage::What::IsThere : AdtMessage::What::Other;
}

/// "20261130174500.123+0100"; the zone's clock without an offset.
std::optional<UtcTime> timeOf(const QString& text, const QTimeZone& zone) {
    static const QRegularExpression form(
        QStringLiteral("^(\\d{8})(\\d{4})(\\d{2})?(?:\\.\\d+)?(?:([+-])(\\d{2})(\\d{2}))?$"));
    const auto match = form.match(text);
    const auto date = QDate::fromString(match.captured(1), QStringLiteral("yyyyMMdd"));
    const auto seconds = match.captured(3).isEmpty() ? QStringLiteral("00") : match.captured(3);
    const auto time = QTime::fromString(match.captured(2) + seconds, QStringLiteral("hhmmss"));
    if (!match.hasMatch() || !date.isValid() || !time.isValid()) return std::nullopt;
    if (match.captured(4).isEmpty()) return fromDateTime(QDateTime(date, time, zone));
    const int offset = match.captured(5).toInt() * 3600 + match.captured(6).toInt() * 60;
    const int sign = match.captured(4) == QLatin1String("-") ? -1 : 1;
    return fromDateTime(QDateTime(date, time, Qt::OffsetFromUTC, sign * offset));
}

study::PatientKey patientOf(const Parts& parts, const QString& authority) {
    const auto numbers = parts.repetitions("PID", 3);
    const auto has = [&](int component, const QString& value) {
        return std::find_if(
            numbers.begin(), numbers.end(), [&parts, component, value](const QByteArray& each) {
                return parts.component(each, component).compare(value, Qt::CaseInsensitive) == 0;
            });
    };
    auto found = authority.isEmpty() ? has(5, QStringLiteral("MR")) : has(4, authority);
    if (found == numbers.end() && authority.isEmpty()) found = numbers.begin();
    if (found == numbers.end()) return {}; // a number of somebody else's must not name a patient
    // As the setting writes it, which is as the archive does.
    return {.issuer = authority.isEmpty() ? parts.component(*found, 4) : authority,
            .id = parts.component(*found, 1)};
}

/// Of a patient who lies here, or is in the emergency department: whoever comes to a clinic is there for an
/// hour. What often is said of visits that are over or to come says so itself.
bool isPresent(const Parts& parts, const QString& event) {
    const auto patientClass = parts.text("PV1", 2);
    const bool here = patientClass == QLatin1String("I") || patientClass == QLatin1String("E");
    const bool vague = event == QLatin1String("A04") || event == QLatin1String("A08");
    return here || (patientClass.isEmpty() && !vague);
}

/// A cancel names in EVN-6 when what it cancels had happened: it counts from when it was recorded.
std::optional<UtcTime> happenedAt(const Parts& parts, const QString& event, const QTimeZone& zone) {
    const bool cancels = event == QLatin1String("A12") || event == QLatin1String("A13");
    auto at = cancels ? std::nullopt : timeOf(parts.text("EVN", 6), zone);
    if (!at) at = timeOf(parts.text("EVN", 2), zone);
    if (!at) at = timeOf(parts.text("MSH", 7), zone);
    return at;
}

QString locationOf(const Parts& parts) {
    constexpr int pointOfCare = 1, room = 2, description = 9; // of PL
    for (const int each : {pointOfCare, description, room})
        if (const auto text = parts.text("PV1", 3, each); !text.isEmpty()) return text.left(200);
    return {};
}

QByteArray hl7Time(UtcTime time) {
    return toDateTime(time).toString(QStringLiteral("yyyyMMddhhmmss")).toLatin1() + "+0000";
}

} // namespace

Result<AdtMessage> readAdt(const QByteArray& message, const AdtReading& reading, UtcTime now) {
    const Parts parts(message);
    if (!parts.isHl7()) return wrong("is no HL7 message");
    if (parts.text("MSH", 9) != QLatin1String("ADT")) return wrong("is of another type");
    AdtMessage adt;
    adt.event = parts.text("MSH", 9, 2);
    if (adt.event.isEmpty()) adt.event = parts.text("EVN", 1);
    adt.what = whatOf(adt.event);
    adt.patient = patientOf(parts, reading.authority);
    adt.birthDate = QDate::fromString(parts.text("PID", 7).left(8), QStringLiteral("yyyyMMdd"));
    adt.location = locationOf(parts);
    // Everyday traffic that says nothing of where somebody is must not stop the line.
    const bool saysNothing = adt.patient.id.isEmpty() || !isPresent(parts, adt.event) ||
                             (adt.location.isEmpty() && adt.what == AdtMessage::What::IsThere);
    if (saysNothing) adt.what = AdtMessage::What::Other;
    adt.at = std::min(happenedAt(parts, adt.event, reading.zone).value_or(now), now);
    return adt;
}

QByteArray ackOf(const QByteArray& message, const Result<void>& taken, const QString& controlId,
                 UtcTime now) {
    const Parts parts(message);
    const auto raw = [&](int field) { return parts.raw("MSH", field); };
    const auto processing = parts.isHl7() && !raw(11).isEmpty() ? raw(11) : QByteArrayLiteral("P");
    const auto version = parts.isHl7() && !raw(12).isEmpty() ? raw(12) : QByteArrayLiteral("2.5.1");
    const auto separators = parts.isHl7() ? message.mid(3, 5) : QByteArrayLiteral("|^~\\&");
    const QByteArray field = separators.left(1);
    const auto trigger = parts.isHl7() ? parts.text("MSH", 9, 2).toLatin1() : QByteArray();
    // Who sent it is who gets it.
    const QByteArrayList header{"MSH" + separators,
                                raw(5),
                                raw(6),
                                raw(3),
                                raw(4),
                                hl7Time(now),
                                {},
                                trigger.isEmpty() ? QByteArrayLiteral("ACK")
                                                  : "ACK" + separators.mid(1, 1) + trigger,
                                controlId.toLatin1(),
                                processing,
                                version};
    const QByteArray code = taken ? "AA" : parts.isHl7() ? "AE" : "AR";
    auto answer = header.join(field) + '\r' + "MSA" + field + code + field + raw(10) + '\r';
    if (!taken) { // table 0357: 207 is an error of the application, 101 a required field
        const auto reason =
            taken.error().code == Error::Code::Invalid ? QByteArrayLiteral("101") : QByteArrayLiteral("207");
        answer += "ERR" + field + field + field + reason + field + "E\r";
    }
    return answer;
}

} // namespace vigil::notify
