// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ArrivalStrip.h"

#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

namespace {

constexpr int linesOfDetail = 6;

QString images(int count) {
    return count == 1 ? QStringLiteral("1 image") : QStringLiteral("%1 images").arg(count);
}

} // namespace

QString completenessText(const study::Completeness& state) {
    QStringList parts;
    if (state.vanished)
        parts << QStringLiteral(
            "The PACS does not name this study any more: it may have been deleted, moved or "
            "merged. What is here stays here; ask before you sign.");
    if (!state.asked && !state.problem.isEmpty()) {
        if (state.here > 0)
            parts << QStringLiteral("%1 here; how many there are is not known.").arg(images(state.here));
        parts << state.problem;
    } else if (state.asked && state.expected == 0) {
        parts << QStringLiteral("The PACS names no images for this study.");
    } else if (!state.missing.isEmpty()) {
        parts << QStringLiteral("%1 of %2 images here. Missing: %3. Do not report as complete.")
                     .arg(state.here)
                     .arg(state.expected)
                     .arg(study::missingText(state.series));
    }
    if (const auto text = study::unprovedText(state); !text.isEmpty())
        parts << text + QStringLiteral(" Do not report as complete.");
    if (state.grownBy > 0)
        parts << QStringLiteral("%1 more %2 in the PACS.")
                     .arg(state.grownBy)
                     .arg(state.grownBy == 1 ? QStringLiteral("image is") : QStringLiteral("images are"));
    if (state.shrunkBy > 0)
        parts << QStringLiteral(
                     "The PACS names %1 fewer than before. What is here stays here; ask before you "
                     "sign.")
                     .arg(images(state.shrunkBy));
    return parts.join(QLatin1Char(' '));
}

QString missingDetail(const study::Completeness& state) {
    QStringList lines;
    if (!state.contradiction.isEmpty()) lines << state.contradiction;
    if (!state.problem.isEmpty()) lines << state.problem;
    for (const auto& series : state.series) {
        lines << QStringLiteral("Series %1").arg(series.seriesUid);
        for (const auto& key : state.missing)
            if (key.seriesUid == series.seriesUid)
                lines << QStringLiteral("  %1  (SOP class %2)").arg(key.sopInstanceUid, key.sopClassUid);
    }
    return lines.join(QLatin1Char('\n'));
}

ArrivalStrip::ArrivalStrip(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("retrieveProgress"));
    setAccessibleName(QStringLiteral("Images arriving"));
    setProperty("role", QStringLiteral("bar"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new QProgressBar(this);
    m_bar->setFixedHeight(3);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(QStringLiteral("Images arriving"));
    column->addWidget(m_bar);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("retrieveText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    row->addWidget(m_text, 1);
    m_priors = new QLabel(this);
    m_priors->setObjectName(QStringLiteral("priorsText"));
    m_priors->setTextFormat(Qt::PlainText);
    m_priors->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_priors);
    m_details = button(QStringLiteral("Details"), "retrieveDetails");
    m_details->setAccessibleName(QStringLiteral("Details of missing images"));
    m_details->setProperty("role", QStringLiteral("flat"));
    m_details->setCheckable(true);
    m_again = button(QStringLiteral("Fetch the missing"), "retrieveAgain");
    m_seen = button(QStringLiteral("Seen"), "addedSeen");
    m_seen->setAccessibleName(QStringLiteral("Added images seen"));
    m_cancel = button(QStringLiteral(" Cancel"), "cancelRetrieve");
    m_cancel->setIcon(themedIcon(QStringLiteral("cancel")));
    m_cancel->setAccessibleName(QStringLiteral("Cancel retrieve"));
    m_cancel->setProperty("role", QStringLiteral("flat"));
    for (auto* each : {m_details, m_again, m_seen, m_cancel})
        row->addWidget(each);
    column->addLayout(row);

    m_detailArea = new QWidget(this);
    auto* detailRow = new QHBoxLayout(m_detailArea);
    detailRow->setContentsMargins(12, 0, 8, 6);
    m_detail = new QPlainTextEdit(m_detailArea);
    m_detail->setObjectName(QStringLiteral("missingDetail"));
    m_detail->setAccessibleName(QStringLiteral("Missing images"));
    m_detail->setReadOnly(true);
    m_detail->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_detail->setTabChangesFocus(true);
    m_detail->setFixedHeight(linesOfDetail * fontMetrics().lineSpacing());
    detailRow->addWidget(m_detail, 1);
    auto* copy = button(QStringLiteral("Copy"), "copyMissing");
    copy->setAccessibleName(QStringLiteral("Copy missing images"));
    detailRow->addWidget(copy, 0, Qt::AlignTop);
    column->addWidget(m_detailArea);

    connect(m_cancel, &QPushButton::clicked, this, &ArrivalStrip::cancelRequested);
    connect(m_again, &QPushButton::clicked, this, &ArrivalStrip::againRequested);
    connect(m_seen, &QPushButton::clicked, this, &ArrivalStrip::clear);
    connect(m_details, &QPushButton::toggled, m_detailArea, &QWidget::setVisible);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_detail->toPlainText()); });
    clear();
}

QPushButton* ArrivalStrip::button(const QString& text, const char* name) {
    auto* made = new QPushButton(text, this);
    made->setObjectName(QLatin1String(name));
    // The mouse may press it without taking the keys away from the image or the report.
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

void ArrivalStrip::setText(const QString& text, const QString& tone) {
    setLook(*m_text, "tone", tone);
    m_text->setText(text);
    setAccessibleDescription(text);
    showIfNeeded();
}

void ArrivalStrip::setActs(const QList<Act>& acts) {
    m_cancel->setVisible(acts.contains(Act::Cancel));
    m_again->setVisible(acts.contains(Act::Again));
    m_seen->setVisible(acts.contains(Act::Seen));
    m_noticed = acts.contains(Act::Seen);
}

void ArrivalStrip::setDetail(const QString& detail) {
    if (m_detail->toPlainText() != detail) m_detail->setPlainText(detail);
    m_details->setVisible(!detail.isEmpty());
    if (detail.isEmpty()) m_details->setChecked(false);
    m_detailArea->setVisible(m_details->isChecked());
}

void ArrivalStrip::showIfNeeded() {
    setVisible(!m_text->text().isEmpty() || !m_priors->text().isEmpty());
}

void ArrivalStrip::showProgress(const study::RetrieveProgress& progress, const QString& note) {
    m_bar->setVisible(true);
    m_bar->setRange(0, std::max(0, progress.expected));
    m_bar->setValue(progress.received);
    setActs({Act::Cancel});
    setDetail({});
    const auto words =
        progress.expected < 0
            ? QStringLiteral("Asking the PACS for the images")
            : QStringLiteral("%1 of %2 images here").arg(progress.received).arg(progress.expected);
    setText(note.isEmpty() ? words : note + QLatin1Char(' ') + words, {});
}

void ArrivalStrip::showCompleteness(const study::Completeness& state, const QString& next) {
    auto words = completenessText(state);
    if (words.isEmpty()) return clear();
    if (!next.isEmpty()) words += QLatin1Char(' ') + next;
    m_bar->setVisible(state.expected > 0 && !state.missing.isEmpty());
    m_bar->setRange(0, std::max(1, state.expected));
    m_bar->setValue(state.here);
    m_again->setText(state.missing.isEmpty() ? QStringLiteral("Ask the PACS again")
                                             : QStringLiteral("Fetch the missing"));
    setActs({Act::Again});
    setDetail(missingDetail(state));
    setText(words, QStringLiteral("warning"));
}

void ArrivalStrip::showProblem(const QString& message, const QString& detail) {
    m_bar->setVisible(false);
    m_again->setText(QStringLiteral("Ask the PACS again"));
    setActs({Act::Again});
    setDetail(detail);
    setText(message, QStringLiteral("warning"));
}

void ArrivalStrip::showAdded(int count) {
    m_bar->setVisible(false);
    setActs({Act::Seen});
    setDetail({});
    setText(count == 1
                ? QStringLiteral("1 image was added to this study after you opened it. It is here now.")
                : QStringLiteral("%1 images were added to this study after you opened it. They are here "
                                 "now.")
                      .arg(count),
            QStringLiteral("info"));
}

void ArrivalStrip::setPriors(const QString& text) {
    m_priors->setText(text);
    m_priors->setVisible(!text.isEmpty());
    showIfNeeded();
}

void ArrivalStrip::clear() {
    m_bar->setVisible(false);
    setActs({});
    setDetail({});
    setText({}, {});
    m_priors->setVisible(!m_priors->text().isEmpty());
}

QString ArrivalStrip::text() const {
    return m_text->text();
}

QString ArrivalStrip::detail() const {
    return m_detail->toPlainText();
}

} // namespace vigil::ui
