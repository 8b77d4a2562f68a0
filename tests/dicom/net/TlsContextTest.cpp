// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/TlsContext.h"
#include "tests/support/TestCertificates.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;
using Fault = TestCertificates::Fault;
using Role = dicom::TlsContext::Role;

class TlsContextTest : public QObject {
    Q_OBJECT
    TestCertificates m_certificates;
    QTemporaryDir m_folder;

    /// The error of loading, checked for what all of them must say.
    static QString refusal(const study::TlsFiles& files, const QString& key, Role role = Role::Listener) {
        const auto context = dicom::TlsContext::load(files, role);
        if (context) return QStringLiteral("no error");
        if (context.error().code != Error::Code::Invalid) return QStringLiteral("another code");
        if (!context.error().message.contains(QStringLiteral("[local] %1 of vigil.ini").arg(key)))
            return QStringLiteral("the key is not named: ") + context.error().message;
        return context.error().message;
    }
    QString fileWith(const QByteArray& content) {
        const auto path = m_folder.filePath(QStringLiteral("content.pem"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) file.write(content);
        return path;
    }

private Q_SLOTS:
    void goodFilesAreTaken() {
        QVERIFY(dicom::TlsContext::load(m_certificates.issue(), Role::Listener).has_value());
        QVERIFY(dicom::TlsContext::load(m_certificates.issue(), Role::Caller).has_value());
    }
    void aCallerNeedsNoCertificateButIssuers() {
        QVERIFY(dicom::TlsContext::load({{}, {}, m_certificates.authority()}, Role::Caller).has_value());
        QVERIFY(refusal({}, "caCertificates", Role::Caller).contains("no file is named"));
        QVERIFY(refusal({{}, {}, m_certificates.authority()}, "certificate").contains("no file is named"));
    }
    void missingFilesAreNamed() {
        const auto good = m_certificates.issue();
        const QString nowhere = QStringLiteral("/nowhere/x.pem");
        for (const auto& text : {refusal({nowhere, good.privateKey, good.caCertificates}, "certificate"),
                                 refusal({good.certificate, nowhere, good.caCertificates}, "privateKey"),
                                 refusal({good.certificate, good.privateKey, nowhere}, "caCertificates")})
            QVERIFY2(text.contains("there is no /nowhere/x.pem"), qPrintable(text));
    }
    void filesWithSomethingElseAreNamed() {
        const auto good = m_certificates.issue();
        const auto noise = fileWith("not a certificate");
        QVERIFY(refusal({noise, good.privateKey, good.caCertificates}, "certificate")
                    .contains("no usable certificate"));
        QVERIFY(refusal({good.certificate, noise, good.caCertificates}, "privateKey")
                    .contains("no usable private key"));
        QVERIFY(refusal({good.certificate, good.privateKey, noise}, "caCertificates")
                    .contains("no certificate is in"));
    }
    void aKeyThatDoesNotFitIsSaid() {
        const auto one = m_certificates.issue();
        const auto other = m_certificates.issue();
        const auto text = refusal({one.certificate, other.privateKey, one.caCertificates}, "privateKey");
        QVERIFY2(text.contains("does not belong to the private key"), qPrintable(text));
    }
    void aKeyWithAPassphraseIsRefusedWithoutAsking() {
        auto files = m_certificates.issue();
        files.privateKey = m_certificates.encryptedKey(files);
        const auto text = refusal(files, "privateKey");
        QVERIFY2(text.contains("passphrase"), qPrintable(text));
    }
    void anExpiredCertificateOfOurOwnIsSaid() {
        QVERIFY(refusal(m_certificates.issue(Fault::Expired), "certificate").contains("has expired"));
    }
    void aFolderOfIssuersIsTaken() {
        auto files = m_certificates.issue();
        QVERIFY(QFile::copy(m_certificates.authority(), m_folder.filePath("a.crt")));
        fileWith("a note about the certificates");
        files.caCertificates = m_folder.path();
        QVERIFY(dicom::TlsContext::load(files, Role::Listener).has_value());
        QTemporaryDir empty;
        files.caCertificates = empty.path();
        QVERIFY(refusal(files, "caCertificates").contains("no certificate is in"));
    }
};

QTEST_GUILESS_MAIN(TlsContextTest)
#include "TlsContextTest.moc"
