// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/SrEncoder.h"

#include "dicom/sr/Codes.h"
#include "dicom/sr/ContentChecks.h"
#include "dicom/sr/DocumentHeader.h"
#include "dicom/sr/Templates.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QCryptographicHash>
#include <QLocale>

namespace vigil::dicom {

namespace {

using Relation = ContentItem::Relation;

/// CID 5000: the RFC 5646 tag with its English name.
study::Code languageCode(const QString& tag) {
    const QLocale locale(tag);
    QString name = QLocale::languageToString(locale.language());
    if (tag.contains(QLatin1Char('-')))
        name += QStringLiteral(" (%1)").arg(QLocale::territoryToString(locale.territory()));
    return {tag, QStringLiteral("RFC5646"), locale == QLocale::c() ? tag : name.left(64)};
}

void writeTree(DcmItem& dataset, const report::ReportContent& content,
               const report::SigningContext& context) {
    ContentItem root(dataset);
    root.becomeContainer(content.title);
    auto& identification = append(dataset, DCM_ContentTemplateSequence);
    put(identification, DCM_MappingResource, QStringLiteral("DCMR"));
    put(identification, DCM_MappingResourceUID, QStringLiteral("1.2.840.10008.8.1.1"));
    put(identification, DCM_TemplateIdentifier, QStringLiteral("2000"));
    root.withObservationUid(dicomUid(QUuid(content.reportId)));

    // TID 2000 is order significant: procedures, language, observer, headings.
    QList<study::Code> reported;
    for (const auto& procedure : content.procedures)
        if (!procedure.code.isEmpty() && !reported.contains(procedure.code)) {
            root.code(Relation::HasConceptModifier, codes::procedureReported, procedure.code);
            reported << procedure.code;
        }
    root.code(Relation::HasConceptModifier, codes::language, languageCode(content.language));
    ObserverContext(context.author).write(root);
    for (const auto& section : content.sections)
        SectionTemplate::write(root, section);
    for (const auto& finding : content.findings)
        ActionableFindingTemplate::write(root, finding, context.utcOffsetMinutes);
}

Result<QByteArray> fileBytes(DcmFileFormat& file) {
    const auto failed = [](const OFCondition& condition) {
        return Error{Error::Code::Internal, QStringLiteral("The report could not be written as a document."),
                     QString::fromLatin1(condition.text())};
    };
    const auto syntax = EXS_LittleEndianExplicit;
    if (const auto condition = file.validateMetaInfo(syntax); condition.bad()) return failed(condition);
    constexpr Uint32 slack = 4096; // meta header with preamble
    QByteArray bytes(static_cast<qsizetype>(file.calcElementLength(syntax, EET_ExplicitLength) + slack),
                     '\0');
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    const auto condition = file.write(stream, syntax, EET_ExplicitLength, nullptr);
    file.transferEnd();
    if (condition.bad()) return failed(condition);
    void* start = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(start, length);
    bytes.truncate(static_cast<qsizetype>(length));
    return bytes;
}

/// Versions of one report in one study share a series (PS3.3 C.17.1 asks only for the same equipment).
QString seriesOf(const report::ReportContent& content, const QString& studyUid) {
    return dicomUid(derivedId(QUuid(content.reportId), studyUid));
}

} // namespace

Result<QList<report::EncodedDocument>> SrEncoder::encode(const report::ReportContent& content,
                                                         const report::SigningContext& context) const {
    VIGIL_CHECK(checkForEncoding(content, context));
    QList<study::InstanceKey> keys;
    for (const auto& studyUid : content.studyUids())
        keys << study::InstanceKey{studyUid, seriesOf(content, studyUid),
                                   QString::fromLatin1(UID_EnhancedSRStorage), dicomUid(m_ids.uuid())};
    QList<report::EncodedDocument> documents;
    for (const auto& key : keys) {
        DocumentIdentity identity{key, keys};
        identity.identical.removeAll(key);
        DcmFileFormat file;
        writeHeader(*file.getDataset(), content, context, identity);
        writeTree(*file.getDataset(), content, context);
        VIGIL_TRY(auto bytes, fileBytes(file));
        const auto digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
        documents << report::EncodedDocument{key.studyUid,       key.seriesUid,    key.sopClassUid,
                                             key.sopInstanceUid, std::move(bytes), digest};
    }
    return documents;
}

} // namespace vigil::dicom
