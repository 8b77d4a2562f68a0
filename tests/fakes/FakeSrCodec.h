// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"

#include <functional>

namespace vigil::test {

/// Writes reports as JSON instead of SR: one document a study with UIDs that follow from report, version and
/// study.
class FakeSrCodec final : public report::SrCodec {
public:
    Result<QList<report::EncodedDocument>> encode(const report::ReportContent& content,
                                                  const report::SigningContext& context) override;
    Result<report::ReportContent> decode(const QByteArray& bytes) override;
    Result<report::RenderedDocument> render(const QByteArray& bytes) override;

    /// Called in the middle of encode(): what happens while a report is being signed.
    std::function<void()> meanwhile;
};

} // namespace vigil::test
