// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/PinCheck.h"
#include "core/store/UserStore.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::report;
using namespace std::chrono_literals;

class PinCheckTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    test::FixedClock m_clock;
    std::unique_ptr<store::DataFolder> m_data;
    PinCheck check() { return {*m_data, m_clock}; }

private Q_SLOTS:
    void initTestCase() {
        auto data = store::DataFolder::open(m_folder.path());
        VIGIL_VERIFY(data);
        m_data = std::move(*data);
    }
    void theRightPinIsTheUsersOwn() {
        VIGIL_VERIFY(check().set("kim", Pin("2468")));
        VIGIL_VERIFY(check().verify("kim", Pin("2468")));
        QCOMPARE(check().verify("kim", Pin("2469")).error().code, Error::Code::Denied);
        QCOMPARE(check().verify("robin", Pin("2468")).error().code, Error::Code::Denied);
        QCOMPARE(*check().isSet("robin"), false);
    }
    void aShortPinIsRefused() { QCOMPARE(check().set("kim", Pin("246")).error().code, Error::Code::Invalid); }
    void fiveWrongOnesLockItForAMinute() {
        VIGIL_VERIFY(check().set("sam", Pin("1111")));
        for (int i = 0; i < 5; ++i)
            QVERIFY(!check().verify("sam", Pin("9999")));
        const auto locked = check().verify("sam", Pin("1111")); // also the right one
        QCOMPARE(locked.error().code, Error::Code::Denied);
        QVERIFY(locked.error().message.contains("minute"));
        m_clock.advance(59s);
        QVERIFY(!check().verify("sam", Pin("1111")));
        m_clock.advance(2s);
        VIGIL_VERIFY(check().verify("sam", Pin("1111")));
    }
    void onlyAHashIsKept() {
        VIGIL_VERIFY(check().set("ash", Pin("73914826")));
        const auto row = test::waitFor(m_data->recordsReader().run(
            [](const store::Database& records) { return store::UserStore::pin(records, "ash"); }));
        VIGIL_VERIFY(row);
        QVERIFY((*row)->hash.startsWith("$argon2id$"));
        QVERIFY(!(*row)->hash.contains("73914826"));
    }
};

QTEST_GUILESS_MAIN(PinCheckTest)
#include "PinCheckTest.moc"
