// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ServerProcess.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QSize>

namespace vigil::test {

/// A real Chromium with one window, driven through chromedriver (W3C WebDriver) as a person would: by
/// touching, typing and reading. Trusts any certificate. An error of the driver ends the program, because
/// nothing that follows would mean anything. Lives on the test's thread.
class Browser final : public ServerProcess {
public:
    enum class Scripts { On, Off };
    enum class Scheme { Light, Dark };

    /// Whether both programs are installed.
    static bool isInstalled();
    Browser();
    ~Browser() override;

    void resize(const QSize& size);
    void set(Scheme scheme);
    /// Of the pages; this object's own questions are answered in any case.
    void set(Scripts scripts);

    void open(const QString& url);
    [[nodiscard]] QString url();
    [[nodiscard]] QString title();
    /// What can be read on the page.
    [[nodiscard]] QString text();
    [[nodiscard]] bool has(const QString& css);
    void click(const QString& css);
    /// Clicks what leads to another page, and waits for that.
    void submit(const QString& css);
    void type(const QString& css, const QString& text);
    /// Presses and lets go a key; by the names of WebDriver's table of keys ("\uE004" is Tab).
    void press(QChar key);
    /// The answer of a function body, with `return`.
    [[nodiscard]] QJsonValue ask(const QString& script);
    /// Accessible names of what matches and is shown, in the order of the document.
    [[nodiscard]] QStringList accessibleNames(const QString& css);
    void saveScreenshot(const QString& file);

private:
    QJsonValue command(const char* method, const QString& path, const QJsonObject& body = {});
    QString element(const QString& css);
    void cdp(const QString& command, const QJsonObject& parameters);

    QNetworkAccessManager m_network;
    quint16 m_port = 0;
    QString m_session;
};

} // namespace vigil::test
