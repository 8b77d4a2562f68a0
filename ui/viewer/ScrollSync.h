// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewer/ImageView.h"

#include <QHash>
#include <QList>

namespace vigil::ui {

/// Scrolls views together. In one frame of reference the same place of the patient is shown in all of them;
/// between studies the distance in mm at the moment of linking is kept; where slices have no place, the same
/// number of steps. Planes that are not parallel do not follow. Owned by ViewerGrid.
class ScrollSync {
public:
    enum class State { Off, On };

    void setViews(const QList<ImageView*>& views) { m_views = views; }
    /// Switching on takes the views as they are now as matching.
    void setState(State state);
    [[nodiscard]] State state() const { return m_state; }
    /// Takes one view's place as matching again, after it was scrolled alone or got another stack.
    void relink();
    /// `leader` was scrolled by the reader: the others follow.
    void follow(const ImageView& leader);

private:
    [[nodiscard]] qsizetype targetFor(const ImageView& view, const ImageView& leader) const;

    struct Anchor {
        qsizetype index = -1;
        std::optional<double> position;
    };

    QList<ImageView*> m_views;
    QHash<const ImageView*, Anchor> m_anchors;
    State m_state = State::Off;
};

} // namespace vigil::ui
