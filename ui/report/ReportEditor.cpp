// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportEditor.h"

#include "ui/Theme.h"

#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QTextBlock>

namespace vigil::ui {

namespace {

const QRegularExpression& fieldPattern() {
    static const QRegularExpression pattern(QStringLiteral(R"(\[[^\[\]\n]*\])"));
    return pattern;
}

bool isDeletion(const QKeyEvent& event) {
    return event.key() == Qt::Key_Backspace || event.key() == Qt::Key_Delete ||
           event.matches(QKeySequence::DeleteEndOfLine) || event.matches(QKeySequence::DeleteEndOfWord) ||
           event.matches(QKeySequence::DeleteStartOfWord) || event.matches(QKeySequence::DeleteCompleteLine);
}

} // namespace

ReportEditor::ReportEditor(QWidget* parent) : QTextEdit(parent) {
    setObjectName(QStringLiteral("reportEditor"));
    setAccessibleName(QStringLiteral("Report editor"));
    setAcceptRichText(false);
    setAcceptDrops(false); // a text dragged over a heading would take its place
    m_document = new ReportDocument(this);
    m_document->setDefaultFont(scaledFont(font(), 1));
    setDocument(m_document);
    viewport()->setMouseTracking(true);
    m_identity = new QLabel(viewport());
    m_identity->setObjectName(QStringLiteral("identityOverCaret"));
    m_identity->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_identity->setTextFormat(Qt::PlainText);
    m_identity->setAutoFillBackground(true);
    m_identity->setMargin(6);
    m_identity->hide();
    connect(m_document, &QTextDocument::contentsChange, this, [this](int, int removed, int added) {
        if (m_document->isUndoRedoEnabled() && (removed > 0 || added > 0)) Q_EMIT edited();
    });
    connect(this, &QTextEdit::cursorPositionChanged, this, [this] {
        keepOutOfHeadings();
        placeIdentity();
    });
}

void ReportEditor::setAdmission(Admission admission) {
    m_admission = std::move(admission);
}

void ReportEditor::setImageLabels(ImageLabels labels) {
    m_document->setImageLabels(std::move(labels));
}

void ReportEditor::setSections(const QList<report::Section>& sections) {
    setExtraSelections({});
    m_document->setSections(sections);
    auto cursor = textCursor();
    if (const auto body = m_document->bodyOf(0); body.isValid()) cursor.setPosition(body.position());
    setTextCursor(cursor);
}

bool ReportEditor::admits(const QString& text) {
    return !m_admission || m_admission(text);
}

bool ReportEditor::selectionIsText() const {
    const auto cursor = textCursor();
    auto block = m_document->findBlock(cursor.selectionStart());
    for (; block.isValid() && block.position() <= cursor.selectionEnd(); block = block.next())
        if (ReportDocument::isHeading(block)) return false;
    return true;
}

bool ReportEditor::wouldTouchHeading(const QKeyEvent& event) const {
    if (!selectionIsText()) return true;
    const auto cursor = textCursor();
    if (cursor.hasSelection() || !isDeletion(event)) return false;
    const auto block = cursor.block();
    const bool backwards = event.key() == Qt::Key_Backspace || event.matches(QKeySequence::DeleteStartOfWord);
    if (backwards) return cursor.atBlockStart() && ReportDocument::isHeading(block.previous());
    if (event.matches(QKeySequence::DeleteCompleteLine)) return true;
    return cursor.atBlockEnd() && ReportDocument::isHeading(block.next());
}

bool ReportEditor::changesText(const QKeyEvent& event) const {
    if (isDeletion(event) || event.matches(QKeySequence::Undo) || event.matches(QKeySequence::Redo) ||
        event.matches(QKeySequence::Cut))
        return true;
    const auto text = event.text();
    const bool command = (event.modifiers() & Qt::ControlModifier) != 0;
    const bool altGr = (event.modifiers() & Qt::AltModifier) != 0; // with Control: AltGr on some keyboards
    return !text.isEmpty() && (!command || altGr) &&
           (text.at(0).isPrint() || text.at(0) == u'\r' || text.at(0) == u'\n');
}

void ReportEditor::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F2) {
        Q_EMIT deliberateAct();
        return;
    }
    if (takeNavigation(*event)) return;
    if (changesText(*event)) {
        QString text = isDeletion(*event) ? QString() : event->text();
        text.replace(u'\r', u'\n');
        if (!admits(text)) return;
        const bool history = event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo);
        if (!history && wouldTouchHeading(*event)) return;
    }
    QTextEdit::keyPressEvent(event);
}

bool ReportEditor::takeNavigation(const QKeyEvent& event) {
    const bool plain = event.modifiers() == Qt::NoModifier;
    if (event.matches(QKeySequence::SelectAll)) return selectSection(), true;
    switch (event.key()) {
    case Qt::Key_Tab:
        if (!plain) return false;
        return hop(Qt::DownArrow), true;
    case Qt::Key_Backtab:
        return hop(Qt::UpArrow), true;
    case Qt::Key_F6:
        return hop(plain ? Qt::DownArrow : Qt::UpArrow), true;
    case Qt::Key_F4:
        return showImageOfParagraph(), true;
    default:
        return false;
    }
}

void ReportEditor::inputMethodEvent(QInputMethodEvent* event) {
    // Dictation software types by committing whole phrases.
    const auto text = event->commitString();
    if (!text.isEmpty() && (!admits(text) || !selectionIsText())) return event->accept();
    QTextEdit::inputMethodEvent(event);
}

void ReportEditor::insertFromMimeData(const QMimeData* source) {
    if (!source->hasText() || !admits(source->text()) || !selectionIsText()) return;
    QTextEdit::insertFromMimeData(source);
}

void ReportEditor::insertWords(const QString& text) {
    if (!selectionIsText()) return;
    textCursor().insertText(text);
}

void ReportEditor::insertImage(const report::ImageReference& image) {
    auto block = textCursor().block();
    if (ReportDocument::isHeading(block)) block = block.next();
    if (block.isValid()) m_document->appendImage(block, image);
}

void ReportEditor::hop(Qt::ArrowType direction) {
    if (hopToField(direction)) return;
    const int count = m_document->sectionCount();
    if (count == 0) return;
    const int here = m_document->sectionOf(textCursor().block());
    const int next = (here + (direction == Qt::DownArrow ? 1 : count - 1)) % count;
    auto block = m_document->bodyOf(next);
    while (block.next().isValid() && !ReportDocument::isHeading(block.next()))
        block = block.next();
    auto cursor = textCursor();
    cursor.setPosition(block.position() + block.length() - 1);
    setTextCursor(cursor);
    ensureCursorVisible();
}

bool ReportEditor::hopToField(Qt::ArrowType direction) {
    const auto cursor = textCursor();
    const auto found = direction == Qt::DownArrow ? m_document->find(fieldPattern(), cursor)
                                                  : m_document->find(fieldPattern(), cursor.selectionStart(),
                                                                     QTextDocument::FindBackward);
    if (found.isNull()) return false;
    setTextCursor(found);
    return true;
}

void ReportEditor::selectSection() {
    auto cursor = textCursor();
    const auto first = m_document->bodyOf(std::max(0, m_document->sectionOf(cursor.block())));
    auto last = first;
    while (last.next().isValid() && !ReportDocument::isHeading(last.next()))
        last = last.next();
    cursor.setPosition(first.position());
    cursor.setPosition(last.position() + last.length() - 1, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

void ReportEditor::keepOutOfHeadings() {
    auto cursor = textCursor();
    const bool upwards = cursor.position() < m_lastPosition;
    m_lastPosition = cursor.position();
    if (cursor.hasSelection() || !ReportDocument::isHeading(cursor.block())) return;
    const auto block = cursor.block();
    if (upwards && block.previous().isValid())
        cursor.setPosition(block.previous().position() + block.previous().length() - 1);
    else if (block.next().isValid())
        cursor.setPosition(block.next().position());
    else
        return;
    setTextCursor(cursor);
}

void ReportEditor::setMarks(const QList<TextMark>& marks, int current) {
    QList<QTextEdit::ExtraSelection> selections;
    for (qsizetype i = 0; i < marks.size(); ++i) {
        const auto& mark = marks.at(i);
        if (mark.section < 0 || mark.length <= 0) continue;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(m_document);
        selection.cursor.setPosition(m_document->positionOf(mark.section, mark.paragraph, mark.start));
        selection.cursor.setPosition(
            m_document->positionOf(mark.section, mark.paragraph, mark.start + mark.length),
            QTextCursor::KeepAnchor);
        selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        selection.format.setUnderlineColor(toneColour(palette(), Tone::Warning));
        if (i == current) selection.format.setBackground(toneSurface(palette(), Tone::Warning));
        selections << selection;
    }
    setExtraSelections(selections);
}

void ReportEditor::selectWords(const TextMark& words) {
    if (words.section < 0) return;
    auto cursor = textCursor();
    cursor.setPosition(m_document->positionOf(words.section, words.paragraph, words.start));
    cursor.setPosition(m_document->positionOf(words.section, words.paragraph, words.start + words.length),
                       QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void ReportEditor::showImageOfParagraph() {
    const auto images = m_document->imagesOf(textCursor().block());
    if (!images.isEmpty()) Q_EMIT imageActivated(images.first());
}

std::optional<report::ImageReference> ReportEditor::chipUnder(const QPoint& point) const {
    const int position = cursorForPosition(point).position();
    for (const int at : {position - 1, position}) {
        if (at < 0) continue;
        QTextCursor left(m_document);
        left.setPosition(at);
        QTextCursor right(m_document);
        right.setPosition(std::min(at + 1, m_document->characterCount() - 1));
        const auto area = cursorRect(left).united(cursorRect(right));
        if (const auto image = m_document->imageAt(at); image && area.contains(point)) return image;
    }
    return std::nullopt;
}

void ReportEditor::mousePressEvent(QMouseEvent* event) {
    Q_EMIT deliberateAct();
    QTextEdit::mousePressEvent(event);
}

void ReportEditor::mouseReleaseEvent(QMouseEvent* event) {
    QTextEdit::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || textCursor().hasSelection()) return;
    if (const auto image = chipUnder(event->pos())) Q_EMIT imageActivated(*image);
}

void ReportEditor::mouseMoveEvent(QMouseEvent* event) {
    QTextEdit::mouseMoveEvent(event);
    viewport()->setCursor(chipUnder(event->pos()) ? Qt::PointingHandCursor : Qt::IBeamCursor);
}

void ReportEditor::contextMenuEvent(QContextMenuEvent* event) {
    if (!selectionIsText()) return;
    auto* menu = createStandardContextMenu();
    if (!menu) return;
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->globalPos());
}

void ReportEditor::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    placeIdentity();
}

void ReportEditor::paintEvent(QPaintEvent* event) {
    QTextEdit::paintEvent(event);
    // An empty section says so quietly, without being text.
    QPainter painter(viewport());
    painter.setPen(toneColour(palette(), Tone::Muted));
    painter.setFont(m_document->defaultFont());
    for (int section = 0; section < m_document->sectionCount(); ++section) {
        const auto block = m_document->bodyOf(section);
        const bool alone = !block.next().isValid() || ReportDocument::isHeading(block.next());
        if (!alone || block.length() > 1 || block == textCursor().block()) continue;
        QTextCursor cursor(block);
        const auto rect = cursorRect(cursor);
        painter.drawText(QRect(rect.left(), rect.top(), viewport()->width(), rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("–"));
    }
}

void ReportEditor::showIdentity(const QString& text) {
    if (showsIdentity() && m_identity->accessibleName() == text) return;
    m_identity->setAccessibleName(text);
    m_identity->setPalette([this] {
        auto colours = palette();
        colours.setColor(QPalette::Window, toneSurface(palette(), Tone::Info));
        colours.setColor(QPalette::WindowText, toneColour(palette(), Tone::Plain));
        return colours;
    }());
    m_identity->show();
    placeIdentity();
}

void ReportEditor::hideIdentity() {
    m_identity->hide();
}

bool ReportEditor::showsIdentity() const {
    return !m_identity->isHidden();
}

void ReportEditor::placeIdentity() {
    if (m_identity->isHidden()) return;
    // Half of the width at most: a study of many requests must not hide what is written.
    QStringList lines;
    for (const auto& line : m_identity->accessibleName().split(u'\n'))
        lines << m_identity->fontMetrics().elidedText(line, Qt::ElideRight, viewport()->width() / 2);
    m_identity->setText(lines.join(u'\n'));
    m_identity->adjustSize();
    // At the right of the caret's line, where headings and most lines have ended; under a line that has not.
    const auto caret = cursorRect();
    const int left = std::max(0, viewport()->width() - m_identity->width() - 4);
    auto lineEnd = textCursor();
    lineEnd.movePosition(QTextCursor::EndOfLine);
    const bool lineIsLong = cursorRect(lineEnd).right() >= left;
    const int top = lineIsLong ? caret.bottom() + 2 : caret.bottom() - m_identity->height();
    m_identity->move(left, std::max(0, top));
    m_identity->raise();
}

} // namespace vigil::ui
