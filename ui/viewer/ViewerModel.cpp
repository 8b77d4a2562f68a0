// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewerModel.h"

#include <algorithm>

namespace vigil::ui {

void ViewerModel::open(const study::Study& study) {
    m_studies = {{study, false, {}, 0, study.instanceCount}};
    Q_EMIT opened();
}

void ViewerModel::close() {
    m_studies.clear();
    Q_EMIT opened();
}

void ViewerModel::setPriors(const QList<study::Study>& priors) {
    if (m_studies.isEmpty()) return;
    QList<ViewerStudy> studies{m_studies.first()};
    for (const auto& prior : priors) {
        const auto* known = find(prior.studyUid);
        if (known && !known->isPrior) continue;
        studies << (known ? *known : ViewerStudy{prior, true, {}, 0, prior.instanceCount});
    }
    std::stable_sort(studies.begin() + 1, studies.end(), [](const ViewerStudy& a, const ViewerStudy& b) {
        return a.study.studyTime > b.study.studyTime;
    });
    m_studies = studies;
    Q_EMIT priorsChanged();
}

void ViewerModel::setObjects(const QString& studyUid, const QList<study::StoredObject>& objects,
                             int imagesExpected) {
    const auto found =
        std::find_if(m_studies.begin(), m_studies.end(), [&studyUid](const ViewerStudy& candidate) {
            return candidate.study.studyUid == studyUid;
        });
    if (found == m_studies.end()) return;
    found->stacks = stacksOf(objects);
    found->imagesHere = static_cast<int>(objects.size());
    found->imagesExpected = imagesExpected;
    Q_EMIT objectsChanged(studyUid);
}

const ViewerStudy* ViewerModel::find(const QString& studyUid) const {
    for (const auto& candidate : m_studies)
        if (candidate.study.studyUid == studyUid) return &candidate;
    return nullptr;
}

const ImageStack* ViewerModel::stack(const QString& studyUid, const QString& stackId) const {
    const auto* study = find(studyUid);
    if (!study) return nullptr;
    for (const auto& candidate : study->stacks)
        if (candidate.id == stackId) return &candidate;
    return nullptr;
}

const ImageStack* ViewerModel::stackOf(const report::ImageReference& reference) const {
    for (const auto& study : m_studies)
        for (const auto& candidate : study.stacks)
            if (candidate.indexOf(reference) >= 0) return &candidate;
    return nullptr;
}

const ImageStack* ViewerModel::firstToShow(const ViewerStudy& study) const {
    constexpr qsizetype moreThanAScout = 5;
    for (const auto& candidate : study.stacks)
        if (candidate.slices.size() > moreThanAScout) return &candidate;
    return study.stacks.isEmpty() ? nullptr : &study.stacks.first();
}

} // namespace vigil::ui
