// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportDocument.h"

#include "ui/Theme.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QTextCursor>

namespace vigil::ui {

namespace {

constexpr int headingProperty = QTextFormat::UserProperty + 1;
constexpr int imageProperty = QTextFormat::UserProperty + 2;
constexpr int chipObject = QTextFormat::UserObject + 1;
constexpr qreal chipPadding = 7;
constexpr qreal chipRadius = 4;

QTextBlockFormat headingFormat(int section) {
    QTextBlockFormat format;
    format.setProperty(headingProperty, section + 1);
    format.setTopMargin(section == 0 ? 2 : 14);
    format.setBottomMargin(3);
    return format;
}

QTextBlockFormat bodyFormat() {
    constexpr qreal lineHeight = 128;
    QTextBlockFormat format;
    format.setLineHeight(lineHeight, QTextBlockFormat::ProportionalHeight);
    format.setBottomMargin(4);
    return format;
}

QTextCharFormat headingText() {
    QTextCharFormat format;
    format.setFontWeight(QFont::DemiBold);
    format.setForeground(toneColour(QApplication::palette(), Tone::Muted));
    return format;
}

/// The words of a block without its chips.
QString wordsOf(const QTextBlock& block) {
    return QString(block.text()).remove(QChar::ObjectReplacementCharacter).trimmed();
}

} // namespace

ReportDocument::ReportDocument(QObject* parent) : QTextDocument(parent) {
    documentLayout()->registerHandler(chipObject, this);
    setDocumentMargin(10);
}

void ReportDocument::setImageLabels(ImageLabels labels) {
    m_labels = std::move(labels);
    markContentsDirty(0, characterCount());
}

void ReportDocument::setSections(const QList<report::Section>& sections) {
    setUndoRedoEnabled(false); // what was loaded cannot be undone into an empty report
    clear();
    m_headings.clear();
    m_images.clear();
    QTextCursor cursor(this);
    for (const auto& section : sections) {
        const auto number = static_cast<int>(m_headings.size());
        if (number > 0) cursor.insertBlock();
        cursor.setBlockFormat(headingFormat(number));
        cursor.insertText(section.heading.meaning, headingText());
        m_headings << section.heading;
        auto paragraphs = section.paragraphs;
        if (paragraphs.isEmpty()) paragraphs << report::Paragraph{};
        for (const auto& paragraph : std::as_const(paragraphs)) {
            cursor.insertBlock(bodyFormat(), QTextCharFormat());
            cursor.insertText(paragraph.text, QTextCharFormat());
            for (const auto& image : paragraph.images)
                insertChip(cursor, image);
        }
    }
    setUndoRedoEnabled(true);
    setModified(false);
}

QList<report::Section> ReportDocument::sections() const {
    QList<report::Section> result;
    for (auto block = begin(); block.isValid(); block = block.next()) {
        if (isHeading(block)) {
            result << report::Section{m_headings.value(static_cast<int>(result.size())), {}};
            continue;
        }
        const report::Paragraph paragraph{wordsOf(block), imagesOf(block)};
        if (!result.isEmpty() && !(paragraph.text.isEmpty() && paragraph.images.isEmpty()))
            result.last().paragraphs << paragraph;
    }
    return result;
}

bool ReportDocument::isHeading(const QTextBlock& block) {
    return block.blockFormat().hasProperty(headingProperty);
}

int ReportDocument::sectionOf(const QTextBlock& block) const {
    for (auto b = block; b.isValid(); b = b.previous())
        if (isHeading(b)) return b.blockFormat().intProperty(headingProperty) - 1;
    return -1;
}

QTextBlock ReportDocument::bodyOf(int section) const {
    for (auto block = begin(); block.isValid(); block = block.next())
        if (isHeading(block) && block.blockFormat().intProperty(headingProperty) == section + 1)
            return block.next();
    return {};
}

int ReportDocument::positionOf(int section, int paragraph, int offset) const {
    auto last = bodyOf(section);
    int left = paragraph;
    for (auto block = last; block.isValid() && !isHeading(block); block = block.next()) {
        last = block;
        const auto words = wordsOf(block);
        if (words.isEmpty() && imagesOf(block).isEmpty()) continue; // no paragraph of the report
        if (left-- > 0) continue;
        const auto lead = std::max<qsizetype>(0, block.text().indexOf(words));
        const auto reach = std::min<qsizetype>(offset, words.size());
        return block.position() + static_cast<int>(lead + reach);
    }
    return last.isValid() ? last.position() + last.length() - 1 : 0;
}

void ReportDocument::insertChip(QTextCursor& cursor, const report::ImageReference& image) {
    QTextCharFormat format;
    format.setObjectType(chipObject);
    format.setProperty(imageProperty, static_cast<int>(m_images.size()));
    format.setVerticalAlignment(QTextCharFormat::AlignMiddle);
    m_images << image;
    cursor.insertText(QStringLiteral(" "), QTextCharFormat());
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    cursor.setCharFormat(QTextCharFormat());
}

void ReportDocument::appendImage(const QTextBlock& paragraph, const report::ImageReference& image) {
    if (imagesOf(paragraph).contains(image)) return;
    QTextCursor cursor(paragraph);
    cursor.movePosition(QTextCursor::EndOfBlock);
    cursor.beginEditBlock();
    insertChip(cursor, image);
    cursor.endEditBlock();
}

QList<report::ImageReference> ReportDocument::imagesOf(const QTextBlock& block) const {
    QList<report::ImageReference> result;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const auto fragment = it.fragment();
        if (fragment.charFormat().objectType() != chipObject) continue;
        result << m_images.value(fragment.charFormat().intProperty(imageProperty));
    }
    return result;
}

std::optional<report::ImageReference> ReportDocument::imageAt(int position) const {
    if (characterAt(position) != QChar::ObjectReplacementCharacter) return std::nullopt;
    QTextCursor cursor(const_cast<ReportDocument*>(this)); // Qt has no cursor for reading only
    cursor.setPosition(position + 1); // the format of a position is that of the character before it
    const auto format = cursor.charFormat();
    if (format.objectType() != chipObject) return std::nullopt;
    return m_images.value(format.intProperty(imageProperty));
}

QString ReportDocument::labelOf(const QTextFormat& format) const {
    const auto label = m_labels ? m_labels(m_images.value(format.intProperty(imageProperty))) : QString();
    return label.isEmpty() ? QStringLiteral("Image") : label;
}

QSizeF ReportDocument::intrinsicSize(QTextDocument*, int, const QTextFormat& format) {
    const QFontMetricsF metrics(defaultFont());
    return {metrics.horizontalAdvance(labelOf(format)) + 2 * chipPadding, metrics.height() + 2};
}

void ReportDocument::drawObject(QPainter* painter, const QRectF& rect, QTextDocument*, int,
                                const QTextFormat& format) {
    const auto palette = QApplication::palette();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(toneColour(palette, Tone::Info));
    painter->setBrush(toneSurface(palette, Tone::Info));
    painter->drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), chipRadius, chipRadius);
    painter->setFont(defaultFont());
    painter->drawText(rect, Qt::AlignCenter, labelOf(format));
    painter->restore();
}

} // namespace vigil::ui
