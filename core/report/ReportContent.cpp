// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportContent.h"

namespace vigil::report {

QStringList ReportContent::studyUids() const {
    QStringList uids;
    for (const auto& procedure : procedures)
        if (!uids.contains(procedure.studyUid)) uids << procedure.studyUid;
    return uids;
}

} // namespace vigil::report
