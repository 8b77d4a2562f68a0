// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/RowsModel.h"

#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace vigil::ui;

namespace {

struct Line {
    QString id;
    QString words;
    bool operator==(const Line&) const = default;
};

class Lines : public RowsModel<Line> {
public:
    using RowsModel::RowsModel;
    void setLines(const QList<Line>& lines) { replaceRows(lines); }
    [[nodiscard]] int columnCount(const QModelIndex& = {}) const override { return 2; }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        return role == Qt::DisplayRole ? rows().at(index.row()).words : QVariant();
    }
    [[nodiscard]] QString idOf(const Line& line) const override { return line.id; }
};

} // namespace

class RowsModelTest : public QObject {
    Q_OBJECT
    static QList<Line> linesOf(const char* ids, const QString& words = {}) {
        QList<Line> lines;
        for (const auto* id = ids; *id != '\0'; ++id)
            lines << Line{QString(QLatin1Char(*id)), words + QLatin1Char(*id)};
        return lines;
    }
    static QString shown(const Lines& model) {
        QString words;
        for (int row = 0; row < model.rowCount(); ++row)
            words += model.index(row, 0).data().toString();
        return words;
    }

private Q_SLOTS:
    void whereNothingMovedNobodyIsTold() {
        Lines model;
        model.setLines(linesOf("abc"));
        QList<QSignalSpy*> told;
        for (const auto signal :
             {SIGNAL(modelReset()), SIGNAL(layoutChanged(QList<QPersistentModelIndex>)),
              SIGNAL(rowsInserted(QModelIndex, int, int)), SIGNAL(rowsRemoved(QModelIndex, int, int)),
              SIGNAL(dataChanged(QModelIndex, QModelIndex, QList<int>))}) {
            told << new QSignalSpy(&model, signal);
            QVERIFY(told.last()->isValid());
        }
        model.setLines(linesOf("abc"));
        for (const auto* each : told)
            QCOMPARE(each->count(), 0);
        qDeleteAll(told);
    }
    void onlyWhatChangedIsToldOf() {
        Lines model;
        model.setLines(linesOf("abcd"));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        auto lines = linesOf("abcd");
        lines[1].words = "new";
        lines[2].words = "new";
        model.setLines(lines);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
        QCOMPARE(changed.first().at(1).toModelIndex().row(), 2);
        QCOMPARE(shown(model), "anewnewd");
    }
    void theCaretGoesWithItsRowAndKeepsItsColumn() {
        Lines model;
        model.setLines(linesOf("abcd"));
        const QPersistentModelIndex caret = model.index(1, 1);
        for (const auto* ids : {"dcba", "xdbya", "bx", "bxcd", "b", "ab"}) {
            model.setLines(linesOf(ids));
            QCOMPARE(shown(model), QString::fromLatin1(ids));
            QVERIFY(caret.isValid());
            QCOMPARE(caret.data().toString(), "b");
            QCOMPARE(caret.column(), 1);
        }
        model.setLines(linesOf("a"));
        QVERIFY(!caret.isValid());
    }
    void anIdThatIsThereTwiceBeginsAnew() {
        Lines model;
        model.setLines(linesOf("ab"));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setLines(linesOf("aab"));
        QCOMPARE(reset.count(), 1);
        QCOMPARE(shown(model), "aab");
    }
    void whateverComesTheRowsAreThoseAsked() {
        Lines model;
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            QList<Line> lines;
            for (const auto& line : linesOf("abcdefghij", QString::number(random.bounded(2))))
                if (random.bounded(3) > 0) lines.insert(random.bounded(lines.size() + 1), line);
            model.setLines(lines);
            QCOMPARE(model.rowCount(), int(lines.size()));
            for (int row = 0; row < lines.size(); ++row) {
                QCOMPARE(model.index(row, 0).data().toString(), lines.at(row).words);
                QCOMPARE(model.rowOf(lines.at(row).id), row);
            }
        }
    }
};

QTEST_GUILESS_MAIN(RowsModelTest)
#include "RowsModelTest.moc"
