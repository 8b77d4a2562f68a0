// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include <QSet>

#include <cstdio>

namespace vigil::app {

namespace {

/// Options that take no value; all others take the next word or "--name=value".
const QSet<QString> flags{
    QStringLiteral("json"),    QStringLiteral("refresh"),   QStringLiteral("open"),
    QStringLiteral("overdue"), QStringLiteral("once"),      QStringLiteral("help"),
    QStringLiteral("version"), QStringLiteral("read-back"), QStringLiteral("preliminary")};

void print(std::FILE* stream, const QByteArray& bytes) {
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    if (!bytes.endsWith('\n')) std::fputc('\n', stream);
}

} // namespace

Call::Call(const QStringList& arguments) {
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments.at(i);
        if (!argument.startsWith(QLatin1String("--"))) {
            m_words << argument;
            continue;
        }
        const auto name = argument.mid(2).section(QLatin1Char('='), 0, 0);
        if (argument.contains(QLatin1Char('=')))
            m_options.insert(name, argument.section(QLatin1Char('='), 1));
        else if (flags.contains(name) || i + 1 >= arguments.size())
            m_options.insert(name, {});
        else
            m_options.insert(name, arguments.at(++i));
    }
}

std::optional<QString> Call::option(const QString& name) const {
    const auto found = m_options.constFind(name);
    if (found == m_options.constEnd()) return std::nullopt;
    return *found;
}

Paths Call::paths() const {
    return Paths::resolve(option(QStringLiteral("config")).value_or(QString()),
                          option(QStringLiteral("data")).value_or(QString()));
}

Result<Settings> Call::settings() const {
    return Settings::read(paths().config);
}

Result<Application*> Call::application(Application::Running running) {
    if (!m_application) {
        VIGIL_TRY(const auto read, settings());
        VIGIL_TRY(m_application, Application::open(read, paths().data, running));
    }
    return m_application.get();
}

int Call::done(const QJsonObject& json, const QString& text) const {
    return doneList(QJsonDocument(json), text);
}

int Call::doneList(const QJsonDocument& json, const QString& text) const {
    if (wantsJson())
        print(stdout, json.toJson(QJsonDocument::Indented));
    else if (!text.isEmpty())
        print(stdout, text.toUtf8());
    return Done;
}

int Call::fail(const Error& error) const {
    print(stderr, QStringLiteral("vigilctl: %1").arg(error.message).toUtf8());
    return Failed;
}

int Call::usage(const QString& text) const {
    print(stderr, text.toUtf8());
    return WrongUsage;
}

} // namespace vigil::app
