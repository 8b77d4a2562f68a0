// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/CutLine.h"
#include "tests/ui/alerts/BoardDesk.h"
#include "ui/Theme.h"

#include <QApplication>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

/// One alert in full, in the look that Vigil has: there the lines of lists have room around them.
class AlertDetailsTest : public QObject, private BoardDesk {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        applyTheme(*qApp, Scheme::Dark);
        m_font = QApplication::font();
    }
    void cleanup() {
        close();
        QApplication::setFont(m_font);
    }

    /// Lines of many lengths: some end just where the next one begins.
    void longLinesAreSeenToTheirLastWord_data() {
        QTest::addColumn<double>("scale");
        QTest::newRow("100 %") << 1.0;
        QTest::newRow("150 %") << 1.5;
        QTest::newRow("200 %") << 2.0;
    }
    void longLinesAreSeenToTheirLastWord() {
        QFETCH(double, scale);
        auto font = m_font;
        font.setPointSizeF(m_font.pointSizeF() * scale);
        QApplication::setFont(font);
        open();
        raise("urgent");
        const auto id = view().alertId;
        QString words("The ward");
        for (int length = 0; length < 24; ++length) {
            words += QStringLiteral(" was rung %1").arg(length);
            VIGIL_VERIFY(waitFor(m_room->alerts->note(id, words)));
        }
        QTRY_COMPARE(list("alertHistory")->count(), 25);
        for (const int width : {1500, 1100, 1300}) {
            m_board->resize(width, 800);
            QTRY_VERIFY2(cutLine().isEmpty(), qPrintable(cutLine()));
        }
        const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS");
        if (!folder.isEmpty())
            list("alertHistory")->grab().save(QStringLiteral("%1/history-%2.png").arg(folder).arg(scale));
    }

private:
    QString cutLine() const { return test::cutLine(*list("alertHistory")); }

    QFont m_font;
};

QTEST_MAIN(AlertDetailsTest)
#include "AlertDetailsTest.moc"
