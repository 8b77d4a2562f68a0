// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Result.h"

#include <QStringList>
#include <QTest>

#include <memory>

using namespace vigil;

namespace {

/// Empties what it lets go of, so that whoever reads it too late reads nothing.
struct Held {
    std::shared_ptr<QStringList> words = std::make_shared<QStringList>();
    Held(const Held&) = default;
    Held(Held&&) = default;
    explicit Held(const QStringList& list) { *words = list; }
    ~Held() {
        if (words.use_count() == 1) words->clear();
    }
    [[nodiscard]] auto begin() const { return words->cbegin(); }
    [[nodiscard]] auto end() const { return words->cend(); }
};

Result<Held> threeWords() {
    return Held({QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")});
}

Result<int> twice(Result<int> given) {
    VIGIL_TRY(const auto number, given);
    return 2 * number;
}

} // namespace

class ResultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatALoopRunsOverLivesAsLongAsTheLoop() {
        static_assert(std::is_same_v<decltype(threeWords().value()), Held>);
        static_assert(std::is_same_v<decltype(*threeWords()), Held>);
        QStringList seen;
        for (const auto& word : threeWords().value())
            seen << word;
        for (const auto& word : *threeWords())
            seen << word;
        QCOMPARE(seen.size(), 6);
    }
    void anErrorReturnsEarly() {
        const Error error{Error::Code::NotFound, QStringLiteral("gone"), {}};
        QCOMPARE(*twice(21), 42);
        QVERIFY(twice(error).error() == error);
        QCOMPARE(Result<int>(error).value_or(7), 7);
    }
};

QTEST_GUILESS_MAIN(ResultTest)
#include "ResultTest.moc"
