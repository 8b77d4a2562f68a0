// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Codes.h"

#include <QHash>

namespace vigil::dicom::codes {

study::Code elementOf(const study::Code& heading) {
    static const study::Code history{QStringLiteral("11329-0"), loinc, QStringLiteral("History")};
    static const study::Code request{QStringLiteral("55115-0"), loinc, QStringLiteral("Request")};
    static const study::Code procedure{QStringLiteral("121065"), dcm,
                                       QStringLiteral("Procedure Description")};
    static const study::Code previous{QStringLiteral("121069"), dcm, QStringLiteral("Previous Finding")};
    static const study::Code impression{QStringLiteral("121073"), dcm, QStringLiteral("Impression")};
    static const study::Code recommendation{QStringLiteral("121075"), dcm, QStringLiteral("Recommendation")};
    static const study::Code conclusion{QStringLiteral("121077"), dcm, QStringLiteral("Conclusion")};
    static const QHash<QString, study::Code> elements{
        {QStringLiteral("11329-0"), history},        {QStringLiteral("55752-0"), history},
        {QStringLiteral("18785-6"), request},        {QStringLiteral("55115-0"), request},
        {QStringLiteral("55111-9"), procedure},      {QStringLiteral("55114-3"), previous},
        {QStringLiteral("18834-2"), previous},       {QStringLiteral("19005-8"), impression},
        {QStringLiteral("18783-1"), recommendation}, {QStringLiteral("55110-1"), conclusion},
        {QStringLiteral("55112-7"), conclusion}};
    if (heading.scheme != loinc) return finding;
    return elements.value(heading.value, finding);
}

} // namespace vigil::dicom::codes
