// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/SrCodec.h"

#include "dicom/image/OpenObject.h"
#include "dicom/sr/SrDecoder.h"
#include "dicom/sr/SrRenderer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

/// DCMTK and the standard library may throw (out of memory above all); nothing leaves this layer.
template <class T, class Work>
Result<T> guarded(Work work) {
    try {
        return work();
    } catch (const std::exception& failure) {
        return Error{Error::Code::Internal, QStringLiteral("The document could not be processed."),
                     QString::fromLatin1(failure.what())};
    }
}

} // namespace

Result<QList<report::EncodedDocument>> SrCodec::encode(const report::ReportContent& content,
                                                       const report::SigningContext& context) {
    return guarded<QList<report::EncodedDocument>>([&] { return m_encoder.encode(content, context); });
}

Result<report::ReportContent> SrCodec::decode(const QByteArray& bytes) {
    return guarded<report::ReportContent>([&]() -> Result<report::ReportContent> {
        VIGIL_TRY(const auto object, openObject(bytes));
        return decodeReport(*object->getDataset());
    });
}

Result<report::RenderedDocument> SrCodec::render(const QByteArray& bytes) {
    return guarded<report::RenderedDocument>([&]() -> Result<report::RenderedDocument> {
        VIGIL_TRY(const auto object, openObject(bytes));
        return renderDocument(*object->getDataset());
    });
}

} // namespace vigil::dicom
