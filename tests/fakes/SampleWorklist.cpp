// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/SampleWorklist.h"

#include <QStringList>

#include <array>
#include <utility>

namespace vigil::test {

using study::ReadingStatus;
using study::Urgency;

namespace {

struct Examination {
    const char* description;
    const char* modality;
    const char* bodyPart;
    int images;
};

constexpr std::array examinations{Examination{"CT head", "CT", "HEAD", 64},
                                  Examination{"CT chest abdomen pelvis with contrast", "CT", "CHEST", 612},
                                  Examination{"Chest X-ray PA", "DX", "CHEST", 1},
                                  Examination{"MRI lumbar spine", "MR", "LSPINE", 188},
                                  Examination{"CT pulmonary angiogram", "CT", "CHEST", 430},
                                  Examination{"Ultrasound abdomen", "US", "ABDOMEN", 34},
                                  Examination{"Mammogram bilateral", "MG", "BREAST", 4},
                                  Examination{"Left wrist X-ray", "DX", "WRIST", 2}};

const QStringList& names() {
    static const QStringList list{
        QStringLiteral("Okafor^Ngozi"),     QStringLiteral("Whitfield^Harold^James"),
        QStringLiteral("Müller^Änne"),      QStringLiteral("Patel^Rekha"),
        QStringLiteral("O'Brien^Séamus"),   QStringLiteral("Łukasik^Zofia"),
        QStringLiteral("Hughes^Gwen"),      QStringLiteral("Tanaka^Yuki"),
        QStringLiteral("Addo^Kwame"),       QStringLiteral("Fernandes^Inês"),
        QStringLiteral("McAllister^Fiona"), QStringLiteral("Rahman^Tariq")};
    return list;
}

constexpr int secondsPerHour = 3600;

void fillState(study::WorklistRow& row, int n) {
    if (n % 7 == 3) {
        row.status = ReadingStatus::Claimed;
        row.claimedBy = QStringLiteral("Dr Clarke, Amir");
    } else if (n % 11 == 5) {
        row.status = ReadingStatus::Draft;
        row.claimedByMe = true;
        row.claimedBy = QStringLiteral("Dr Reader, Robin");
    } else if (n % 9 == 8) {
        row.status = ReadingStatus::Final;
    } else if (n % 13 == 6) {
        row.status = ReadingStatus::Preliminary;
    } else if (n % 17 == 9) {
        row.status = ReadingStatus::OutsideUnverified;
    }
    if (n % 10 == 4) row.openAlerts = 1 + n % 2;
    if (n % 20 == 4) row.criticalAlerts = 1;
}

} // namespace

QList<study::WorklistRow> sampleWorklist(int count, const QDateTime& now) {
    QList<study::WorklistRow> rows;
    for (int n = 0; n < count; ++n) {
        const auto& examination = examinations.at(static_cast<std::size_t>(n) % examinations.size());
        study::WorklistRow row;
        auto& study = row.study;
        study.sourceId = QStringLiteral("main");
        study.studyUid = QStringLiteral("1.2.3.%1").arg(n);
        study.patient = {{QStringLiteral("RQX"), QStringLiteral("%1").arg(4400127 + 731 * n)},
                         names().at(n % names().size()),
                         QDate(1938 + (n * 7) % 80, 1 + n % 12, 1 + n % 28),
                         n % 2 ? QStringLiteral("M") : QStringLiteral("F")};
        study.urgency = static_cast<Urgency>((n * 3 + n / 5) % 5);
        study.studyTime = now.addSecs(-(n % 40) * secondsPerHour - 60 * (n % 50));
        study.description = QString::fromLatin1(examination.description);
        study.modalities = {QString::fromLatin1(examination.modality)};
        study.bodyPart = QString::fromLatin1(examination.bodyPart);
        study.accessionNumber = QStringLiteral("RQX%1").arg(90210000 + n);
        study.referringPhysician = QStringLiteral("Barnes^Helen^^Dr");
        study.patientLocation = n % 3 ? QStringLiteral("Ward 7") : QStringLiteral("Emergency department");
        study.procedures = {{study.studyUid, {}, study.accessionNumber, {}, {}, {}, study.description, {}}};
        static constexpr std::array<int, 5> limits{1, 12, 72, 168, 672};
        row.dueAt =
            study.studyTime.addSecs(limits.at(static_cast<std::size_t>(study.urgency)) * secondsPerHour);
        row.imagesExpected = examination.images;
        row.imagesHere = n % 4 == 1 ? examination.images / 3 : (n % 4 == 2 ? 0 : examination.images);
        row.priors = (n * 5) % 4;
        fillState(row, n);
        rows << row;
    }
    return rows;
}

} // namespace vigil::test
