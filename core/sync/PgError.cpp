// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgError.h"

#include <QRegularExpression>

#include <array>

namespace vigil::sync {

namespace {

struct Rule {
    const char* prefix;
    Error::Code code;
    const char* message;
};

/// The first that fits wins. Codes: PostgreSQL 15, appendix A.
constexpr std::array rules{
    Rule{"28", Error::Code::Refused,
         "The department did not accept this login. Check the user name and the password; nothing was lost."},
    Rule{"3D000", Error::Code::NotFound,
         "The server has no department database of this name. Check the address in the settings."},
    Rule{"3F000", Error::Code::NotFound,
         "This database has not been prepared as a department. Its administrator has to run: vigilctl "
         "department init"},
    Rule{"42883", Error::Code::NotFound,
         "This database has not been prepared for this Vigil. Its administrator has to run: vigilctl "
         "department upgrade"},
    Rule{"42P01", Error::Code::NotFound,
         "This database has not been prepared as a department. Its administrator has to run: vigilctl "
         "department init"},
    Rule{"42501", Error::Code::Denied, "You have no right to do this in the department."},
    Rule{"53100", Error::Code::DiskFull, "The disk of the department's server is full."},
    Rule{"53", Error::Code::Busy, "The department's server has too much to do. Vigil tries again."},
    Rule{"55P03", Error::Code::Busy, "Somebody else is holding up the department's log. Vigil tries again."},
    Rule{"40", Error::Code::Busy, "The department's server has to be asked again."},
    Rule{"25P03", Error::Code::Unreachable, "The department closed the connection."},
    Rule{"57014", Error::Code::Timeout, "The department's server gave up on this request."},
    Rule{"57P", Error::Code::Unreachable, "The department's server is starting or stopping."},
    Rule{"08", Error::Code::Unreachable, "The connection to the department was lost."},
    Rule{"VG002", Error::Code::Invalid, "The database has to be created with the encoding UTF8."},
    Rule{"42710", Error::Code::Conflict, "There is something of this name already."},
    Rule{"42P06", Error::Code::Conflict, "This database is a department already."},
    Rule{"42704", Error::Code::NotFound, "There is nothing of this name."},
    Rule{"22", Error::Code::Invalid, "The department could not read what was sent."},
    Rule{"", Error::Code::Internal, "The department's server reported an unexpected error."},
};

/// libpq's own words, by which alone its faults about TLS can be told apart.
struct TlsRule {
    const char* word;
    const char* message;
};

constexpr std::array tlsRules{
    TlsRule{
        "does not match host name",
        "The certificate of the department's server is for another name than the address in the settings. "
        "Nothing was sent."},
    TlsRule{
        "certificate verify failed",
        "The certificate of the department's server has expired, or nobody that is trusted here vouches for "
        "it. Nothing was sent."},
    TlsRule{"server does not support SSL",
            "The department's server does not encrypt (TLS). Nothing was sent; its administrator has to set "
            "ssl = on."},
    TlsRule{"root certificate file",
            "The certificates that vouch for the department's server are missing: name their file as "
            "caCertificates in [department/NAME] of vigil.ini. Nothing was sent."},
    TlsRule{"unsupported protocol",
            "The department's server does not know TLS 1.2 or later. Nothing was sent."},
    TlsRule{"tlsv1 alert protocol version",
            "The department's server does not know TLS 1.2 or later. Nothing was sent."},
};

QString unreachableText(const QString& text) {
    for (const auto& rule : tlsRules)
        if (text.contains(QLatin1String(rule.word))) return QString::fromUtf8(rule.message);
    return QStringLiteral("The department's server cannot be reached.");
}

} // namespace

Error fromSqlState(const QByteArray& sqlState, const QByteArray& text) {
    for (const auto& rule : rules) {
        if (!sqlState.startsWith(rule.prefix)) continue;
        // Errors about data quote the data, which may name a patient.
        const bool quotesData =
            sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("P0");
        auto detail = QStringLiteral("SQLSTATE ") + QString::fromLatin1(sqlState);
        if (!quotesData && !text.isEmpty())
            detail += QStringLiteral(": ") + QString::fromUtf8(text).simplified();
        return {rule.code, QString::fromUtf8(rule.message), detail};
    }
    return {};
}

Error fromConnectFailure(const QByteArray& message) {
    static const QRegularExpression state(QStringLiteral("^[^\\n]*: +([0-9A-Z]{5}): "),
                                          QRegularExpression::MultilineOption);
    const auto text = QString::fromUtf8(message);
    const auto match = state.match(text);
    if (match.hasMatch()) {
        auto error = fromSqlState(match.captured(1).toLatin1(), message);
        if (error.code == Error::Code::Denied)
            error.message =
                QStringLiteral("You have no right to enter this department. Ask its administrator.");
        return error;
    }
    return {Error::Code::Unreachable, unreachableText(text), text.simplified()};
}

} // namespace vigil::sync
