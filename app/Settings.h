// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/DispatchSettings.h"
#include "app/page/PageSettings.h"
#include "core/base/Result.h"
#include "core/report/ReportContent.h"
#include "core/study/Peers.h"
#include "core/study/Prefetch.h"

#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace vigil::app {

/// One [department/NAME]: "embedded" or a postgresql:// address. Secrets are never here (.pgpass).
struct DepartmentSettings {
    QString name;
    QString url = QStringLiteral("embedded"); ///< with caCertificates= as its sslrootcert

    [[nodiscard]] bool isEmbedded() const { return url == QLatin1String("embedded"); }
    bool operator==(const DepartmentSettings&) const = default;
};

/// vigil.ini, read and checked. A value.
struct Settings {
    QString file; ///< where it was read from
    study::LocalNode local;
    int cacheLimitGiB = 50;
    bool aeTitleChosen = false; ///< false: made from the name of this computer
    QList<study::PacsPeer> pacs;
    QList<study::PacsPeer> orders; ///< modality worklists
    DepartmentSettings department{QStringLiteral("local"), QStringLiteral("embedded")};
    report::User user;
    QString alertPolicyFile; ///< [policy] alerts=; empty = the policy that Vigil ships
    QString worklistPolicyFile;
    QString followUpPolicyFile;
    study::PrefetchRules prefetch;            ///< [prefetch]
    int worklistDays = 7;                     ///< [worklist] days=
    std::chrono::seconds worklistRefresh{60}; ///< [worklist] refreshSeconds=: 0 = only when asked
    DispatchSettings dispatch;
    std::optional<page::PageSettings> page; ///< [page]: what the dispatcher serves to recipients
    bool alertSound = true;                 ///< [window] alertSound=: for criticals without an owner
    bool listen = true; ///< [local] listen=: whether the storage listener is opened at all

    bool operator==(const Settings&) const = default;

    /// Invalid names the group, the key and what would be right. A missing file gives the defaults.
    static Result<Settings> read(const QString& path);
};

/// Where things are: --config and --data, then VIGIL_CONFIG and VIGIL_DATA, then the XDG folders.
struct Paths {
    QString config;
    QString data;

    static Paths resolve(const QString& configOption, const QString& dataOption);
};

/// "VG-" and the host name in the characters of an AE title, at most 16 (PS3.5 6.2).
[[nodiscard]] QString defaultAeTitle(const QString& hostName);

} // namespace vigil::app
