// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Ids.h"
#include "core/report/SrCodec.h"

namespace vigil::dicom {

/// Writes a report as Enhanced SR after TID 2000 (PS3.16), one document a study. Everything is checked before
/// the first byte is written: an encoded document is a valid one. The report id is the Observation UID of the
/// root, the version its Instance Number.
class SrEncoder {
public:
    explicit SrEncoder(IdSource& ids) : m_ids(ids) {}
    Result<QList<report::EncodedDocument>> encode(const report::ReportContent& content,
                                                  const report::SigningContext& context) const;

private:
    IdSource& m_ids;
};

} // namespace vigil::dicom
