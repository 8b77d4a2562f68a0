// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/base/platform/Platform.h"

#include <QDir>

#include <utility>

namespace vigil::app {

namespace {

void addLine(QByteArray& to, const QByteArray& bytes) {
    to += bytes;
    if (!bytes.endsWith('\n')) to += '\n';
}

} // namespace

Call::Call(const QStringList& arguments, QString folder) : m_folder(std::move(folder)) {
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments.at(i);
        if (!argument.startsWith(QLatin1String("--"))) {
            m_words << argument;
            continue;
        }
        const auto name = argument.mid(2).section(QLatin1Char('='), 0, 0);
        const bool more = i + 1 < arguments.size() && !arguments.at(i + 1).startsWith(QLatin1String("--"));
        if (argument.contains(QLatin1Char('=')))
            m_options.insert(name, argument.section(QLatin1Char('='), 1));
        else
            m_options.insert(name, takesValue(name) && more ? arguments.at(++i) : QString());
    }
}

int Call::number(const QString& name, int otherwise) const {
    const auto given = option(name);
    return given ? given->toInt() : otherwise;
}

std::optional<QString> Call::option(const QString& name) const {
    const auto found = m_options.constFind(name);
    if (found == m_options.constEnd()) return std::nullopt;
    return *found;
}

void Call::attach(Application& running, QStringList secrets) {
    m_running = &running;
    m_secrets = std::move(secrets);
}

QString Call::absolute(const QString& path) const {
    return QDir(m_folder).absoluteFilePath(path);
}

QString Call::secretLine() {
    if (!m_running) return platform::readSecretLine();
    return m_secrets.isEmpty() ? QString() : m_secrets.takeFirst();
}

void Call::warn(const QString& text) {
    addLine(m_messages, text.toUtf8());
}

Paths Call::paths() const {
    return Paths::resolve(option(QStringLiteral("config")).value_or(QString()),
                          option(QStringLiteral("data")).value_or(QString()));
}

Result<Settings> Call::settings() const {
    return Settings::read(paths().config);
}

Result<Application*> Call::application(Application::Running running) {
    if (m_running) {
        if (m_method)
            return Error{
                Error::Code::Busy,
                QStringLiteral("A Vigil is open on this data folder and fetches as its vigil.ini says. Leave "
                               "--method out, or use another --data folder."),
                {}};
        return m_running;
    }
    if (!m_application) {
        VIGIL_TRY(auto read, settings());
        if (m_method)
            for (auto& peer : read.pacs)
                peer.method = *m_method;
        VIGIL_TRY(m_application, Application::open(read, paths().data, running));
    }
    return m_application.get();
}

int Call::done(const QJsonObject& json, const QString& text) {
    return doneList(QJsonDocument(json), text);
}

int Call::doneList(const QJsonDocument& json, const QString& text) {
    if (wantsJson())
        addLine(m_output, json.toJson(QJsonDocument::Indented));
    else if (!text.isEmpty())
        addLine(m_output, text.toUtf8());
    return Done;
}

int Call::fail(const Error& error) {
    addLine(m_messages, QStringLiteral("vigilctl: %1").arg(error.message).toUtf8());
    return Failed;
}

int Call::askFor(const QString& yes) {
    addLine(m_messages, QStringLiteral("vigilctl: %1").arg(yes).toUtf8());
    return NeedsYes;
}

int Call::usage(const QString& text) {
    addLine(m_messages, text.toUtf8());
    return WrongUsage;
}

} // namespace vigil::app
