// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SettingsFile.h"

#include "app/Settings.h"
#include "core/base/platform/Platform.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace vigil::app {

namespace {

using Keys = QList<std::pair<QString, QString>>;

Keys keysOf(const study::PacsPeer& peer) {
    using Method = study::PacsPeer::Method;
    const auto method = peer.method == Method::Get    ? QStringLiteral("get")
                        : peer.method == Method::Move ? QStringLiteral("move")
                                                      : QStringLiteral("auto");
    const bool encrypted = peer.tls == study::PacsPeer::Tls::On;
    return {{QStringLiteral("aeTitle"), peer.aeTitle},
            {QStringLiteral("host"), peer.host},
            {QStringLiteral("port"), QString::number(peer.port)},
            {QStringLiteral("method"), method},
            {QStringLiteral("tls"), encrypted ? QStringLiteral("on") : QStringLiteral("off")}};
}

QString keyOf(const QString& line) {
    return line.section(QLatin1Char('='), 0, 0).trimmed();
}

/// Puts the keys into the lines of one section, replacing those that are there.
void enter(QStringList& lines, qsizetype first, qsizetype end, const Keys& keys) {
    for (const auto& [key, value] : keys) {
        const auto text = key + QLatin1Char('=') + value;
        const auto begin = lines.begin() + first;
        const auto found = std::find_if(begin, lines.begin() + end,
                                        [&, name = key](const QString& line) { return keyOf(line) == name; });
        if (found != lines.begin() + end) {
            *found = text;
            continue;
        }
        lines.insert(end, text);
        ++end;
    }
}

QString withPacs(const QString& text, const study::PacsPeer& peer) {
    auto lines = text.split(QLatin1Char('\n'));
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    const auto header = QStringLiteral("[pacs/%1]").arg(peer.name);
    const auto place = std::find_if(lines.begin(), lines.end(),
                                    [&](const QString& line) { return line.trimmed() == header; });
    if (place == lines.end()) {
        if (!lines.isEmpty()) lines << QString();
        lines << header;
        enter(lines, lines.size(), lines.size(), keysOf(peer));
    } else {
        const auto first = place - lines.begin() + 1;
        auto end = first;
        while (end < lines.size() && !lines.at(end).trimmed().startsWith(QLatin1Char('[')))
            ++end;
        while (end > first && lines.at(end - 1).trimmed().isEmpty())
            --end;
        enter(lines, first, end, keysOf(peer));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

Error cannotWrite(const QString& path, const QString& detail) {
    return {Error::Code::Denied, QStringLiteral("This file cannot be written: %1").arg(path), detail};
}

Result<void> isRead(const QString& path, const study::PacsPeer& wanted) {
    VIGIL_TRY(const auto settings, Settings::read(path));
    for (const auto& peer : settings.pacs)
        if (peer.name == wanted.name && keysOf(peer) == keysOf(wanted)) return {};
    return Error{
        Error::Code::Invalid,
        QStringLiteral("vigil.ini cannot hold these values. Leave out commas, quotes and semicolons."),
        {}};
}

} // namespace

Result<QString> writePacs(const QString& path, const study::PacsPeer& peer) {
    const auto folder = QFileInfo(path).absolutePath();
    QString text;
    auto permissions = QFile::ReadOwner | QFile::WriteOwner;
    if (QFile old(path); old.exists()) {
        if (!old.open(QIODevice::ReadOnly)) return cannotWrite(path, old.errorString());
        text = QString::fromUtf8(old.readAll());
        permissions = old.permissions();
    }
    QDir().mkpath(folder);
    const auto fresh = path + QStringLiteral(".new");
    QFile file(fresh);
    const auto bytes = withPacs(text, peer).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return cannotWrite(path, file.errorString());
    file.close();
    file.setPermissions(permissions);
    if (const auto read = isRead(fresh, peer); !read) {
        QFile::remove(fresh);
        return read.error();
    }
    VIGIL_CHECK(platform::syncFile(fresh));
    VIGIL_CHECK(platform::renameFile(fresh, path));
    VIGIL_CHECK(platform::syncFolder(folder));
    return path;
}

} // namespace vigil::app
