// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Settings.h"

#include "core/sync/PgAddress.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QSettings>
#include <QStandardPaths>
#include <QSysInfo>
#include <QUrl>

#include <algorithm>

namespace vigil::app {

namespace {

constexpr int longestAeTitle = 16; // PS3.5 6.2, VR AE
constexpr int mostAssociations = 8;
constexpr int mostRetrieves = 16;

Error invalid(const QString& group, const QString& key, const QString& what) {
    return {Error::Code::Invalid, QStringLiteral("vigil.ini, [%1] %2: %3").arg(group, key, what), {}};
}

/// QSettings makes a list of a value with commas; the text as written is wanted.
QString textOf(const QSettings& ini, const QString& key, const QString& otherwise = {}) {
    const auto value = ini.value(key);
    if (!value.isValid()) return otherwise;
    return value.toStringList().join(QLatin1Char(',')).trimmed();
}

Result<quint16> portOf(const QSettings& ini, const QString& group, const QString& key, int otherwise) {
    bool number = false;
    const auto text = textOf(ini, key, QString::number(otherwise));
    const int port = text.toInt(&number);
    if (!number || port < 0 || port > 65535)
        return invalid(group, key,
                       QStringLiteral("a port is a number from 0 to 65535, not \"%1\"").arg(text));
    return static_cast<quint16>(port);
}

/// How long to wait for a peer, read in the section that `ini` is in.
Result<std::chrono::seconds> secondsOf(const QSettings& ini, const QString& group, const QString& key,
                                       std::chrono::seconds otherwise) {
    constexpr int most = 3600;
    bool number = false;
    const auto text = textOf(ini, key, QString::number(otherwise.count()));
    const int seconds = text.toInt(&number);
    if (!number || seconds < 1 || seconds > most)
        return invalid(group, key,
                       QStringLiteral("is a number of seconds from 1 to %1, not \"%2\"").arg(most).arg(text));
    return std::chrono::seconds(seconds);
}

/// A whole number between two bounds.
Result<int> numberOf(const QSettings& ini, const QString& group, const QString& key, int otherwise, int least,
                     int most) {
    bool number = false;
    const auto text = textOf(ini, group + QLatin1Char('/') + key, QString::number(otherwise));
    const int value = text.toInt(&number);
    if (!number || value < least || value > most)
        return invalid(
            group, key,
            QStringLiteral("is a number from %1 to %2, not \"%3\"").arg(least).arg(most).arg(text));
    return value;
}

Result<QString> aeTitleOf(const QString& text, const QString& group) {
    if (text.isEmpty()) return invalid(group, QStringLiteral("aeTitle"), QStringLiteral("is missing"));
    if (text.size() > longestAeTitle || text.contains(QLatin1Char('\\')))
        return invalid(group, QStringLiteral("aeTitle"),
                       QStringLiteral("an AE title has at most 16 characters and no backslash"));
    return text;
}

Result<study::PacsPeer::Tls> tlsOf(const QString& text, const QString& group) {
    if (text == QLatin1String("on")) return study::PacsPeer::Tls::On;
    if (text == QLatin1String("off")) return study::PacsPeer::Tls::Off;
    return invalid(group, QStringLiteral("tls"), QStringLiteral("is on or off, not \"%1\"").arg(text));
}

Result<study::PacsPeer::Method> methodOf(const QString& text, const QString& group) {
    using Method = study::PacsPeer::Method;
    if (text == QLatin1String("auto")) return Method::Auto;
    if (text == QLatin1String("move")) return Method::Move;
    if (text == QLatin1String("get")) return Method::Get;
    return invalid(group, QStringLiteral("method"),
                   QStringLiteral("is auto, move or get, not \"%1\"").arg(text));
}

/// The certificate that [pacs/NAME] callerCertificate= means, in the words of PacsPeer.
Result<QString> certificateOf(const QString& text, const QString& group, const QString& host) {
    const QString prefix = QStringLiteral("sha256:");
    if (text.isEmpty() || text == QLatin1String("any")) return QString();
    if (text == QLatin1String("host")) return host;
    if (text.startsWith(prefix, Qt::CaseInsensitive)) {
        constexpr qsizetype bytes = 32;
        // As OpenSSL prints it, with colons, or without.
        const auto hex = text.mid(prefix.size()).remove(QLatin1Char(':')).toLower().toLatin1();
        if (QByteArray::fromHex(hex).toHex() == hex && hex.size() == 2 * bytes)
            return prefix + QString::fromLatin1(hex);
    } else if (!QUrl::toAce(text).isEmpty() || !QHostAddress(text).isNull()) {
        return text;
    }
    return invalid(group, QStringLiteral("callerCertificate"),
                   QStringLiteral("is any, host, a name or address that the certificate was made for, or "
                                  "\"sha256:\" and 64 hex digits; not \"%1\"")
                       .arg(text));
}

/// Where the set-up doctor may ask an Orthanc.
Result<QString> restOf(const QString& text, const QString& group) {
    if (text.isEmpty()) return text;
    const QUrl url(text);
    const bool isWeb = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!isWeb || url.host().isEmpty() || url.hasQuery() || url.hasFragment())
        return invalid(group, QStringLiteral("rest"), QStringLiteral("is http://host:8042 or https://host"));
    if (!url.userInfo().isEmpty())
        return invalid(
            group, QStringLiteral("rest"),
            QStringLiteral("holds a login; logins belong into the file that restLogin names, never "
                           "here"));
    auto address = url.toString(QUrl::FullyEncoded);
    while (address.endsWith(QLatin1Char('/')))
        address.chop(1);
    return address;
}

/// A DICOM node of [pacs/NAME] or [orders/NAME].
Result<study::PacsPeer> readPeer(QSettings& ini, const QString& kind, const QString& name) {
    const auto group = kind + name;
    ini.beginGroup(group);
    study::PacsPeer peer;
    peer.name = name;
    peer.host = textOf(ini, QStringLiteral("host"));
    const auto title = textOf(ini, QStringLiteral("aeTitle"));
    const auto port = portOf(ini, group, QStringLiteral("port"), 104);
    const auto method = textOf(ini, QStringLiteral("method"), QStringLiteral("auto"));
    const auto tls = textOf(ini, QStringLiteral("tls"), QStringLiteral("off"));
    peer.charset = textOf(ini, QStringLiteral("charset"), QStringLiteral("ISO_IR 100"));
    const auto silence = secondsOf(ini, group, QStringLiteral("silenceTimeoutSeconds"), peer.silenceTimeout);
    const auto connect = secondsOf(ini, group, QStringLiteral("connectTimeoutSeconds"), peer.connectTimeout);
    bool number = false;
    peer.associations = ini.value(QStringLiteral("associations"), 0).toInt(&number);
    const auto caller = textOf(ini, QStringLiteral("callerCertificate"));
    const auto rest = textOf(ini, QStringLiteral("rest"));
    const auto login = textOf(ini, QStringLiteral("restLogin"));
    ini.endGroup();
    if (!number || peer.associations < 0 || peer.associations > mostAssociations)
        return invalid(group, QStringLiteral("associations"),
                       QStringLiteral("is a number from 0 (as many as help) to %1").arg(mostAssociations));
    VIGIL_TRY(peer.retrieves, numberOf(ini, group, QStringLiteral("retrieves"), 0, 0, mostRetrieves));
    VIGIL_TRY(peer.silenceTimeout, silence);
    VIGIL_TRY(peer.connectTimeout, connect);
    VIGIL_TRY(peer.aeTitle, aeTitleOf(title, group));
    VIGIL_TRY(peer.port, port);
    if (peer.host.isEmpty()) return invalid(group, QStringLiteral("host"), QStringLiteral("is missing"));
    VIGIL_TRY(peer.method, methodOf(method, group));
    VIGIL_TRY(peer.tls, tlsOf(tls, group));
    VIGIL_TRY(peer.callerCertificate, certificateOf(caller, group, peer.host));
    VIGIL_TRY(peer.rest, restOf(rest, group));
    if (!login.isEmpty()) peer.restLogin = QFileInfo(ini.fileName()).absoluteDir().absoluteFilePath(login);
    return peer;
}

Result<DepartmentSettings> readDepartment(QSettings& ini, const QString& name) {
    const auto group = QStringLiteral("department/") + name;
    ini.beginGroup(group);
    DepartmentSettings department{name, textOf(ini, QStringLiteral("url"), QStringLiteral("embedded"))};
    const auto certificates = textOf(ini, QStringLiteral("caCertificates"));
    ini.endGroup();
    if (department.isEmbedded()) return department;
    const QUrl url(department.url);
    if (url.scheme() != QLatin1String("postgresql") && url.scheme() != QLatin1String("postgres"))
        return invalid(group, QStringLiteral("url"),
                       QStringLiteral("is \"embedded\" or postgresql://host:5432/vigil"));
    if (!url.password().isEmpty())
        return invalid(group, QStringLiteral("url"),
                       QStringLiteral("holds a password; passwords belong into .pgpass, never here"));
    if (!certificates.isEmpty())
        department.url = sync::withCertificates(
            department.url, QFileInfo(ini.fileName()).absoluteDir().absoluteFilePath(certificates));
    if (const auto address = sync::PgAddress::read(department.url, {}); !address)
        return invalid(group, QStringLiteral("url"), address.error().message);
    return department;
}

/// childGroups() of Qt 6.4 does not see sections that have not been parsed yet; allKeys() parses them all.
QStringList namesBelow(const QSettings& ini, const QString& prefix) {
    QStringList names;
    for (const auto& key : ini.allKeys())
        if (key.startsWith(prefix) && !names.contains(key.section(QLatin1Char('/'), 1, 1)))
            names << key.section(QLatin1Char('/'), 1, 1);
    return names;
}

Result<void> readPeers(QSettings& ini, const QString& kind, const study::LocalNode& local,
                       QList<study::PacsPeer>& peers) {
    for (const auto& name : namesBelow(ini, kind)) {
        VIGIL_TRY(auto peer, readPeer(ini, kind, name));
        if (peer.aeTitle == local.aeTitle)
            return invalid(
                QStringLiteral("local"), QStringLiteral("aeTitle"),
                QStringLiteral("is the same as that of [%1%2]; each node needs its own").arg(kind, name));
        peers << peer;
    }
    return {};
}

/// What the listener lets in, and how much.
Result<void> readDoor(const QSettings& ini, study::LocalNode& local) {
    constexpr int mebibyte = 1024 * 1024;
    constexpr int day = 86400;
    const auto group = QStringLiteral("local");
    auto& limits = local.limits;
    VIGIL_TRY(limits.associations,
              numberOf(ini, group, QStringLiteral("maxAssociations"), limits.associations, 1, 256));
    VIGIL_TRY(limits.associationsPerAddress, numberOf(ini, group, QStringLiteral("maxAssociationsPerAddress"),
                                                      limits.associationsPerAddress, 1, 256));
    VIGIL_TRY(const int idle, numberOf(ini, group, QStringLiteral("idleTimeoutSeconds"),
                                       static_cast<int>(limits.idleTimeout.count()), 1, day));
    VIGIL_TRY(const int mebibytes, numberOf(ini, group, QStringLiteral("maxObjectMiB"),
                                            static_cast<int>(limits.objectBytes / mebibyte), 1, mebibyte));
    VIGIL_TRY(const int pdu,
              numberOf(ini, group, QStringLiteral("maxPduKiB"), limits.pduBytes / 1024, 4, 128));
    limits.idleTimeout = std::chrono::seconds(idle);
    limits.objectBytes = static_cast<qint64>(mebibytes) * mebibyte;
    limits.pduBytes = pdu * 1024;
    const auto pushed = textOf(ini, QStringLiteral("local/allowUnsolicited"), QStringLiteral("no"));
    if (pushed != QLatin1String("yes") && pushed != QLatin1String("no"))
        return invalid(QStringLiteral("local"), QStringLiteral("allowUnsolicited"),
                       QStringLiteral("is yes or no, not \"%1\"").arg(pushed));
    local.unsolicited = pushed == QLatin1String("yes") ? study::LocalNode::Unsolicited::Accept
                                                       : study::LocalNode::Unsolicited::Refuse;
    return {};
}

/// What a PACS sends by C-MOVE comes in through the listener: a limit there that is lower would refuse it,
/// and images would be missing for no reason that anybody sees.
Result<void> checkRetrieves(const Settings& settings) {
    const auto& limits = settings.local.limits;
    const int most = std::min(limits.associations, limits.associationsPerAddress);
    for (const auto& peer : settings.pacs) {
        const int connections = peer.retrieves * std::max(1, peer.associations);
        if (peer.method == study::PacsPeer::Method::Get || connections <= most) continue;
        return invalid(QStringLiteral("pacs/") + peer.name, QStringLiteral("retrieves"),
                       QStringLiteral("asks for up to %1 connections at once (retrieves times associations), "
                                      "but this computer lets in %2: lower it, or raise maxAssociations and "
                                      "maxAssociationsPerAddress in [local]")
                           .arg(connections)
                           .arg(most));
    }
    return {};
}

/// The files are read when a connection needs them; here is only checked that all that is needed is named.
Result<void> checkTls(const Settings& settings) {
    const auto& local = settings.local;
    const auto& files = local.tlsFiles;
    const auto group = QStringLiteral("local");
    const bool listens = local.tls == study::PacsPeer::Tls::On;
    bool calls = false;
    for (const auto& peer : settings.pacs + settings.orders)
        calls = calls || peer.tls == study::PacsPeer::Tls::On;
    if (files.certificate.isEmpty() && (listens || !files.privateKey.isEmpty()))
        return invalid(group, QStringLiteral("certificate"),
                       QStringLiteral("is missing: the file with this computer's TLS certificate (PEM)"));
    if (files.privateKey.isEmpty() && !files.certificate.isEmpty())
        return invalid(group, QStringLiteral("privateKey"),
                       QStringLiteral("is missing: the file with the key of the certificate (PEM)"));
    if (files.caCertificates.isEmpty() && (listens || calls))
        return invalid(group, QStringLiteral("caCertificates"),
                       QStringLiteral("is missing: with tls=on it names the file or folder of the "
                                      "certificates that vouch for the PACS (PEM)"));
    for (const auto& peer : settings.pacs)
        if (settings.listen && !listens && !peer.callerCertificate.isEmpty())
            return invalid(QStringLiteral("pacs/") + peer.name, QStringLiteral("callerCertificate"),
                           QStringLiteral("needs tls=on in [local]: only then callers show a certificate"));
    // It would send images to us as plainly as it is asked not to.
    for (const auto& peer : settings.pacs)
        if (settings.listen && !listens && peer.tls == study::PacsPeer::Tls::On &&
            peer.method != study::PacsPeer::Method::Get)
            return invalid(
                group, QStringLiteral("tls"),
                QStringLiteral("is off, but [pacs/%1] has tls=on: what it sends by C-MOVE would come "
                               "unencrypted. Set tls=on in [local] too, or method=get in [pacs/%1]")
                    .arg(peer.name));
    return {};
}

Result<void> readLocal(QSettings& ini, Settings& settings) {
    ini.beginGroup(QStringLiteral("local"));
    const auto title = textOf(ini, QStringLiteral("aeTitle"));
    const auto port = portOf(ini, QStringLiteral("local"), QStringLiteral("port"), 11112);
    settings.local.bindAddress = textOf(ini, QStringLiteral("bindAddress"), settings.local.bindAddress);
    settings.cacheLimitGiB = ini.value(QStringLiteral("cacheLimitGiB"), 50).toInt();
    settings.listen = ini.value(QStringLiteral("listen"), true).toBool();
    const auto tls = textOf(ini, QStringLiteral("tls"), QStringLiteral("off"));
    const QDir beside = QFileInfo(ini.fileName()).absoluteDir();
    const auto fileOf = [&](const QString& key) {
        const auto name = textOf(ini, key);
        return name.isEmpty() ? name : beside.absoluteFilePath(name);
    };
    settings.local.tlsFiles = {fileOf(QStringLiteral("certificate")), fileOf(QStringLiteral("privateKey")),
                               fileOf(QStringLiteral("caCertificates"))};
    ini.endGroup();
    settings.aeTitleChosen = !title.isEmpty();
    VIGIL_TRY(settings.local.tls, tlsOf(tls, QStringLiteral("local")));
    VIGIL_CHECK(readDoor(ini, settings.local));
    VIGIL_TRY(settings.local.port, port);
    VIGIL_TRY(settings.local.aeTitle,
              aeTitleOf(title.isEmpty() ? defaultAeTitle(QSysInfo::machineHostName()) : title,
                        QStringLiteral("local")));
    return {};
}

Result<int> countOf(const QSettings& ini, const QString& group, const QString& key, int otherwise) {
    bool number = false;
    const auto text = textOf(ini, key, QString::number(otherwise));
    const int count = text.toInt(&number);
    constexpr int most = 100;
    if (!number || count < 0 || count > most)
        return invalid(group, key,
                       QStringLiteral("is a number from 0 to %1, not \"%2\"").arg(most).arg(text));
    return count;
}

Result<study::PrefetchRules> readPrefetch(QSettings& ini) {
    using Match = study::PrefetchRules::Match;
    const auto group = QStringLiteral("prefetch");
    study::PrefetchRules rules;
    ini.beginGroup(group);
    const auto enabled = textOf(ini, QStringLiteral("enabled"), QStringLiteral("yes"));
    const auto match = textOf(ini, QStringLiteral("match"), QStringLiteral("bodyPart"));
    const auto next = countOf(ini, group, QStringLiteral("next"), rules.next);
    const auto priors = countOf(ini, group, QStringLiteral("priors"), rules.priors);
    const auto years = countOf(ini, group, QStringLiteral("years"), rules.years);
    ini.endGroup();
    if (enabled != QLatin1String("yes") && enabled != QLatin1String("no"))
        return invalid(group, QStringLiteral("enabled"),
                       QStringLiteral("is yes or no, not \"%1\"").arg(enabled));
    rules.enabled = enabled == QLatin1String("yes");
    VIGIL_TRY(rules.next, next);
    VIGIL_TRY(rules.priors, priors);
    VIGIL_TRY(rules.years, years);
    if (match == QLatin1String("modality"))
        rules.match = Match::Modality;
    else if (match == QLatin1String("any"))
        rules.match = Match::Any;
    else if (match != QLatin1String("bodyPart"))
        return invalid(group, QStringLiteral("match"),
                       QStringLiteral("is bodyPart, modality or any, not \"%1\"").arg(match));
    return rules;
}

Result<void> readWorklist(const QSettings& ini, Settings& settings) {
    constexpr int longest = 3660;
    constexpr int leastPause = 10; // a PACS is no clock
    constexpr int mostPause = 86400;
    const auto group = QStringLiteral("worklist");
    const auto key = QStringLiteral("refreshSeconds");
    VIGIL_TRY(settings.worklistDays,
              numberOf(ini, group, QStringLiteral("days"), settings.worklistDays, 0, longest));
    VIGIL_TRY(const int pause,
              numberOf(ini, group, key, static_cast<int>(settings.worklistRefresh.count()), 0, mostPause));
    if (pause > 0 && pause < leastPause)
        return invalid(group, key, QStringLiteral("is 0 (only when asked) or at least %1").arg(leastPause));
    settings.worklistRefresh = std::chrono::seconds(pause);
    return {};
}

} // namespace

QString defaultAeTitle(const QString& hostName) {
    QString title = QStringLiteral("VG-");
    for (const QChar c : hostName.toUpper())
        if (c.unicode() < 128 && (c.isLetterOrNumber() || c == QLatin1Char('-'))) title += c;
    return title.left(longestAeTitle);
}

Result<Settings> Settings::read(const QString& path) {
    Settings settings;
    settings.file = path;
    QSettings ini(path, QSettings::IniFormat);
    if (ini.status() != QSettings::NoError)
        return Error{Error::Code::Invalid, QStringLiteral("vigil.ini cannot be read: %1").arg(path), {}};
    VIGIL_CHECK(readLocal(ini, settings));
    VIGIL_CHECK(readWorklist(ini, settings));
    VIGIL_TRY(settings.prefetch, readPrefetch(ini));
    VIGIL_TRY(settings.page, page::PageSettings::read(ini));

    VIGIL_CHECK(readPeers(ini, QStringLiteral("pacs/"), settings.local, settings.pacs));
    VIGIL_CHECK(readPeers(ini, QStringLiteral("orders/"), settings.local, settings.orders));
    VIGIL_CHECK(checkRetrieves(settings));
    VIGIL_CHECK(checkTls(settings));

    const auto departments = namesBelow(ini, QStringLiteral("department/"));
    if (departments.size() > 1)
        return invalid(
            QStringLiteral("department/") + departments.at(1), QStringLiteral("url"),
            QStringLiteral("one department a data folder for now; start a second Vigil with --data"));
    if (!departments.isEmpty()) {
        VIGIL_TRY(settings.department, readDepartment(ini, departments.first()));
    }

    ini.beginGroup(QStringLiteral("user"));
    settings.user = {textOf(ini, QStringLiteral("id")), textOf(ini, QStringLiteral("name")),
                     textOf(ini, QStringLiteral("organisation")), textOf(ini, QStringLiteral("role")),
                     textOf(ini, QStringLiteral("registration"))};
    ini.endGroup();
    ini.beginGroup(QStringLiteral("policy"));
    settings.alertPolicyFile = textOf(ini, QStringLiteral("alerts"));
    settings.worklistPolicyFile = textOf(ini, QStringLiteral("worklist"));
    settings.followUpPolicyFile = textOf(ini, QStringLiteral("followups"));
    ini.endGroup();
    const auto sound = textOf(ini, QStringLiteral("window/alertSound"), QStringLiteral("yes"));
    if (sound != QLatin1String("yes") && sound != QLatin1String("no"))
        return invalid(QStringLiteral("window"), QStringLiteral("alertSound"),
                       QStringLiteral("is yes or no, not \"%1\"").arg(sound));
    settings.alertSound = sound == QLatin1String("yes");
    VIGIL_TRY(settings.dispatch, DispatchSettings::read(ini));
    return settings;
}

Paths Paths::resolve(const QString& configOption, const QString& dataOption) {
    const auto choose = [](const QString& option, const char* variable, const QString& otherwise) {
        if (!option.isEmpty()) return option;
        const auto fromEnvironment = qEnvironmentVariable(variable);
        return fromEnvironment.isEmpty() ? otherwise : fromEnvironment;
    };
    const auto configFolder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    const auto dataFolder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return {choose(configOption, "VIGIL_CONFIG", configFolder + QStringLiteral("/vigil/vigil.ini")),
            choose(dataOption, "VIGIL_DATA", dataFolder + QStringLiteral("/vigil"))};
}

} // namespace vigil::app
