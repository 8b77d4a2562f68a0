// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ScrollSync.h"

namespace vigil::ui {

void ScrollSync::setState(State state) {
    m_state = state;
    relink();
}

void ScrollSync::relink() {
    m_anchors.clear();
    for (const auto* view : m_views)
        if (!view->isEmpty()) m_anchors.insert(view, {view->index(), view->position()});
}

qsizetype ScrollSync::targetFor(const ImageView& view, const ImageView& leader) const {
    const auto& stack = view.stack();
    const auto mine = m_anchors.value(&view);
    const auto theirs = m_anchors.value(&leader);
    const auto now = leader.position();
    if (now && view.position()) {
        const auto frame = view.shownFrame();
        const auto leaderFrame = leader.shownFrame();
        if (frame && leaderFrame && frame->geometry && leaderFrame->geometry &&
            !areParallel(*frame->geometry, *leaderFrame->geometry))
            return -1;
        const bool samePlace = !stack.frameOfReferenceUid.isEmpty() &&
                               stack.frameOfReferenceUid == leader.stack().frameOfReferenceUid;
        if (samePlace) return stack.nearest(*now);
        if (!mine.position || !theirs.position) return -1;
        return stack.nearest(*mine.position + (*now - *theirs.position));
    }
    if (mine.index < 0 || theirs.index < 0) return -1;
    return mine.index + (leader.index() - theirs.index);
}

void ScrollSync::follow(const ImageView& leader) {
    if (m_state == State::Off) return;
    for (auto* view : std::as_const(m_views)) {
        if (view == &leader || view->isEmpty()) continue;
        const auto target = targetFor(*view, leader);
        if (target >= 0 && target < view->stack().slices.size())
            view->goTo(target, ImageView::Origin::Program);
    }
}

} // namespace vigil::ui
