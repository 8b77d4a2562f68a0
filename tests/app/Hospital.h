// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Application.h"
#include "core/sync/DepartmentSchema.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/PostgresServer.h"

#include <QTemporaryDir>

#include <memory>

namespace vigil::test {

constexpr int hospitalPatience = 20000; // ms; a loaded machine, two servers

/// A real Orthanc and a real PostgreSQL with a department in it, and desks of the real composition on them.
/// Whoever makes desks destroys them first. One thread.
class Hospital {
public:
    /// False when one of the servers is not installed or does not start.
    bool open() {
        m_postgres = PostgresServer::start();
        return OrthancServer::isInstalled() && m_postgres && orthanc.start() &&
               m_postgres->createDatabase(QStringLiteral("vigil"));
    }
    Result<void> addUsers(const QStringList& users) {
        sync::DepartmentSchema schema(m_postgres->superuserUrl(), std::chrono::seconds(30));
        VIGIL_CHECK(schema.init({}));
        for (const auto& user : users)
            VIGIL_CHECK(schema.addUser(
                {user, {QStringLiteral("reporter"), QStringLiteral("coordinator")}, QStringLiteral("secret")},
                {}));
        return {};
    }

    enum class Listener { None, Own };
    /// Nothing when it cannot be opened; standard error says why.
    std::unique_ptr<app::Application> desk(const QString& user, const QString& name, const QString& aeTitle,
                                           Listener listener) {
        const bool listens = listener == Listener::Own;
        app::Settings settings;
        settings.local = {aeTitle, listens ? freePort() : quint16(0), QStringLiteral("127.0.0.1")};
        settings.listen = listens;
        auto peer = orthanc.peer();
        peer.name = QStringLiteral("main");
        peer.silenceTimeout = std::chrono::seconds(2); // a test of a hung PACS does not wait for a minute
        settings.pacs = {peer};
        settings.department = {QStringLiteral("ward"), m_postgres->urlFor(user)};
        settings.user = {user, name, QStringLiteral("Northfield Hospital"),
                         QStringLiteral("Consultant radiologist"), QStringLiteral("C0000001")};
        if (listens && !orthanc.addModality(aeTitle, settings.local.port)) return nullptr;
        auto opened = app::Application::open(settings, folderOf(user), app::Application::Running::Window);
        if (opened) return std::move(*opened);
        qWarning("%s", qPrintable(opened.error().message + opened.error().detail));
        return nullptr;
    }
    [[nodiscard]] QString folderOf(const QString& user) const { return m_folder.filePath(user); }

    [[nodiscard]] QString psql(const QString& sql) const {
        return PostgresServer::psql(m_postgres->superuserUrl(), sql).trimmed();
    }
    [[nodiscard]] PostgresServer& postgres() { return *m_postgres; }

    OrthancServer orthanc;

private:
    std::unique_ptr<PostgresServer> m_postgres;
    QTemporaryDir m_folder;
};

} // namespace vigil::test
