// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PixelFrame.h"
#include "ui/viewer/FrameImage.h"
#include "ui/viewer/ImageStack.h"
#include "ui/viewer/ViewTransform.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTimer>
#include <QWidget>

#include <optional>

namespace vigil::ui {

/// One image on black: scrolls a stack, windows, zooms, moves, plays. What the corners say is always about
/// the picture that is seen: while the next one is decoded, the previous stays with its own number. UI
/// thread; the queue outlives it.
///
/// Mouse: wheel = slices · left drag = slices · right drag = window (right: wider, up: brighter) · middle or
/// Shift+left drag = move · Ctrl+wheel = zoom · double click = this view alone. Keys: see helpForKeys().
class ImageView : public QWidget {
    Q_OBJECT
public:
    /// What the corners say about patient and study.
    struct Labels {
        QString patient;
        QString study;
        QString date;
        bool isPrior = false;

        bool operator==(const Labels&) const = default;
    };
    enum class Origin { Reader, Program };

    ImageView(DecodeQueue& queue, QWidget* parent = nullptr);
    ~ImageView() override;

    /// Shows another stack, from its middle slice (first of a clip).
    void setStack(const ImageStack& stack, const Labels& labels);
    /// The same stack with more (or fewer) slices: the slice that is shown stays.
    void updateStack(const ImageStack& stack);
    void clear();
    /// What to say while there is no stack.
    void setEmptyText(const QString& text);
    void setActive(bool active);
    void setLinkNote(const QString& note);

    [[nodiscard]] const ImageStack& stack() const { return m_stack; }
    [[nodiscard]] bool isEmpty() const { return m_stack.slices.isEmpty(); }
    [[nodiscard]] qsizetype index() const { return m_index; }
    /// The slice whose picture is on the screen; -1 while there is none.
    [[nodiscard]] qsizetype shownIndex() const { return m_shownIndex; }
    [[nodiscard]] Frame shownFrame() const { return m_shown; }
    /// The image on the screen as a report would point at it.
    [[nodiscard]] std::optional<report::ImageReference> shownReference() const;
    [[nodiscard]] std::optional<double> position() const;
    [[nodiscard]] study::Window window() const;
    [[nodiscard]] const ViewTransform& transform() const { return m_transform; }
    [[nodiscard]] bool isInverted() const { return m_polarity == Polarity::Inverted; }
    [[nodiscard]] bool isPlaying() const { return m_cine.isActive(); }
    [[nodiscard]] QStringList overlayLines() const;
    [[nodiscard]] QString problem() const { return m_problem; }

    void goTo(qsizetype index, Origin origin);
    void scrollBy(qsizetype slices);
    void setWindow(const study::Window& window);
    void usePreset(int number); ///< from 1; 0 = as the image says
    void fit();
    void actualSize();
    void toggleInvert();
    void reset();
    void togglePlay();

    /// Keys and what they do, for F1: pairs of key and words.
    [[nodiscard]] static QList<std::pair<QString, QString>> helpForKeys();

Q_SIGNALS:
    void activated();
    /// The wanted slice changed.
    void scrolled(vigil::ui::ImageView::Origin origin);
    /// Another picture is on the screen.
    void shown();
    void windowChanged();
    void maximiseRequested();
    void seriesStepRequested(int step);
    void linkRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { None, Scroll, Window, Move, Zoom };

    void wish();
    void takeFrame(const FrameKey& key);
    void takeFailure(const FrameKey& key);
    void showFrame(Frame frame);
    void render();
    void drawImage(QPainter& painter);
    void step();
    void announce();
    bool scrollKey(int key);
    bool pictureKey(const QKeyEvent& event);
    [[nodiscard]] QSize targetPixels() const;

    DecodeQueue& m_queue;
    ImageStack m_stack;
    Labels m_labels;
    QString m_emptyText;
    QString m_linkNote;
    qsizetype m_index = -1;
    qsizetype m_shownIndex = -1;
    Frame m_shown;
    QString m_problem;
    QString m_problemDetail;
    bool m_active = false;

    std::optional<study::Window> m_window; ///< the reader's; without it the image's own
    Polarity m_polarity = Polarity::Normal;
    ViewTransform m_transform;
    QImage m_image;   ///< the shown frame, windowed, in its own size
    QImage m_reduced; ///< the same in screen pixels when it is shown smaller
    QTimer m_settle;  ///< sharpens once the reader rests
    QTimer m_cine;

    Drag m_drag = Drag::None;
    QPointF m_dragFrom;
    study::Window m_dragWindow;
    double m_dragRest = 0;
    int m_wheelRest = 0;
    int m_direction = 1; ///< of the last step: prefetch looks further that way
};

} // namespace vigil::ui
