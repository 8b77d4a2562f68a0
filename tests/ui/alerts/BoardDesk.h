// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertJson.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/AlertsBoard.h"
#include "ui/alerts/AlertsModel.h"
#include "ui/alerts/FactsForm.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>

namespace vigil::test {

/// An alerts board over a reading room, and the hands of whoever works at it.
class BoardDesk {
protected:
    /// `folder` empty: one of its own.
    void open(const QString& folder = {}) {
        m_room = std::make_unique<ReadingRoom>(folder);
        m_board = std::make_unique<ui::AlertsBoard>(*m_room->alerts, m_room->clock, m_room->events);
        m_board->resize(1500, 800);
        m_board->show();
        QVERIFY(QTest::qWaitForWindowActive(m_board.get()));
    }
    void close() {
        m_board.reset();
        m_room.reset();
    }
    void raise(const char* category) {
        const auto& finding = m_room->findingOf(QLatin1String(category));
        m_room->raise(ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                          QStringLiteral("CT chest")),
                      finding.code);
    }
    void start(int key) {
        QTRY_VERIFY(table()->model()->rowCount() > 0);
        table()->setFocus();
        QTest::keyClick(table(), static_cast<Qt::Key>(key));
        QTRY_VERIFY(form()->isVisible());
    }
    /// From elsewhere on the board.
    void start(int key, QWidget* from) {
        from->setFocus();
        QTest::keyClick(from, static_cast<Qt::Key>(key));
        QTRY_VERIFY(form()->isVisible());
    }
    /// One of Harold Whitfield, and a more urgent one of Amina Rahman.
    std::pair<QString, QString> raiseTwo() {
        const auto first = m_room->raise(
            ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"), QStringLiteral("CT")),
            m_room->findingOf(QStringLiteral("urgent")).code);
        const auto second = m_room->raise(
            ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"), QStringLiteral("CT")),
            m_room->findingOf(QStringLiteral("critical")).code);
        [this] { QTRY_COMPARE(table()->model()->rowCount(), 2); }();
        return {first, second};
    }
    void choose(const char* patient) {
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            if (words(row, ui::AlertsModel::PatientColumn).contains(QLatin1String(patient)))
                table()->selectRow(row);
        QTRY_VERIFY(label("alertPatient")->text().contains(QLatin1String(patient)));
    }
    QString shownId(const char* patient) const {
        for (const auto& row : waitFor(m_room->alerts->board()).value())
            if (row->patient.name.startsWith(QLatin1String(patient))) return row->view.alertId;
        return {};
    }
    QString about() const { return label("formAbout")->text(); }
    QString spokenOfForm() const { return form()->accessibleName() + u' ' + form()->accessibleDescription(); }
    QLabel* label(const char* name) const { return m_board->findChild<QLabel*>(QLatin1String(name)); }
    QListWidget* list(const char* name) const {
        return m_board->findChild<QListWidget*>(QLatin1String(name));
    }
    void acknowledgeAs(const QString& role) {
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), role);
        form()->setValue(QStringLiteral("registration"), QStringLiteral("GMC 7001122"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
    }
    QString acceptingRole() const {
        return m_room->policy->category(QStringLiteral("urgent"))->mayAccept.first();
    }
    QString reachText() const { return m_board->findChild<QLabel*>(QStringLiteral("alertReach"))->text(); }
    journal::OnBehalfOf lastBehalf() const {
        return waitFor(m_room->alerts->alert(view().alertId)).value().facts.last().logged.event.onBehalfOf;
    }
    alert::AlertView view() const {
        alert::BoardFilter filter;
        filter.which = alert::BoardFilter::Which::All;
        const auto rows = waitFor(m_room->alerts->board(filter)).value();
        return rows.isEmpty() ? alert::AlertView{} : rows.first()->view;
    }
    QString historyText() const {
        QStringList lines;
        auto* list = m_board->findChild<QListWidget*>(QStringLiteral("alertHistory"));
        for (int i = 0; i < list->count(); ++i)
            lines << list->item(i)->text();
        return lines.join(u'\n');
    }
    QString words(int row, int column) const {
        return table()->model()->index(row, column).data().toString();
    }
    QTableView* table() const { return m_board->findChild<QTableView*>(QStringLiteral("alertsBoard")); }
    ui::FactsForm* form() const { return m_board->findChild<ui::FactsForm*>(); }
    QPushButton* button(const char* name) const {
        return m_board->findChild<QPushButton*>(QLatin1String(name));
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ui::AlertsBoard> m_board;
};

} // namespace vigil::test
