// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"

#include <QList>
#include <QString>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextObjectInterface>

#include <functional>

namespace vigil::ui {

/// How an image is called on its chip: "Se 3 · Im 42". Empty: the chip says "Image".
using ImageLabels = std::function<QString(const report::ImageReference&)>;

/// The sections of a report as one text document: a heading block per section, which cannot be edited, and
/// its paragraphs as plain blocks below; an image reference is a chip at the end of its paragraph. Owned by
/// the editor; UI thread.
class ReportDocument : public QTextDocument, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    explicit ReportDocument(QObject* parent = nullptr);

    void setImageLabels(ImageLabels labels);
    void setSections(const QList<report::Section>& sections);
    [[nodiscard]] QList<report::Section> sections() const;

    [[nodiscard]] static bool isHeading(const QTextBlock& block);
    /// The section that a block belongs to, -1 before the first.
    [[nodiscard]] int sectionOf(const QTextBlock& block) const;
    /// The first paragraph of a section.
    [[nodiscard]] QTextBlock bodyOf(int section) const;
    [[nodiscard]] int sectionCount() const { return static_cast<int>(m_headings.size()); }
    [[nodiscard]] QString headingOf(int section) const { return m_headings.value(section).meaning; }
    /// Where `offset` of the words of a paragraph (as sections() counts them) stands in the document.
    [[nodiscard]] int positionOf(int section, int paragraph, int offset) const;

    void appendImage(const QTextBlock& paragraph, const report::ImageReference& image);
    [[nodiscard]] QList<report::ImageReference> imagesOf(const QTextBlock& block) const;
    /// The image whose chip is the character at `position`; nothing elsewhere.
    [[nodiscard]] std::optional<report::ImageReference> imageAt(int position) const;

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                    const QTextFormat& format) override;

private:
    [[nodiscard]] QString labelOf(const QTextFormat& format) const;
    void insertChip(QTextCursor& cursor, const report::ImageReference& image);

    QList<study::Code> m_headings;
    QList<report::ImageReference> m_images;
    ImageLabels m_labels;
};

} // namespace vigil::ui
