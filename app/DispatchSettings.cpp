// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/DispatchSettings.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QUrl>

namespace vigil::app {

namespace {

constexpr int hl7Port = 2575;

/// One group of the file, read with words about what is wrong in it.
class Group {
public:
    Group(QSettings& ini, QString name) : m_ini(ini), m_name(std::move(name)) {}

    [[nodiscard]] QString text(const char* key, const QString& otherwise = {}) const {
        const auto value = m_ini.value(m_name + QLatin1Char('/') + QLatin1String(key));
        return value.isValid() ? value.toStringList().join(QLatin1Char(',')).trimmed() : otherwise;
    }
    [[nodiscard]] QString file(const char* key) const {
        const auto name = text(key);
        return name.isEmpty() ? name : QFileInfo(m_ini.fileName()).absoluteDir().absoluteFilePath(name);
    }
    [[nodiscard]] Result<int> number(const char* key, int otherwise, int least, int most) const {
        bool isNumber = false;
        const auto written = text(key, QString::number(otherwise));
        const int value = written.toInt(&isNumber);
        if (isNumber && value >= least && value <= most) return value;
        return wrong(
            key, QStringLiteral("is a number from %1 to %2, not \"%3\"").arg(least).arg(most).arg(written));
    }
    /// One of two words.
    [[nodiscard]] Result<bool> either(const char* key, const char* yes, const char* no,
                                      const char* otherwise) const {
        const auto word = text(key, QLatin1String(otherwise));
        if (word == QLatin1String(yes)) return true;
        if (word == QLatin1String(no)) return false;
        return wrong(
            key, QStringLiteral("is %1 or %2, not \"%3\"").arg(QLatin1String(yes), QLatin1String(no), word));
    }
    [[nodiscard]] Error wrong(const char* key, const QString& what) const {
        return {Error::Code::Invalid,
                QStringLiteral("vigil.ini, [%1] %2: %3").arg(m_name, QLatin1String(key), what),
                {}};
    }

private:
    QSettings& m_ini;
    QString m_name;
};

Result<notify::Hl7Peer> readHl7(QSettings& ini, const QString& name) {
    const Group group(ini, QStringLiteral("hl7/") + name);
    notify::Hl7Peer peer;
    peer.name = name;
    peer.host = group.text("host");
    if (peer.host.isEmpty()) return group.wrong("host", QStringLiteral("is missing"));
    VIGIL_TRY(const int port, group.number("port", hl7Port, 1, 65535));
    VIGIL_TRY(const bool tls, group.either("tls", "on", "off", "off"));
    VIGIL_TRY(const int connect, group.number("connectTimeoutSeconds", 10, 1, 600));
    VIGIL_TRY(const int answer, group.number("answerTimeoutSeconds", 30, 1, 600));
    peer.port = static_cast<quint16>(port);
    peer.tls = tls ? notify::Hl7Peer::Tls::On : notify::Hl7Peer::Tls::Off;
    peer.caCertificates = group.file("caCertificates");
    peer.connectTimeout = std::chrono::seconds(connect);
    peer.answerTimeout = std::chrono::seconds(answer);
    peer.names.sendingApplication = group.text("sendingApplication", peer.names.sendingApplication);
    peer.names.sendingFacility = group.text("sendingFacility");
    peer.names.receivingApplication = group.text("receivingApplication");
    peer.names.receivingFacility = group.text("receivingFacility");
    peer.names.processingId = group.text("processingId", peer.names.processingId);
    auto& agreed = peer.names.agreed;
    using Agreement = notify::Hl7Agreement;
    VIGIL_TRY(const bool deleted, group.either("withdrawn", "deleted", "wrong", "wrong"));
    VIGIL_TRY(const bool urgency, group.either("urgency", "on", "off", "off"));
    VIGIL_TRY(const bool ids, group.either("instanceIds", "on", "off", "off"));
    if (deleted) agreed.withdrawn = Agreement::Withdrawn::Deleted;
    if (urgency) agreed.urgency = Agreement::Urgency::InTq1;
    if (ids) agreed.instanceIds = Agreement::InstanceIds::InObx21;
    return peer;
}

Result<std::optional<notify::MailSettings>> readMail(QSettings& ini) {
    using Mail = notify::MailSettings;
    const Group group(ini, QStringLiteral("mail"));
    Mail mail;
    mail.url = group.text("url");
    if (mail.url.isEmpty()) return std::optional<Mail>();
    const QUrl url(mail.url);
    if ((url.scheme() != QLatin1String("smtp") && url.scheme() != QLatin1String("smtps")) ||
        url.host().isEmpty())
        return group.wrong("url", QStringLiteral("is smtp://host:25 or smtps://host:465"));
    if (!url.userInfo().isEmpty())
        return group.wrong(
            "url", QStringLiteral("holds a login; it belongs into the file that netrc names, never here"));
    mail.from = group.text("from");
    static const QRegularExpression address(QStringLiteral("^[^\\s@<>,;\"]+@[^\\s@<>,;\"]+$"));
    if (!address.match(mail.from).hasMatch())
        return group.wrong("from", QStringLiteral("is the mail address that alerts come from, alone, like "
                                                  "vigil@trust.example, without a name beside it"));
    VIGIL_TRY(const bool secure, group.either("security", "required", "off", "required"));
    VIGIL_TRY(const bool minimum, group.either("policy", "minimum", "reference", "reference"));
    mail.security = secure ? Mail::Security::Required : Mail::Security::Off;
    if (minimum && !secure)
        return group.wrong("policy", QStringLiteral("minimum names the patient and needs security=required"));
    mail.content = minimum ? Mail::Content::MinimumOverSecureMail : Mail::Content::ReferenceOnly;
    mail.telephone = group.text("telephone");
    mail.netrc = group.file("netrc");
    mail.caCertificates = group.file("caCertificates");
    VIGIL_TRY(const int deadline, group.number("timeoutSeconds", 60, 1, 600));
    mail.deadline = std::chrono::seconds(deadline);
    return std::optional<Mail>(mail);
}

Result<std::optional<AdtSettings>> readAdt(QSettings& ini) {
    const Group group(ini, QStringLiteral("adt"));
    AdtSettings adt;
    if (group.text("port").isEmpty()) return std::optional<AdtSettings>();
    VIGIL_TRY(const int port, group.number("port", 0, 0, 65535));
    adt.port = static_cast<quint16>(port);
    const auto address = group.text("address", QStringLiteral("127.0.0.1"));
    if (!adt.address.setAddress(address))
        return group.wrong("address",
                           QStringLiteral("is an address of this computer, not \"%1\"").arg(address));
    for (const auto& each : group.text("from").split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        QHostAddress from;
        if (!from.setAddress(each.trimmed()))
            return group.wrong("from",
                               QStringLiteral("names addresses that may connect, not \"%1\"").arg(each));
        adt.from << from;
    }
    if (!adt.address.isLoopback() && adt.from.isEmpty())
        return group.wrong("from",
                           QStringLiteral("is missing: who listens on the network names who may connect"));
    adt.authority = group.text("authority");
    return std::optional<AdtSettings>(adt);
}

} // namespace

Result<DispatchSettings> DispatchSettings::read(QSettings& ini) {
    DispatchSettings settings;
    QStringList names;
    for (const auto& key : ini.allKeys())
        if (key.startsWith(QLatin1String("hl7/")) && !names.contains(key.section(QLatin1Char('/'), 1, 1)))
            names << key.section(QLatin1Char('/'), 1, 1);
    for (const auto& name : names) {
        VIGIL_TRY(auto peer, readHl7(ini, name));
        settings.hl7 << peer;
    }
    VIGIL_TRY(settings.mail, readMail(ini));
    VIGIL_TRY(settings.adt, readAdt(ini));
    const Group group(ini, QStringLiteral("dispatch"));
    settings.addressBook = group.file("addresses");
    VIGIL_TRY(const int patience, group.number("patienceSeconds", 60, 5, 600));
    settings.patience = std::chrono::seconds(patience);
    const auto usual = static_cast<int>(dispatch::beatLasts.count());
    VIGIL_TRY(const int beat, group.number("beatSeconds", usual, 3, usual));
    settings.beatLasts = std::chrono::seconds(beat);
    const auto weekly = group.text("weekly");
    if (weekly.isEmpty()) {
        if (settings.mail) settings.weekly = dispatch::WeeklyTime{};
    } else if (weekly != QLatin1String("off")) {
        settings.weekly = dispatch::WeeklyTime::parse(weekly);
        if (!settings.weekly)
            return group.wrong("weekly", QStringLiteral("is a day and a time like Mon 08:00, or off"));
        if (!settings.mail) return group.wrong("weekly", QStringLiteral("goes by mail and needs [mail] url"));
    }
    return settings;
}

} // namespace vigil::app
