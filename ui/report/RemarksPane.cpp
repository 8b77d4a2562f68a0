// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/RemarksPane.h"

#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

namespace {
constexpr int rowsShown = 4;
}

RemarksPane::RemarksPane(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("remarks"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(3);
    m_title = new QLabel(this);
    m_title->setProperty("role", QStringLiteral("muted"));
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("remarkList"));
    m_list->setAccessibleName(QStringLiteral("Remarks"));
    m_list->setWordWrap(true);
    m_list->setProperty("words", QStringLiteral("wrapped"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_title);
    layout->addWidget(m_list);
    connect(m_list, &QListWidget::itemClicked, this, [this] { Q_EMIT chosen(m_list->currentRow()); });
    connect(m_list, &QListWidget::itemActivated, this, [this] { Q_EMIT chosen(m_list->currentRow()); });
    hide();
}

void RemarksPane::setRemarks(const QList<RemarkLine>& remarks) {
    if (remarks == m_remarks) return;
    const int before = m_list->currentRow();
    const auto current = before >= 0 ? m_remarks.at(before).text : QString();
    m_remarks = remarks;
    m_list->clear();
    for (const auto& remark : remarks)
        m_list->addItem(
            new QListWidgetItem(themedIcon(QStringLiteral("warning"), Tone::Warning), remark.text));
    m_title->setText((remarks.size() == 1 ? QStringLiteral("1 remark")
                                          : QStringLiteral("%1 remarks").arg(remarks.size())) +
                     QStringLiteral("  ·  F7 show  ·  F8 dismiss"));
    // The one that was shown stays current; another that moved into its row was not seen and is not.
    const auto same = std::find_if(remarks.begin(), remarks.end(), [&current](const RemarkLine& remark) {
        return !current.isEmpty() && remark.text == current;
    });
    m_list->setCurrentRow(same == remarks.end() ? -1 : static_cast<int>(same - remarks.begin()));
    setVisible(!remarks.isEmpty());
    fitHeight();
}

void RemarksPane::fitHeight() {
    const int line = m_list->fontMetrics().lineSpacing();
    const int rows = std::min<int>(rowsShown, static_cast<int>(m_remarks.size()));
    constexpr int around = 14;
    m_list->setFixedHeight(std::max(1, rows) * (2 * line + around));
}

int RemarksPane::current() const {
    return m_list->currentRow();
}

void RemarksPane::setCompact(bool compact) {
    m_list->setHidden(compact);
}

void RemarksPane::goToNext() {
    if (m_remarks.isEmpty()) return;
    setCompact(false);
    m_list->setCurrentRow((m_list->currentRow() + 1) % static_cast<int>(m_remarks.size()));
    Q_EMIT chosen(m_list->currentRow());
}

void RemarksPane::dismissCurrent() {
    if (m_remarks.isEmpty()) return;
    // Nothing chosen yet: the first one is shown first, so that nothing is dismissed unseen.
    if (m_list->currentRow() < 0 || m_list->isHidden()) return goToNext();
    Q_EMIT dismissRequested(m_list->currentRow());
}

} // namespace vigil::ui
