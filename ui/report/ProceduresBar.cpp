// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ProceduresBar.h"

#include "ui/Icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

ProceduresBar::ProceduresBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("procedures"));
    setAccessibleName(QStringLiteral("Requests that this report answers"));
    setProperty("role", QStringLiteral("bar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 7, 8, 7);
    layout->setSpacing(8);
    m_lines = new QVBoxLayout;
    m_lines->setSpacing(2);
    layout->addLayout(m_lines, 1);
    m_add = new QPushButton(QStringLiteral("Report also covers…"), this);
    m_add->setObjectName(QStringLiteral("addProcedure"));
    m_add->setAccessibleName(QStringLiteral("Report also covers"));
    m_add->setProperty("role", QStringLiteral("flat"));
    m_menu = new QMenu(this);
    connect(m_add, &QPushButton::clicked, this,
            [this] { m_menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height()))); });
    layout->addWidget(m_add, 0, Qt::AlignTop);
    m_add->hide();
}

void ProceduresBar::setProcedures(const QList<study::RequestedProcedure>& procedures) {
    m_procedures = procedures;
    rebuild();
}

void ProceduresBar::setOthers(const QList<study::Study>& studies) {
    m_others = studies;
    rebuild();
}

QWidget* ProceduresBar::line(int procedure) {
    const auto& asked = m_procedures.at(procedure);
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    QStringList parts{asked.description, asked.accessionNumber};
    parts.removeAll(QString());
    auto* words = new QLabel(parts.isEmpty() ? QStringLiteral("Request without a number")
                                             : parts.join(QStringLiteral(" · ")),
                             holder);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    row->addWidget(words, 1);
    if (m_procedures.size() < 2) return holder;
    auto* remove = new QPushButton(themedIcon(QStringLiteral("cancel")), {}, holder);
    remove->setProperty("role", QStringLiteral("flat"));
    remove->setObjectName(QStringLiteral("removeProcedure"));
    remove->setAccessibleName(QStringLiteral("Remove %1 from this report").arg(words->text()));
    remove->setToolTip(remove->accessibleName());
    connect(remove, &QPushButton::clicked, this, [this, procedure] { Q_EMIT removeRequested(procedure); });
    row->addWidget(remove);
    return holder;
}

void ProceduresBar::rebuild() {
    while (auto* item = m_lines->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (int i = 0; i < m_procedures.size(); ++i)
        m_lines->addWidget(line(i));
    m_menu->clear();
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    for (const auto& study : std::as_const(m_others)) {
        const bool covered =
            std::any_of(m_procedures.begin(), m_procedures.end(),
                        [&study](const auto& asked) { return asked.studyUid == study.studyUid; });
        if (covered) continue;
        const auto text =
            QStringLiteral("%1 · %2 · %3")
                .arg(study.description, british.toString(study.studyTime, QStringLiteral("d MMM HH:mm")),
                     study.accessionNumber);
        m_menu->addAction(text, this, [this, study] { Q_EMIT addRequested(study); });
    }
    m_add->setVisible(!m_menu->isEmpty());
}

} // namespace vigil::ui
