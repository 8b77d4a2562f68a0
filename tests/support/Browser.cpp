// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Browser.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

namespace vigil::test {

namespace {

const QString elementKey = QStringLiteral("element-6066-11e4-a52e-4f735466cecf");
constexpr std::chrono::seconds patience{60};

} // namespace

bool Browser::isInstalled() {
    return !QStandardPaths::findExecutable(QStringLiteral("chromium")).isEmpty() &&
           !QStandardPaths::findExecutable(QStringLiteral("chromedriver")).isEmpty();
}

Browser::Browser() : m_port(freePort()) {
    auto environment = QProcessEnvironment::systemEnvironment();
    // Whatever it keeps goes with this object.
    environment.insert(QStringLiteral("HOME"), folder());
    if (!launch(QStringLiteral("chromedriver"), {QStringLiteral("--port=%1").arg(m_port)}, {m_port},
                environment))
        qFatal("chromedriver did not start: %s", output().constData());
    const QJsonArray arguments{QStringLiteral("--headless=new"),
                               QStringLiteral("--no-sandbox"), // as root there is none
                               QStringLiteral("--disable-gpu"), QStringLiteral("--disable-dev-shm-usage"),
                               QStringLiteral("--user-data-dir=%1/profile").arg(folder())};
    const QJsonObject capabilities{
        {QStringLiteral("browserName"), QStringLiteral("chrome")},
        {QStringLiteral("acceptInsecureCerts"), true},
        {QStringLiteral("goog:chromeOptions"),
         QJsonObject{
             {QStringLiteral("args"), arguments},
             {QStringLiteral("binary"), QStandardPaths::findExecutable(QStringLiteral("chromium"))}}}};
    const auto made = command(
        "POST", {},
        {{QStringLiteral("capabilities"), QJsonObject{{QStringLiteral("alwaysMatch"), capabilities}}}});
    m_session = made.toObject().value(QStringLiteral("sessionId")).toString();
    if (m_session.isEmpty()) qFatal("Chromium did not start");
}

Browser::~Browser() {
    command("DELETE", {});
}

QJsonValue Browser::command(const char* method, const QString& path, const QJsonObject& body) {
    const auto address = QStringLiteral("http://127.0.0.1:%1/session").arg(m_port) +
                         (m_session.isEmpty() ? QString() : QLatin1Char('/') + m_session) + path;
    QNetworkRequest request{QUrl(address)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json; charset=utf-8"));
    auto* reply = m_network.sendCustomRequest(
        request, method, QByteArray(method) == "POST" ? QJsonDocument(body).toJson() : QByteArray());
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) loop.exec();
    const auto answer = reply->readAll();
    const bool failed = !reply->isFinished() || reply->error() != QNetworkReply::NoError;
    reply->deleteLater();
    if (failed) qFatal("%s %s: %s", method, qPrintable(path), answer.left(600).constData());
    return QJsonDocument::fromJson(answer).object().value(QStringLiteral("value"));
}

void Browser::cdp(const QString& name, const QJsonObject& parameters) {
    command("POST", QStringLiteral("/goog/cdp/execute"),
            {{QStringLiteral("cmd"), name}, {QStringLiteral("params"), parameters}});
}

void Browser::resize(const QSize& size) {
    cdp(QStringLiteral("Emulation.setDeviceMetricsOverride"),
        {{QStringLiteral("width"), size.width()},
         {QStringLiteral("height"), size.height()},
         {QStringLiteral("deviceScaleFactor"), 2},
         {QStringLiteral("mobile"), size.width() < 500}});
}

void Browser::set(Scheme scheme) {
    const QJsonObject feature{
        {QStringLiteral("name"), QStringLiteral("prefers-color-scheme")},
        {QStringLiteral("value"), scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light")}};
    cdp(QStringLiteral("Emulation.setEmulatedMedia"), {{QStringLiteral("features"), QJsonArray{feature}}});
}

void Browser::set(Scripts scripts) {
    cdp(QStringLiteral("Emulation.setScriptExecutionDisabled"),
        {{QStringLiteral("value"), scripts == Scripts::Off}});
}

void Browser::open(const QString& address) {
    command("POST", QStringLiteral("/url"), {{QStringLiteral("url"), address}});
}

QString Browser::url() {
    return command("GET", QStringLiteral("/url")).toString();
}

QString Browser::title() {
    return command("GET", QStringLiteral("/title")).toString();
}

QString Browser::element(const QString& css) {
    return command(
               "POST", QStringLiteral("/element"),
               {{QStringLiteral("using"), QStringLiteral("css selector")}, {QStringLiteral("value"), css}})
        .toObject()
        .value(elementKey)
        .toString();
}

QString Browser::text() {
    // In one call: between finding an element and reading it the page may have gone.
    return ask(QStringLiteral("return document.body ? document.body.innerText : '';")).toString();
}

bool Browser::has(const QString& css) {
    return !command(
                "POST", QStringLiteral("/elements"),
                {{QStringLiteral("using"), QStringLiteral("css selector")}, {QStringLiteral("value"), css}})
                .toArray()
                .isEmpty();
}

void Browser::click(const QString& css) {
    command("POST", QStringLiteral("/element/%1/click").arg(element(css)));
}

void Browser::submit(const QString& css) {
    static_cast<void>(ask(QStringLiteral("window.beforeSubmit = true;")));
    click(css);
    // The page that is there must be another one, and whole.
    if (!QTest::qWaitFor(
            [this] {
                return ask(QStringLiteral(
                               "return !window.beforeSubmit && document.readyState === 'complete';"))
                    .toBool();
            },
            20000))
        qFatal("no page came after %s", qPrintable(css));
}

void Browser::type(const QString& css, const QString& text) {
    command("POST", QStringLiteral("/element/%1/value").arg(element(css)), {{QStringLiteral("text"), text}});
}

void Browser::press(QChar key) {
    const auto step = [&](const QString& type) {
        return QJsonObject{{QStringLiteral("type"), type}, {QStringLiteral("value"), QString(key)}};
    };
    const QJsonObject keyboard{{QStringLiteral("type"), QStringLiteral("key")},
                               {QStringLiteral("id"), QStringLiteral("keyboard")},
                               {QStringLiteral("actions"),
                                QJsonArray{step(QStringLiteral("keyDown")), step(QStringLiteral("keyUp"))}}};
    command("POST", QStringLiteral("/actions"), {{QStringLiteral("actions"), QJsonArray{keyboard}}});
}

QJsonValue Browser::ask(const QString& script) {
    return command("POST", QStringLiteral("/execute/sync"),
                   {{QStringLiteral("script"), script}, {QStringLiteral("args"), QJsonArray{}}});
}

QStringList Browser::accessibleNames(const QString& css) {
    QStringList names;
    const auto shown = ask(QStringLiteral("return [...document.querySelectorAll(`%1`)].filter(e => "
                                          "e.checkVisibility());")
                               .arg(css));
    for (const auto& one : shown.toArray())
        names << command("GET", QStringLiteral("/element/%1/computedlabel")
                                    .arg(one.toObject().value(elementKey).toString()))
                     .toString();
    return names;
}

void Browser::saveScreenshot(const QString& path) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(
            QByteArray::fromBase64(command("GET", QStringLiteral("/screenshot")).toString().toLatin1()));
}

} // namespace vigil::test
