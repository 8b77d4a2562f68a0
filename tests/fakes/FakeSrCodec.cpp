// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakeSrCodec.h"

#include "core/base/Ids.h"
#include "core/report/ReportJson.h"

#include <QCryptographicHash>

namespace vigil::test {

Result<QList<report::EncodedDocument>> FakeSrCodec::encode(const report::ReportContent& content,
                                                           const report::SigningContext&) {
    if (meanwhile) meanwhile();
    QList<report::EncodedDocument> documents;
    const auto report = QUuid(content.reportId);
    for (const auto& uid : content.studyUids()) {
        report::EncodedDocument document;
        document.studyUid = uid;
        document.seriesUid = dicomUid(derivedId(report, QStringLiteral("series ") + uid));
        document.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.88.22");
        document.sopInstanceUid =
            dicomUid(derivedId(report, QStringLiteral("%1 %2").arg(uid).arg(content.version)));
        document.bytes = report::toJson(content) + uid.toLatin1();
        document.sha256 = QCryptographicHash::hash(document.bytes, QCryptographicHash::Sha256);
        documents << document;
    }
    return documents;
}

Result<report::ReportContent> FakeSrCodec::decode(const QByteArray& bytes) {
    return report::reportFromJson(bytes.left(bytes.lastIndexOf('}') + 1));
}

Result<report::RenderedDocument> FakeSrCodec::render(const QByteArray& bytes) {
    return report::RenderedDocument{QStringLiteral("Report"), QString::fromUtf8(bytes), {}};
}

} // namespace vigil::test
