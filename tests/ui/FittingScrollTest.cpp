// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/FittingScroll.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using vigil::ui::FittingScroll;

class FittingScrollTest : public QObject {
    Q_OBJECT
    /// Thirty lines of 200 points in width.
    static std::unique_ptr<FittingScroll> aLongForm() {
        auto scroll = std::make_unique<FittingScroll>();
        auto* body = new QWidget(scroll.get());
        auto* column = new QVBoxLayout(body);
        for (int line = 0; line < 30; ++line) {
            auto* label = new QLabel(QStringLiteral("Line %1").arg(line), body);
            label->setMinimumWidth(200);
            column->addWidget(label);
        }
        scroll->setWidget(body);
        return scroll;
    }

private Q_SLOTS:
    void itAsksForTheHeightOfWhatItHolds() {
        const auto scroll = aLongForm();
        scroll->resize(scroll->sizeHint());
        scroll->show();
        QVERIFY(QTest::qWaitForWindowExposed(scroll.get()));
        QVERIFY(!scroll->verticalScrollBar()->isVisible());
    }
    void itsBarCoversNothing() {
        const auto scroll = aLongForm();
        scroll->resize(scroll->minimumSizeHint());
        scroll->show();
        QVERIFY(QTest::qWaitForWindowExposed(scroll.get()));
        QVERIFY(scroll->verticalScrollBar()->isVisible());
        QVERIFY(scroll->viewport()->width() >= scroll->widget()->minimumSizeHint().width());
    }
    void whereSomebodyTypesIsSeen() {
        const auto scroll = aLongForm();
        auto* field = new QLineEdit(scroll->widget());
        scroll->widget()->layout()->addWidget(field);
        scroll->resize(scroll->minimumSizeHint());
        scroll->show();
        QVERIFY(QTest::qWaitForWindowActive(scroll.get()));
        const auto isSeen = [&] {
            return scroll->viewport()->rect().contains(
                QRect(field->mapTo(scroll->viewport(), QPoint()), field->size()));
        };
        QVERIFY(!isSeen());
        field->setFocus();
        QTRY_VERIFY(isSeen());
        scroll->verticalScrollBar()->setValue(0);
        QVERIFY(!isSeen()); // whoever scrolls away may
        scroll->resize(scroll->width(), scroll->height() + 20);
        QTRY_VERIFY(isSeen());
    }
};

QTEST_MAIN(FittingScrollTest)
#include "FittingScrollTest.moc"
