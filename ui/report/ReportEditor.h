// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/report/ReportDocument.h"

#include <QTextEdit>

#include <functional>

class QLabel;

namespace vigil::ui {

/// Words of the report that a remark or an alert is about.
struct TextMark {
    int section = -1; ///< -1: the whole report
    int paragraph = -1;
    int start = 0;
    int length = 0;

    bool operator==(const TextMark&) const = default;
};

/// The report as one calm page: headings that stay, free text below each. Every text that arrives (keys,
/// dictation, paste) is first shown to the admission; what it does not admit is not typed. Tab and F6 hop to
/// the next field ([…]) or section, F4 shows the paragraph's image. Owned by ReportPanel; UI thread.
class ReportEditor : public QTextEdit {
    Q_OBJECT
public:
    /// Says whether `text` may be typed now; empty text stands for a deletion, an undo or a cut.
    using Admission = std::function<bool(const QString& text)>;

    explicit ReportEditor(QWidget* parent = nullptr);

    void setAdmission(Admission admission);
    void setImageLabels(ImageLabels labels);
    void setSections(const QList<report::Section>& sections);
    [[nodiscard]] QList<report::Section> sections() const { return m_document->sections(); }
    [[nodiscard]] QString headingOf(int section) const { return m_document->headingOf(section); }

    /// Underlines the words of remarks; `current` of them is set off.
    void setMarks(const QList<TextMark>& marks, int current = -1);
    void selectWords(const TextMark& words);
    /// Shows whose report this is over the caret, until hidden.
    void showIdentity(const QString& text);
    void hideIdentity();
    [[nodiscard]] bool showsIdentity() const;

    /// Puts a chip at the end of the paragraph with the caret.
    void insertImage(const report::ImageReference& image);
    /// Types at the caret, as an act of the reader (late text put here, a prior's text).
    void insertWords(const QString& text);
    void hop(Qt::ArrowType direction);

Q_SIGNALS:
    void edited();
    void deliberateAct();
    void imageActivated(const vigil::report::ImageReference& image);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] bool admits(const QString& text);
    [[nodiscard]] bool selectionIsText() const;
    [[nodiscard]] bool wouldTouchHeading(const QKeyEvent& event) const;
    [[nodiscard]] bool changesText(const QKeyEvent& event) const;
    bool takeNavigation(const QKeyEvent& event);
    bool hopToField(Qt::ArrowType direction);
    void selectSection();
    void keepOutOfHeadings();
    void showImageOfParagraph();
    [[nodiscard]] std::optional<report::ImageReference> chipUnder(const QPoint& point) const;
    void placeIdentity();

    ReportDocument* m_document = nullptr;
    Admission m_admission;
    QLabel* m_identity = nullptr;
    int m_lastPosition = 0;
};

} // namespace vigil::ui
