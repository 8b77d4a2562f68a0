// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/Browser.h"
#include "tests/support/DispatchRoom.h"
#include "tests/support/TestCertificates.h"

#include <QRegularExpression>

namespace vigil::test {

/// A department whose dispatcher, as a program, writes to a real mail server and serves the recipient's page.
/// The responsible consultant is a mailbox. One thread.
class LettersRoom {
public:
    ~LettersRoom() {
        if (m_dispatcher) DispatchRoom::kill(*m_dispatcher);
    }

    /// Why it cannot be had ("needs …"); empty when the dispatcher is on its way.
    QString open() {
        if (auto lacking = room.open(); !lacking.isEmpty()) return lacking;
        if (!MailReceiver::isInstalled() || !m_mail.start()) return QStringLiteral("needs python3-aiosmtpd");
        if (!Browser::isInstalled()) return QStringLiteral("needs chromium");
        const auto files = m_authority.issue();
        const auto port = freePort();
        room.write(QStringLiteral("people.yaml"),
                   "- role: Responsible consultant\n  mail: fox@trust.example\n");
        room.write(m_device + QStringLiteral(".ini"),
                   QStringLiteral("[local]\naeTitle=VG-LOOP\nlisten=false\n[user]\nid=dispatcher\n"
                                  "[department/ward]\nurl=postgresql://127.0.0.1:%1/vigil\n"
                                  "[mail]\nurl=smtp://localhost:%2\nfrom=vigil@trust.example\nsecurity=off\n"
                                  "[dispatch]\naddresses=people.yaml\n"
                                  "[page]\npublicUrl=https://localhost:%3\nlisten=127.0.0.1\nport=%3\n"
                                  "certificate=%4\nkey=%5\ntelephone=1\n")
                       .arg(room.server().port())
                       .arg(m_mail.port())
                       .arg(port)
                       .arg(files.certificate, files.privateKey)
                       .toUtf8());
        m_dispatcher = room.start(m_device);
        return {};
    }
    /// Gives the responsible consultant a pass-code; `who`: further words of `page-code set`. False until the
    /// dispatcher works, which is the first to open its data folder, and listens to commands.
    bool setCode(const QByteArray& code, const QStringList& who = {}) {
        const QStringList words{QStringLiteral("page-code"), QStringLiteral("set"), QStringLiteral("--role"),
                                QStringLiteral("Responsible consultant")};
        return room.beats() && room.run(m_device, words + who, code + '\n') == 0;
    }
    /// That of the first letter which holds one.
    [[nodiscard]] QString link() const {
        static const QRegularExpression address(QStringLiteral("https://\\S+"));
        for (const auto& letter : m_mail.received())
            if (const auto found = address.match(letter.value(QLatin1String("body")).toString());
                found.hasMatch())
                return found.captured();
        return {};
    }
    /// Who recorded an act, and on behalf of whom: "author|name|role|registration"; a line for each such
    /// event.
    QString recorded(const QString& kind) {
        return PostgresServer::psql(room.server().superuserUrl(),
                                    QStringLiteral("SELECT concat_ws('|', author, behalf_name, behalf_role, "
                                                   "behalf_registration) FROM vigil.event WHERE kind='%1'")
                                        .arg(kind))
            .trimmed();
    }

    DispatchRoom room;

private:
    const QString m_device = QStringLiteral("loop");
    MailReceiver m_mail;
    TestCertificates m_authority;
    std::unique_ptr<QProcess> m_dispatcher;
};

} // namespace vigil::test
