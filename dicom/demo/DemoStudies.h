// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "dicom/demo/Cases.h"

#include <QUuid>

namespace vigil::dicom::demo {

/// Writes studies as DICOM files, FOLDER/KEY/sNNN-NNNN.dcm, on all processors. Unique identifiers derive from
/// the study's key and the day, so that the same call writes the same objects. Blocks; owned by its caller.
class DemoWriter {
public:
    DemoWriter(QString folder, QDate today);

    /// How many files were written.
    Result<int> write(const QList<Study>& studies);

private:
    Result<void> writeInstance(const Study& study, const Series& series, int index) const;
    void putStudy(Header& header, const Study& study) const;
    void putOrders(Header& header, const Study& study) const;
    void putSeries(Header& header, const Study& study, const Series& series, int index) const;
    [[nodiscard]] QString uid(const QString& name) const;

    QString m_folder;
    QDate m_today;
    QUuid m_root;
};

} // namespace vigil::dicom::demo
