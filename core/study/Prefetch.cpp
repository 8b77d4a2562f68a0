// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Prefetch.h"

#include "core/study/SamePatient.h"

#include <algorithm>
#include <array>

namespace vigil::study {

namespace {

/// A word of a description or a term of Body Part Examined (PS3.16 Annex L), and where in the body it is.
/// Whole words, upper case; one that ends in * is a beginning.
struct Word {
    const char* word;
    const char* region;
};

constexpr std::array words{
    Word{"HEAD", "head"},       Word{"BRAIN", "head"},         Word{"SKULL", "head"},
    Word{"CRANI*", "head"},     Word{"ORBIT*", "head"},        Word{"SINUS*", "head"},
    Word{"FACE", "head"},       Word{"FACIAL", "head"},        Word{"PITUITARY", "head"},
    Word{"IAM", "head"},        Word{"IAMS", "head"},          Word{"MANDIBLE", "head"},
    Word{"NECK", "neck"},       Word{"THYROID", "neck"},       Word{"CAROTID*", "neck"},
    Word{"LARYN*", "neck"},     Word{"CHEST", "chest"},        Word{"THORA*", "chest"},
    Word{"LUNG*", "chest"},     Word{"PULMONARY", "chest"},    Word{"CTPA", "chest"},
    Word{"CXR", "chest"},       Word{"HRCT", "chest"},         Word{"RIB*", "chest"},
    Word{"HEART", "heart"},     Word{"CARDIAC", "heart"},      Word{"CORONAR*", "heart"},
    Word{"BREAST*", "breast"},  Word{"MAMMO*", "breast"},      Word{"ABDOM*", "abdomen"},
    Word{"LIVER", "abdomen"},   Word{"HEPAT*", "abdomen"},     Word{"PANCREA*", "abdomen"},
    Word{"RENAL", "abdomen"},   Word{"KIDNEY*", "abdomen"},    Word{"KUB", "abdomen"},
    Word{"UROGRA*", "abdomen"}, Word{"MRCP", "abdomen"},       Word{"COLON*", "abdomen"},
    Word{"BOWEL", "abdomen"},   Word{"AXR", "abdomen"},        Word{"KUB", "pelvis"},
    Word{"PELVI*", "pelvis"},   Word{"PROSTATE", "pelvis"},    Word{"BLADDER", "pelvis"},
    Word{"UTER*", "pelvis"},    Word{"OVAR*", "pelvis"},       Word{"RECT*", "pelvis"},
    Word{"HIP", "hip"},         Word{"HIPS", "hip"},           Word{"SPINE", "spine"},
    Word{"CSPINE", "spine"},    Word{"TSPINE", "spine"},       Word{"LSPINE", "spine"},
    Word{"CERVICAL", "spine"},  Word{"THORACIC", "spine"},     Word{"LUMB*", "spine"},
    Word{"SACR*", "spine"},     Word{"SHOULDER*", "shoulder"}, Word{"CLAVICLE*", "shoulder"},
    Word{"HUMER*", "arm"},      Word{"ELBOW*", "arm"},         Word{"FOREARM*", "arm"},
    Word{"WRIST*", "hand"},     Word{"HAND", "hand"},          Word{"HANDS", "hand"},
    Word{"FINGER*", "hand"},    Word{"THUMB*", "hand"},        Word{"FEMUR", "thigh"},
    Word{"KNEE*", "knee"},      Word{"PATELLA*", "knee"},      Word{"TIBIA*", "lower leg"},
    Word{"ANKLE*", "foot"},     Word{"FOOT", "foot"},          Word{"FEET", "foot"},
    Word{"TOE", "foot"},        Word{"TOES", "foot"},          Word{"CALCANE*", "foot"},
    Word{"AORTA", "chest"},     Word{"AORTA", "abdomen"},      Word{"CAP", "chest"},
    Word{"CAP", "abdomen"},     Word{"CAP", "pelvis"},         Word{"TAP", "chest"},
    Word{"TAP", "abdomen"},     Word{"TAP", "pelvis"},         Word{"AP", "abdomen"},
};

bool matches(const QString& written, const char* word) {
    const auto known = QLatin1String(word);
    return known.endsWith(QLatin1Char('*')) ? written.startsWith(known.chopped(1)) : written == known;
}

QStringList wordsOf(const QString& text) {
    QString plain;
    for (const auto letter : text.toUpper())
        plain += letter.isLetterOrNumber() ? letter : QLatin1Char(' ');
    return plain.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// "AP" is a projection of a radiograph, and the abdomen and pelvis of a CT only.
bool isProjection(const Study& study, const char* word) {
    const bool sectional =
        study.modalities.contains(QLatin1String("CT")) || study.modalities.contains(QLatin1String("MR"));
    return QLatin1String(word) == QLatin1String("AP") && !sectional;
}

QSet<QString> regionsIn(const QString& text, const Study& study) {
    QSet<QString> regions;
    const auto written = wordsOf(text);
    // "Thoracic spine" is not the chest, and the words of a spine's level are not other parts.
    const bool spine = written.contains(QLatin1String("SPINE"));
    for (const auto& each : written)
        for (const auto& [word, region] : words)
            if (matches(each, word) && !isProjection(study, word) &&
                !(spine && QLatin1String(region) == QLatin1String("chest")))
                regions.insert(QLatin1String(region));
    // Alone, "thoracic" speaks of the chest.
    if (!spine && written.contains(QLatin1String("THORACIC"))) regions.remove(QStringLiteral("spine"));
    return regions;
}

bool isWanted(const Study& current, const Study& other, const PrefetchRules& rules) {
    if (rules.match == PrefetchRules::Match::Any) return true;
    const auto sameModality = [&] {
        return std::any_of(current.modalities.begin(), current.modalities.end(), [&](const QString& each) {
            return each != QLatin1String("SR") && other.modalities.contains(each);
        });
    };
    if (rules.match == PrefetchRules::Match::Modality) return sameModality();
    const auto regions = bodyRegions(current);
    const auto otherRegions = bodyRegions(other);
    if (regions.isEmpty() || otherRegions.isEmpty()) return sameModality();
    return regions.intersects(otherRegions);
}

} // namespace

QSet<QString> bodyRegions(const Study& study) {
    const auto examined = regionsIn(study.bodyPart, study);
    if (!examined.isEmpty()) return examined;
    auto regions = regionsIn(study.description, study);
    for (const auto& procedure : study.procedures)
        regions += regionsIn(procedure.description, study);
    return regions;
}

QList<Study> priorsToPrefetch(const Study& current, const QList<Study>& others, const PrefetchRules& rules) {
    QList<Study> wanted;
    if (!rules.enabled || rules.priors <= 0 || !current.studyTime.isValid()) return wanted;
    const auto oldest = current.studyTime.addYears(-rules.years);
    for (const auto& other : others) {
        const bool earlier = other.studyTime.isValid() && other.studyTime < current.studyTime;
        if (other.studyUid == current.studyUid || !isSamePatient(other.patient.key, current.patient.key) ||
            !earlier || other.studyTime < oldest || !isWanted(current, other, rules))
            continue;
        wanted << other;
    }
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const Study& a, const Study& b) { return a.studyTime > b.studyTime; });
    return wanted.mid(0, rules.priors);
}

} // namespace vigil::study
