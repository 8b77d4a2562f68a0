// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ImageView.h"

#include "core/study/Windowing.h"
#include "ui/Theme.h"
#include "ui/viewer/ViewOverlay.h"

#include <QAccessible>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto settleAfter = 90ms;
constexpr double reduceBelow = 0.75; // screen pixels an image pixel, under which bilinear drawing drops lines
constexpr qint64 prefetchBytes = 64LL * 1024 * 1024;
constexpr qsizetype prefetchMost = 24;
constexpr int cineDefaultMs = 66;

/// Quiet words in the middle of a view without a picture.
void drawMessage(QPainter& painter, const QRect& area, const QString& text) {
    painter.setPen(QColor(154, 165, 176));
    painter.drawText(area.adjusted(32, 32, -32, -32), Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace

ImageView::ImageView(DecodeQueue& queue, QWidget* parent) : QWidget(parent), m_queue(queue) {
    setObjectName(QStringLiteral("image"));
    setAccessibleName(QStringLiteral("Image"));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setMinimumSize(120, 120);
    m_emptyText = QStringLiteral("No image here. Choose a series on the left.");
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleAfter);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_reduced = {};
        update();
    });
    connect(&m_cine, &QTimer::timeout, this, &ImageView::step);
    connect(&queue, &DecodeQueue::frameReady, this, &ImageView::takeFrame);
    connect(&queue, &DecodeQueue::frameFailed, this, &ImageView::takeFailure);
}

ImageView::~ImageView() {
    m_queue.want(this, {});
}

void ImageView::setStack(const ImageStack& stack, const Labels& labels) {
    m_stack = stack;
    m_labels = labels;
    m_cine.stop();
    m_window.reset();
    m_polarity = Polarity::Normal;
    m_shown.reset();
    m_shownIndex = -1;
    m_index = -1;
    m_image = {};
    m_problem.clear();
    m_transform.fit();
    if (!stack.slices.isEmpty()) goTo(stack.isCine() ? 0 : stack.slices.size() / 2, Origin::Program);
    update();
}

void ImageView::updateStack(const ImageStack& stack) {
    const auto keep = [&](qsizetype index) -> qsizetype {
        if (index < 0 || index >= m_stack.slices.size()) return -1;
        const auto& slice = m_stack.slices.at(index);
        for (qsizetype i = 0; i < stack.slices.size(); ++i)
            if (stack.slices.at(i).instance == slice.instance &&
                stack.slices.at(i).frame.frame == slice.frame.frame)
                return i;
        return -1;
    };
    const auto index = keep(m_index);
    const auto shownIndex = keep(m_shownIndex);
    m_stack = stack;
    m_shownIndex = shownIndex;
    if (m_shownIndex < 0) m_shown.reset();
    m_index = index >= 0 || stack.slices.isEmpty()
                  ? index
                  : std::min(std::max<qsizetype>(0, m_index), stack.slices.size() - 1);
    wish();
    update();
}

void ImageView::clear() {
    setStack({}, {});
}

void ImageView::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

void ImageView::setActive(bool active) {
    m_active = active;
    update();
}

void ImageView::setLinkNote(const QString& note) {
    m_linkNote = note;
    update();
}

std::optional<report::ImageReference> ImageView::shownReference() const {
    if (!m_shown || m_shownIndex < 0) return {};
    return m_stack.slices.at(m_shownIndex).reference();
}

std::optional<double> ImageView::position() const {
    if (m_index < 0) return {};
    return m_stack.slices.at(m_index).position;
}

void ImageView::goTo(qsizetype index, Origin origin) {
    if (m_stack.slices.isEmpty()) return;
    const auto target = std::clamp<qsizetype>(index, 0, m_stack.slices.size() - 1);
    if (target == m_index) return;
    m_direction = target > m_index ? 1 : -1;
    m_index = target;
    if (!m_problem.isEmpty()) {
        // The words were about the image before.
        m_problem.clear();
        m_shownIndex = -1;
    }
    wish();
    Q_EMIT scrolled(origin);
}

void ImageView::scrollBy(qsizetype slices) {
    goTo(m_index + slices, Origin::Reader);
}

/// Shows the wanted slice when it is decoded; asks for it and for its neighbours, more of them in the
/// direction of travel.
void ImageView::wish() {
    if (m_index < 0) return m_queue.want(this, {});
    const auto key = m_stack.slices.at(m_index).frame;
    if (auto frame = m_queue.cached(key))
        showFrame(std::move(frame));
    else if (m_queue.failure(key))
        takeFailure(key);
    const qint64 bytes =
        m_shown ? static_cast<qint64>(m_shown->samples.size() * sizeof(std::int32_t) + m_shown->rgb.size())
                : 0;
    const auto reach = bytes > 0 ? std::clamp<qsizetype>(prefetchBytes / bytes, 2, prefetchMost) : 4;
    QList<FrameKey> frames{key};
    const auto add = [&](qsizetype index) {
        if (index >= 0 && index < m_stack.slices.size()) frames << m_stack.slices.at(index).frame;
    };
    for (qsizetype distance = 1; distance <= reach; ++distance) {
        add(m_index + m_direction * distance);
        if (distance <= reach / 3 + 1) add(m_index - m_direction * distance);
    }
    m_queue.want(this, frames);
    update();
}

void ImageView::takeFrame(const FrameKey& key) {
    if (m_index < 0 || m_stack.slices.at(m_index).frame != key) return;
    if (auto frame = m_queue.cached(key)) showFrame(std::move(frame));
}

void ImageView::takeFailure(const FrameKey& key) {
    if (m_index < 0 || m_stack.slices.at(m_index).frame != key) return;
    const auto error = m_queue.failure(key);
    if (!error) return;
    m_shown.reset();
    m_image = {};
    m_shownIndex = m_index;
    m_problem = error->message.isEmpty() ? QStringLiteral("its pixels cannot be read") : error->message;
    setToolTip(error->detail);
    update();
    Q_EMIT shown();
}

void ImageView::showFrame(Frame frame) {
    m_shown = std::move(frame);
    m_shownIndex = m_index;
    m_problem.clear();
    setToolTip({});
    m_transform.setImage(QSizeF(m_shown->columns, m_shown->rows), pixelAspect(*m_shown));
    render();
    announce();
    Q_EMIT shown();
}

void ImageView::render() {
    if (!m_shown) return;
    m_image = renderFrame(*m_shown, window(), m_polarity);
    m_reduced = {};
    update();
}

void ImageView::announce() {
    setAccessibleDescription(QStringLiteral("%1, image %2 of %3")
                                 .arg(m_stack.title())
                                 .arg(m_shownIndex + 1)
                                 .arg(m_stack.slices.size()));
}

study::Window ImageView::window() const {
    if (m_window) return *m_window;
    return m_shown && !m_shown->isColour() ? study::defaultWindow(*m_shown) : study::Window{};
}

void ImageView::setWindow(const study::Window& window) {
    m_window = window;
    render();
    m_settle.start();
    Q_EMIT windowChanged();
}

void ImageView::usePreset(int number) {
    if (number == 0) {
        m_window.reset();
        render();
        return Q_EMIT windowChanged();
    }
    const auto& presets = study::windowPresets(m_stack.modality);
    if (number <= static_cast<int>(presets.size())) setWindow(presets[static_cast<std::size_t>(number - 1)]);
}

void ImageView::fit() {
    m_transform.fit();
    m_reduced = {};
    update();
}

void ImageView::actualSize() {
    m_transform.actualSize(devicePixelRatioF());
    m_reduced = {};
    update();
}

void ImageView::toggleInvert() {
    m_polarity = m_polarity == Polarity::Normal ? Polarity::Inverted : Polarity::Normal;
    render();
}

void ImageView::reset() {
    m_polarity = Polarity::Normal;
    m_transform.fit();
    usePreset(0);
}

void ImageView::togglePlay() {
    if (m_cine.isActive()) {
        m_cine.stop();
    } else if (m_stack.slices.size() > 1) {
        const double interval = m_shown && m_shown->frameTime > 0 ? m_shown->frameTime : cineDefaultMs;
        m_cine.start(std::max(5, static_cast<int>(std::lround(interval))));
    }
    update();
}

void ImageView::step() {
    // A frame that is not decoded yet is waited for: a clip that drops frames can hide what is looked for.
    if (m_shownIndex != m_index) return;
    goTo(m_index + 1 < m_stack.slices.size() ? m_index + 1 : 0, Origin::Program);
}

QStringList ImageView::overlayLines() const {
    return overlayFor({m_stack, m_labels, m_shown.get(), m_shownIndex, m_index, window(),
                       m_transform.columnScale() * devicePixelRatioF(), isInverted(), m_linkNote})
        .lines();
}

QSize ImageView::targetPixels() const {
    const auto box = m_transform.imageToView().mapRect(QRectF(0, 0, m_image.width(), m_image.height()));
    return (box.size() * devicePixelRatioF()).toSize();
}

void ImageView::drawImage(QPainter& painter) {
    const auto box = m_transform.imageToView().mapRect(QRectF(0, 0, m_image.width(), m_image.height()));
    const double screenScale = m_transform.columnScale() * devicePixelRatioF();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (screenScale >= reduceBelow || m_settle.isActive()) return painter.drawImage(box, m_image);
    if (m_reduced.isNull()) m_reduced = reduced(m_image, targetPixels().expandedTo({1, 1}));
    painter.drawImage(box, m_reduced);
}

void ImageView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    if (isEmpty()) {
        drawMessage(painter, rect(), m_emptyText);
    } else if (!m_problem.isEmpty()) {
        drawMessage(
            painter, rect(),
            QStringLiteral(
                "Image %1 of %2 cannot be shown.\n%3\n\nThe file is kept as it came; the other images "
                "are not affected.")
                .arg(m_index + 1)
                .arg(m_stack.slices.size())
                .arg(m_problem));
    } else if (!m_shown) {
        drawMessage(painter, rect(),
                    QStringLiteral("Loading image %1 of %2").arg(m_index + 1).arg(m_stack.slices.size()));
    } else {
        drawImage(painter);
    }
    if (!isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        paintOverlay(painter, rect(),
                     overlayFor({m_stack, m_labels, m_shown.get(), m_shownIndex, m_index, window(),
                                 m_transform.columnScale() * devicePixelRatioF(), isInverted(), m_linkNote}),
                     palette());
        painter.setFont(font());
        if (m_shown) paintScaleBar(painter, rect(), *m_shown, m_transform.columnScale(), palette());
    }
    // The view that keys go to: a line of light, brighter with the focus in it.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QColor frame = hasFocus() ? QColor(134, 197, 244)
                         : m_active ? QColor(70, 120, 160)
                                    : QColor(44, 52, 59);
    painter.setPen(QPen(frame, hasFocus() ? 2 : 1));
    painter.drawRect(hasFocus() ? rect().adjusted(1, 1, -1, -1) : rect().adjusted(0, 0, -1, -1));
}

void ImageView::resizeEvent(QResizeEvent*) {
    m_transform.setView(size());
    m_reduced = {};
}

} // namespace vigil::ui
