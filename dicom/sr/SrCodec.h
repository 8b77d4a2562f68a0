// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"
#include "dicom/sr/SrEncoder.h"

namespace vigil::dicom {

/// The port's implementation: Enhanced SR out, back, and anybody's SR or KO as text. Holds no state but the
/// id source, so it may be shared between threads.
class SrCodec final : public report::SrCodec {
public:
    explicit SrCodec(IdSource& ids) : m_encoder(ids) {}
    Result<QList<report::EncodedDocument>> encode(const report::ReportContent& content,
                                                  const report::SigningContext& context) override;
    Result<report::ReportContent> decode(const QByteArray& bytes) override;
    Result<report::RenderedDocument> render(const QByteArray& bytes) override;

private:
    SrEncoder m_encoder;
};

} // namespace vigil::dicom
