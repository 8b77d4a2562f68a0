// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/OpenElsewhere.h"
#include "core/base/Async.h"
#include "core/base/Events.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using vigil::ui::OpenElsewhere;

class OpenElsewhereTest : public QObject {
    Q_OBJECT
private:
    Events m_events;
    QHash<QString, QStringList> m_open;
    std::unique_ptr<OpenElsewhere> m_watch;
    std::unique_ptr<QSignalSpy> m_told;

private Q_SLOTS:
    void init() {
        m_open = {{QStringLiteral("1.2"), {QStringLiteral("lee at VG-A")}}};
        m_watch = std::make_unique<OpenElsewhere>(
            [this](const QString& uid) { return readyFuture(Result<QStringList>(m_open.value(uid))); },
            m_events);
        m_told = std::make_unique<QSignalSpy>(m_watch.get(), &OpenElsewhere::readersChanged);
    }
    void aReaderWhoWasThereFirstIsNamed() {
        m_watch->watch(QStringLiteral("1.2"));
        QTRY_COMPARE(m_told->size(), 1);
        QCOMPARE(m_told->first().first().toStringList(), QStringList{QStringLiteral("lee at VG-A")});
    }
    void oneWhoComesLaterIsNamedAndOneWhoLeavesTakesTheWarningAlong() {
        m_watch->watch(QStringLiteral("1.3"));
        m_open.insert(QStringLiteral("1.3"), {QStringLiteral("kim at VG-B")});
        Q_EMIT m_events.presenceChanged();
        QTRY_COMPARE(m_told->size(), 1);
        m_open.remove(QStringLiteral("1.3"));
        Q_EMIT m_events.presenceChanged();
        QTRY_COMPARE(m_told->size(), 2);
        QVERIFY(m_told->last().first().toStringList().isEmpty());
    }
    void whatIsKnownAlreadyIsNotSaidAgain() {
        m_watch->watch(QStringLiteral("1.2"));
        QTRY_COMPARE(m_told->size(), 1);
        Q_EMIT m_events.presenceChanged();
        m_watch->watch(QStringLiteral("1.2"));
        QTest::qWait(0);
        QCOMPARE(m_told->size(), 1);
    }
    void anAnswerAboutAStudyThatIsClosedIsDropped() {
        m_watch->watch(QStringLiteral("1.2"));
        m_watch->stop(); // before the answer was taken
        QCoreApplication::processEvents();
        QVERIFY(m_told->isEmpty());
    }
};

QTEST_MAIN(OpenElsewhereTest)
#include "OpenElsewhereTest.moc"
