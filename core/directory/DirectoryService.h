// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/PolicyInForce.h"
#include "core/base/Ids.h"
#include "core/directory/DirectoryFaults.h"
#include "core/directory/DirectoryImport.h"
#include "core/directory/RotaImport.h"
#include "core/report/ReportContent.h"
#include "core/store/DirectoryStore.h"
#include "core/store/OwnFacts.h"

#include <QFuture>
#include <QThreadPool>

namespace vigil::directory {

/// Keeps the department's directory: each change is an event of its own, an import all of them in one
/// transaction. Owned by Application, callable from any thread, works on its own pool. A refusal says why and
/// has written nothing.
class DirectoryService {
public:
    DirectoryService(const alert::PolicyInForce& policies, store::DataFolder& data, store::OwnFacts& facts,
                     const store::DirectoryStore& directory, const Clock& clock, IdSource& ids,
                     report::User user);
    ~DirectoryService();

    QFuture<Result<Directory>> directory();
    QFuture<Result<QList<Fault>>> faults();
    /// What an import would do, without doing it.
    QFuture<Result<ImportPlan>> plan(const QByteArray& csv, Extent extent);
    /// Writes what it answers. Invalid names every faulty line, and nothing is written.
    QFuture<Result<ImportPlan>> import(const QByteArray& csv, Extent extent);
    /// The same for a rota: an event a role.
    QFuture<Result<RotaPlan>> planRota(const QByteArray& csv);
    QFuture<Result<RotaPlan>> importRota(const QByteArray& csv);
    /// The user has made sure that the addresses of this entry are right.
    QFuture<Result<void>> verify(const QString& id);
    QFuture<Result<void>> retire(const QString& id, const QString& reason);

private:
    [[nodiscard]] Result<Directory> load() const;
    [[nodiscard]] QDate today() const;
    [[nodiscard]] journal::Event eventOf(const QString& id, const QString& kind,
                                         const QJsonObject& data) const;
    Result<ImportPlan> importNow(const QByteArray& csv, Extent extent);

    const alert::PolicyInForce& m_policies;
    store::DataFolder& m_data;
    store::OwnFacts& m_facts;
    const store::DirectoryStore& m_directory;
    const Clock& m_clock;
    IdSource& m_ids;
    report::User m_user;
    QThreadPool m_pool;
};

} // namespace vigil::directory
