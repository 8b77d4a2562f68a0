// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/Html.h"

#include <QTest>

using vigil::page::Html;

class HtmlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textIsEscaped_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("html");
        QTest::newRow("markup") << "<b>&\"'" << QByteArray("&lt;b&gt;&amp;&quot;&#39;");
        QTest::newRow("letters") << QString::fromUtf8("Müller 李") << QByteArray("Müller 李");
        QTest::newRow("line end") << "a\nb" << QByteArray("a\nb");
        QTest::newRow("control") << QString("a") + QChar(0x1b) + QChar(0)
                                 << QByteArray("a\xEF\xBF\xBD\xEF\xBF\xBD");
        QTest::newRow("override") << QString("a") + QChar(0x202e) + QChar(0x2067)
                                  << QByteArray("a\xEF\xBF\xBD\xEF\xBF\xBD");
    }
    void textIsEscaped() {
        QFETCH(const QString, text);
        QFETCH(const QByteArray, html);
        QCOMPARE(Html(text).utf8(), html);
        QCOMPARE(Html::element("p", {{"title", text}}).utf8(), "<p title=\"" + html + "\"></p>");
    }
    void elementsNestAndVoidOnesEnd() {
        const auto html = Html::element("div", {{"id", "a"}}, {Html("x"), Html::tag("br"), Html::tag("i")});
        QCOMPARE(html.utf8(), "<div id=\"a\">x<br><i></i></div>");
    }
    void aDocumentSaysItsLanguageAndLoadsNothing() {
        const auto html = Html::document("A <title>", "p{}", {Html("body")}).utf8();
        QVERIFY(html.startsWith("<!doctype html>\n<html lang=\"en-GB\">"));
        QVERIFY(html.contains("<title>A &lt;title&gt;</title><style>p{}</style>"));
        for (const auto* outside : {"src=", "href=", "<script", "@import"})
            QVERIFY2(!html.contains(outside), outside);
    }
};

QTEST_GUILESS_MAIN(HtmlTest)
#include "HtmlTest.moc"
