// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/VigilFetch.h"

#include <QList>
#include <QTemporaryDir>

#include <functional>

namespace vigil::app {

/// How long one way of fetching one study took, run by run.
struct Measured {
    QString study;
    QString studyUid;
    QString archive; ///< empty when none took part
    QString way;
    int instances = 0;
    qint64 bytes = 0;
    QList<double> seconds;
    qint64 peakMemory = -1;  ///< of Vigil, the highest of its runs; -1 for others
    QList<Quarter> quarters; ///< of Vigil, of its last run

    [[nodiscard]] double median() const;
    [[nodiscard]] double perSecond() const { return static_cast<double>(bytes) / median(); }
};

/// How one way compares with others of the same study and archive; 0 where those were not measured.
struct Ratios {
    double fasterThanStock = 0;   ///< movescu + storescp
    double fasterThanNoDelay = 0; ///< the same with TCP_NODELAY=1
    double fasterThanGetscu = 0;
    double timesCopy = 0; ///< as long as cp + fsync of the same files
};
[[nodiscard]] Ratios ratiosOf(const Measured& one, const QList<Measured>& all);

/// Fetches computed studies from a private Orthanc and a private dcmqrscp: as the window does it
/// (StudyService on a data folder of its own: every file fsynced and indexed) and by DCMTK's tools, in turns,
/// and copies the same files by cp and sync for comparison. Starts what it needs and stops exactly that. One
/// thread.
class RetrieveBench {
public:
    enum class Extent { Full, Quick };
    enum class Tools { Too, None }; ///< whether DCMTK's tools fetch as well: they take minutes for thousands
    /// `only` is part of the name of the studies to measure, empty for all; `say` is told what goes on.
    RetrieveBench(QString folder, Extent extent, Tools tools, QString only,
                  std::function<void(const QString&)> say);

    Result<QList<Measured>> run();

private:
    struct Load; ///< a study and how it is to be measured
    using Way = std::function<Result<double>(Measured&)>;
    struct Ways {
        Measured measured;
        int rounds;
        Way run;
    };

    Result<void> measure(const Load& load);
    Result<QStringList> prepare(const Load& load);
    Result<void> measureInTurns(QList<Ways>& ways);
    Ways vigil(const Measured& about, const study::PacsPeer& peer, study::PacsPeer::Method method);
    Ways stockMove(const Measured& about, const study::PacsPeer& peer, Nagle nagle);
    Ways stockGet(const Measured& about, const study::PacsPeer& peer);
    Ways copy(const Measured& about);
    Result<QString> emptyFolder(const QString& name);
    Result<QString> folderForRun(const QString& name);
    [[nodiscard]] QString place(const QString& name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    Extent m_extent;
    Tools m_tools;
    QString m_only;
    QStringList m_used; ///< folders of the runs with the present study
    std::function<void(const QString&)> m_say;
    Destination m_own;
    Destination m_stock;
    std::unique_ptr<PrivateArchive> m_orthanc;
    std::unique_ptr<PrivateArchive> m_dcmqrscp;
    QList<Measured> m_results;
};

} // namespace vigil::app
