// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ImageStack.h"

#include "core/study/Patient.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace vigil::ui {

namespace {

bool havePlacesOfTheirOwn(const QList<Slice>& slices) {
    std::vector<double> positions;
    for (const auto& slice : slices) {
        if (!slice.position) return false;
        positions.push_back(*slice.position);
    }
    std::sort(positions.begin(), positions.end());
    constexpr double same = 0.001; // mm
    return std::adjacent_find(positions.begin(), positions.end(),
                              [](double a, double b) { return b - a < same; }) == positions.end();
}

/// Positive when positions grow with the instance numbers.
double agreement(const QList<Slice>& slices) {
    double meanPosition = 0;
    double meanNumber = 0;
    for (const auto& slice : slices) {
        meanPosition += *slice.position;
        meanNumber += slice.instanceNumber;
    }
    meanPosition /= static_cast<double>(slices.size());
    meanNumber /= static_cast<double>(slices.size());
    double sum = 0;
    for (const auto& slice : slices)
        sum += (*slice.position - meanPosition) * (slice.instanceNumber - meanNumber);
    return sum;
}

void sortSlices(QList<Slice>& slices) {
    const auto byNumber = [](const Slice& a, const Slice& b) {
        return std::tie(a.instanceNumber, a.instance.sopInstanceUid, a.frame.frame) <
               std::tie(b.instanceNumber, b.instance.sopInstanceUid, b.frame.frame);
    };
    if (slices.size() < 2 || !havePlacesOfTheirOwn(slices))
        return std::sort(slices.begin(), slices.end(), byNumber);
    const bool up = agreement(slices) > 0;
    std::sort(slices.begin(), slices.end(), [up](const Slice& a, const Slice& b) {
        return up ? *a.position < *b.position : *a.position > *b.position;
    });
}

ImageStack stackFor(const study::ObjectHeader& header, const QString& id) {
    ImageStack stack;
    stack.id = id;
    stack.studyUid = header.key.studyUid;
    stack.seriesUid = header.key.seriesUid;
    stack.modality = header.modality;
    stack.description = header.seriesDescription;
    stack.bodyPart = header.bodyPart;
    stack.laterality = header.laterality;
    stack.seriesNumber = header.seriesNumber;
    stack.frameOfReferenceUid = header.frameOfReferenceUid;
    return stack;
}

} // namespace

report::ImageReference Slice::reference() const {
    report::ImageReference reference;
    reference.instance = instance;
    reference.frame = frames > 1 ? frame.frame + 1 : 0;
    return reference;
}

QString ImageStack::title() const {
    auto text = seriesNumber > 0 ? QStringLiteral("Series %1").arg(seriesNumber) : QStringLiteral("Series");
    if (!description.isEmpty()) text += QStringLiteral(", %1").arg(description);
    return text;
}

qsizetype ImageStack::indexOf(const report::ImageReference& reference) const {
    for (qsizetype i = 0; i < slices.size(); ++i) {
        const auto& slice = slices.at(i);
        if (slice.instance.sopInstanceUid != reference.instance.sopInstanceUid) continue;
        if (slice.frames <= 1 || reference.frame == 0 || slice.frame.frame + 1 == reference.frame) return i;
    }
    return -1;
}

qsizetype ImageStack::nearest(double position) const {
    qsizetype best = -1;
    double distance = 0;
    for (qsizetype i = 0; i < slices.size(); ++i) {
        if (!slices.at(i).position) return -1;
        const double here = std::abs(*slices.at(i).position - position);
        if (best < 0 || here < distance) {
            best = i;
            distance = here;
        }
    }
    return best;
}

QList<ImageStack> stacksOf(const QList<study::StoredObject>& objects) {
    QMap<QString, ImageStack> stacks;
    for (const auto& object : objects) {
        const auto& header = object.header;
        if (!study::isImage(header)) continue;
        // A clip is scrolled and played on its own, not run together with the next one.
        const bool clip = header.frames > 1;
        const auto id =
            clip ? header.key.seriesUid + QLatin1Char('#') + header.key.sopInstanceUid : header.key.seriesUid;
        auto& stack = *[&] {
            const auto found = stacks.find(id);
            return found != stacks.end() ? found : stacks.insert(id, stackFor(header, id));
        }();
        for (int frame = 0; frame < std::max(1, header.frames); ++frame)
            stack.slices.append({header.key,
                                 {object.path, frame},
                                 std::max(1, header.frames),
                                 header.instanceNumber,
                                 clip ? std::nullopt : header.slicePosition});
    }
    auto list = stacks.values();
    for (auto& stack : list)
        sortSlices(stack.slices);
    std::sort(list.begin(), list.end(), [](const ImageStack& a, const ImageStack& b) {
        return std::tuple(a.seriesNumber, a.seriesUid, a.slices.first().instanceNumber, a.id) <
               std::tuple(b.seriesNumber, b.seriesUid, b.slices.first().instanceNumber, b.id);
    });
    return list;
}

qsizetype mostAlike(const ImageStack& stack, const QList<ImageStack>& candidates) {
    const auto wordsOf = [](const ImageStack& of) {
        const auto words = study::foldedForSearch(of.description + QLatin1Char(' ') + of.bodyPart)
                               .split(QLatin1Char(' '), Qt::SkipEmptyParts);
        return QSet<QString>(words.begin(), words.end());
    };
    const auto words = wordsOf(stack);
    qsizetype best = -1;
    auto bestScore = std::tuple(qsizetype(-1), qsizetype(0));
    for (qsizetype i = 0; i < candidates.size(); ++i) {
        const auto& other = candidates.at(i);
        if (other.modality != stack.modality) continue;
        const auto score =
            std::tuple((wordsOf(other) & words).size(), -std::abs(other.slices.size() - stack.slices.size()));
        if (score > bestScore) {
            bestScore = score;
            best = i;
        }
    }
    return best;
}

} // namespace vigil::ui
