// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/Assertion.h"

#include <QFile>
#include <QMap>
#include <QTest>

using namespace vigil::report;

class AssertionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsRadiologyWording_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("term");
        QTest::addColumn<QString>("expected");
        const struct {
            const char* sentence;
            const char* term;
            const char* expected;
        } rows[] = {
            {"Large left pneumothorax with mediastinal shift.", "pneumothorax", "affirmed"},
            {"No pneumothorax.", "pneumothorax", "negated"},
            {"No focal consolidation, pleural effusion or pneumothorax.", "pneumothorax", "negated"},
            {"There is no evidence of pulmonary embolism.", "pulmonary embolism", "negated"},
            {"Pulmonary embolism is excluded.", "pulmonary embolism", "negated"},
            {"Pulmonary embolism has been ruled out.", "pulmonary embolism", "negated"},
            {"No pleural effusion, but there is a large pneumothorax.", "pneumothorax", "affirmed"},
            {"Consolidation without effusion; pneumothorax on the left.", "pneumothorax", "affirmed"},
            {"No effusion. Pneumothorax on the left.", "pneumothorax", "affirmed"},
            {"No increase in the pneumothorax.", "pneumothorax", "affirmed"},
            {"The pneumothorax has not resolved.", "pneumothorax", "affirmed"},
            {"The pneumothorax has resolved.", "pneumothorax", "negated"},
            {"Pulmonary embolism cannot be excluded.", "pulmonary embolism", "uncertain"},
            {"Possible small subdural haematoma.", "subdural haematoma", "uncertain"},
            {"Appearances are suspicious for malignancy.", "malignancy", "uncertain"},
            {"History of pulmonary embolism.", "pulmonary embolism", "historical"},
            {"Previous subdural haematoma.", "subdural haematoma", "historical"},
            {"Pneumothorax 5 years ago.", "pneumothorax", "historical"},
            {"CT to exclude pulmonary embolism.", "pulmonary embolism", "hypothetical"},
            {"Return if there are signs of appendicitis.", "appendicitis", "hypothetical"},
            {"Family history of lung cancer.", "lung cancer", "other"},
            {"Mother had breast carcinoma.", "carcinoma", "other"},
            {"No history of malignancy.", "malignancy", "negated"},
            {"Compared to prior, the pneumothorax is larger.", "pneumothorax", "affirmed"},
        };
        for (const auto& row : rows)
            QTest::newRow(row.sentence) << row.sentence << row.term << row.expected;
    }
    void readsRadiologyWording() {
        QFETCH(const QString, sentence);
        QFETCH(const QString, term);
        QFETCH(const QString, expected);
        QCOMPARE(toText(assertionOf(sentence, term)), expected);
    }
    void capitalsMarkTheConcept() {
        QCOMPARE(assertionOf("Pneumothorax before. Now no PNEUMOTHORAX.", "pneumothorax"),
                 Assertion::Negated);
    }
    /// The public NegEx/ConText sentences; the figure stands in core/report/README.md.
    void measuresTheSharedSentences() {
        const auto shared =
            qEnvironmentVariable("VIGIL_SHARED", QStringLiteral(VIGIL_SOURCE_DIR "/../shared"));
        QFile file(shared + QStringLiteral("/text/assertions.tsv"));
        if (!file.open(QIODevice::ReadOnly)) QSKIP("no shared sentences here");
        int total = 0, present = 0, negatedRight = 0, negatedFound = 0, negatedTrue = 0, kindRight = 0;
        int historicalTrue = 0, historicalFound = 0, historicalRight = 0;
        const bool show = qEnvironmentVariableIsSet("VIGIL_SHOW_MISSES");
        for (const auto& line : QString::fromUtf8(file.readAll()).split('\n')) {
            const auto cells = line.trimmed().split('\t');
            if (cells.size() < 4) continue;
            const auto result = assertionOf(cells.at(1), cells.at(0));
            const bool isNegated = cells.at(2) == "Negated";
            const bool saysNegated = result == Assertion::Negated;
            ++total;
            present += isNegated == saysNegated;
            negatedTrue += isNegated;
            negatedFound += saysNegated;
            negatedRight += isNegated && saysNegated;
            const bool isHistorical = !isNegated && cells.at(3) == "Historical";
            const bool saysHistorical = result == Assertion::Historical;
            historicalTrue += isHistorical;
            historicalFound += saysHistorical;
            historicalRight += isHistorical && saysHistorical;
            auto wanted = isNegated ? "negated" : isHistorical ? "historical" : "affirmed";
            auto said = toText(result);
            if (said == "uncertain" || said == "hypothetical" || said == "other") said = "affirmed";
            kindRight += said == QLatin1String(wanted);
            if (show && said != QLatin1String(wanted))
                qInfo() << wanted << toText(result) << cells.at(0) << cells.at(1);
        }
        QVERIFY(total > 1000);
        qInfo("negation: %d of %d right (%.1f %%), precision %.1f %%, recall %.1f %%", present, total,
              100.0 * present / total, 100.0 * negatedRight / negatedFound,
              100.0 * negatedRight / negatedTrue);
        qInfo("historical: precision %.1f %%, recall %.1f %%; all three classes %.1f %%",
              100.0 * historicalRight / historicalFound, 100.0 * historicalRight / historicalTrue,
              100.0 * kindRight / total);
        QVERIFY(100.0 * present / total >= 90);
    }
};

QTEST_GUILESS_MAIN(AssertionTest)
#include "AssertionTest.moc"
