// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"

#include <spdlog/sinks/ostream_sink.h>

#include <QTest>

#include <sstream>

using namespace vigil;

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIdentifiesAPatientNeverReachesTheLog() {
        std::ostringstream written;
        spdlog::logger logger("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(written));
        logger.info("opened {} of {}", Phi(QStringLiteral("9990001014")), Phi(std::string("Testerton")));
        logger.flush();
        const auto line = QString::fromStdString(written.str());
        QVERIFY(line.contains(QStringLiteral("opened [phi] of [phi]")));
        QVERIFY(!line.contains(QStringLiteral("999")) && !line.contains(QStringLiteral("Testerton")));
    }
    void theValueItselfIsCarried() {
        QCOMPARE(Phi(QStringLiteral("9990001014")).reveal(), QStringLiteral("9990001014"));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "LogTest.moc"
