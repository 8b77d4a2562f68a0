// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Evidence.h"

#include "dicom/sr/ContentItem.h"
#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QSet>

namespace vigil::dicom {

void writeReferences(DcmItem& dataset, const DcmTagKey& sequence,
                     const QList<study::InstanceKey>& instances) {
    QHash<QString, DcmItem*> studies;
    QHash<QString, DcmItem*> series;
    QSet<QString> written;
    for (const auto& instance : instances) {
        if (written.contains(instance.sopInstanceUid)) continue;
        written.insert(instance.sopInstanceUid);
        auto*& study = studies[instance.studyUid];
        if (study == nullptr) {
            study = &append(dataset, sequence);
            put(*study, DCM_StudyInstanceUID, instance.studyUid);
        }
        auto*& group = series[instance.studyUid + QLatin1Char('/') + instance.seriesUid];
        if (group == nullptr) {
            group = &append(*study, DCM_ReferencedSeriesSequence);
            put(*group, DCM_SeriesInstanceUID, instance.seriesUid);
        }
        auto& target = append(*group, DCM_ReferencedSOPSequence);
        put(target, DCM_ReferencedSOPClassUID, instance.sopClassUid);
        put(target, DCM_ReferencedSOPInstanceUID, instance.sopInstanceUid);
    }
}

QHash<QString, study::InstanceKey> readReferences(DcmItem& dataset, const DcmTagKey& sequence) {
    QHash<QString, study::InstanceKey> found;
    for (auto* study : itemsOf(dataset, sequence))
        for (auto* series : itemsOf(*study, DCM_ReferencedSeriesSequence))
            for (auto* instance : itemsOf(*series, DCM_ReferencedSOPSequence)) {
                const study::InstanceKey key{ItemReader(*study, {}).value(DCM_StudyInstanceUID),
                                             ItemReader(*series, {}).value(DCM_SeriesInstanceUID),
                                             ItemReader(*instance, {}).value(DCM_ReferencedSOPClassUID),
                                             ItemReader(*instance, {}).value(DCM_ReferencedSOPInstanceUID)};
                found.insert(key.sopInstanceUid, key);
            }
    return found;
}

} // namespace vigil::dicom
