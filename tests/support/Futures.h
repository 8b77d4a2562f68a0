// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QTest>

namespace vigil::test {

/// The value of a future, waited for on the test's thread (worker threads go on by themselves).
template <class T>
T waitFor(QFuture<T> future) {
    future.waitForFinished();
    return future.result();
}

} // namespace vigil::test

/// Stops the test with the error's words when a Result is an error.
#define VIGIL_VERIFY(result)                                                                                 \
    do {                                                                                                     \
        const auto& vigilVerify = (result);                                                                  \
        QVERIFY2(vigilVerify.has_value(), vigilVerify.has_value() ? ""                                       \
                                                                  : qPrintable(vigilVerify.error().message + \
                                                                               vigilVerify.error().detail)); \
    } while (false)
