// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/RetrieveBench.h"

#include "app/bench/VigilFetch.h"
#include "core/base/Ids.h"
#include "dicom/Dicom.h"

#include <QDir>

#include <algorithm>
#include <utility>

namespace vigil::app {

struct RetrieveBench::Load {
    QString name;
    dicom::BulkStudy study;
    Tools tools = Tools::None;
    bool fromDcmqrscp = false;
    int rounds = 3;
};

namespace {

constexpr int stockRounds = 1; ///< a run of the stock tools takes twenty seconds, or minutes

const QString stockWay = QStringLiteral("movescu + storescp");
const QString noDelayWay = QStringLiteral("movescu + storescp, TCP_NODELAY=1");
const QString getWay = QStringLiteral("getscu");
const QString copyWay = QStringLiteral("cp + fsync of each file");

dicom::BulkStudy bulk(int instances, int edge, int frames = 1) {
    dicom::BulkStudy study;
    study.studyUid = dicomUid(QUuid::createUuid());
    study.patientId = QStringLiteral("BENCH%1").arg(instances);
    study.instances = instances;
    study.rows = study.columns = edge;
    study.frames = frames;
    return study;
}

Error incomplete(const QString& way, int came, int expected) {
    return {
        Error::Code::Internal,
        QStringLiteral("%1 brought %2 of %3 images: nothing to compare.").arg(way).arg(came).arg(expected),
        {}};
}

/// What a tool received, by the files it left.
int filesIn(const QString& folder) {
    return static_cast<int>(QDir(folder).entryList(QDir::Files).size());
}

QStringList toolQuery(const study::PacsPeer& peer, const QString& studyUid) {
    return {QStringLiteral("-S"),
            QStringLiteral("-aec"),
            peer.aeTitle,
            QStringLiteral("-k"),
            QStringLiteral("QueryRetrieveLevel=STUDY"),
            QStringLiteral("-k"),
            QStringLiteral("StudyInstanceUID=") + studyUid};
}

} // namespace

double Measured::median() const {
    auto sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted.isEmpty() ? 0 : sorted.at(sorted.size() / 2);
}

Ratios ratiosOf(const Measured& one, const QList<Measured>& all) {
    const auto times = [&](const QString& archive, const QString& way) {
        for (const auto& other : all)
            if (other.study == one.study && other.archive == archive && other.way == way && one.median() > 0)
                return other.median() / one.median();
        return 0.0;
    };
    Ratios ratios;
    if (!one.archive.isEmpty())
        ratios = {times(one.archive, stockWay), times(one.archive, noDelayWay), times(one.archive, getWay)};
    if (const auto copy = times({}, copyWay); copy > 0) ratios.timesCopy = 1 / copy;
    return ratios;
}

RetrieveBench::RetrieveBench(QString folder, Extent extent, Tools tools, QString only,
                             std::function<void(const QString&)> say)
    : m_folder(folder + QStringLiteral("/vigil-bench-XXXXXX")), m_extent(extent), m_tools(tools),
      m_only(std::move(only)),
      m_say(std::move(say)), m_own{QStringLiteral("VIGILBENCH"), freePort()}, m_stock{QStringLiteral("STOCK"),
                                                                                      freePort()} {}

Result<QString> RetrieveBench::emptyFolder(const QString& name) {
    const auto path = place(name);
    QDir(path).removeRecursively();
    if (!QDir().mkpath(path))
        return Error{Error::Code::DiskFull, QStringLiteral("This folder cannot be made: %1").arg(path), {}};
    return path;
}

Result<QString> RetrieveBench::folderForRun(const QString& name) {
    const auto numbered = name + QString::number(m_used.size());
    m_used << place(numbered);
    return emptyFolder(numbered);
}

Result<QList<Measured>> RetrieveBench::run() {
    VIGIL_CHECK(dicom::initialise());
    VIGIL_TRY(const auto orthanc, emptyFolder(QStringLiteral("orthanc")));
    VIGIL_TRY(m_orthanc, startOrthanc(orthanc, {m_own, m_stock}));
    VIGIL_TRY(const auto dcmqrscp, emptyFolder(QStringLiteral("dcmqrscp")));
    VIGIL_TRY(m_dcmqrscp, startDcmqrscp(dcmqrscp, {m_own, m_stock}));
    constexpr int sliceEdge = 512;
    constexpr int smallEdge = 100;
    const bool full = m_extent == Extent::Full;
    const int slices = full ? 400 : 60;
    const int large = full ? 4 : 1;
    constexpr int framesOfLarge = 120; // 63 MB
    const int few = full ? 500 : 100;
    const int many = full ? 5000 : 300; // the stock tools take 50 ms for each
    const int rounds = full ? 3 : 1;
    const QList<Load> loads{
        {QStringLiteral("%1 CT slices").arg(slices), bulk(slices, sliceEdge), Tools::Too, true, rounds},
        {QStringLiteral("%1 small").arg(few), bulk(few, smallEdge), Tools::None, false, rounds},
        {QStringLiteral("%1 small").arg(many), bulk(many, smallEdge), Tools::Too, false, rounds},
        {QStringLiteral("%1 large").arg(large), bulk(large, sliceEdge, framesOfLarge), Tools::Too, false,
         rounds}};
    for (const auto& load : loads)
        if (m_only.isEmpty() || load.name.contains(m_only)) VIGIL_CHECK(measure(load));
    return m_results;
}

Result<QStringList> RetrieveBench::prepare(const Load& load) {
    m_say(QStringLiteral("%1: computing and loading the archives").arg(load.name));
    VIGIL_TRY(const auto folder, emptyFolder(QStringLiteral("files")));
    VIGIL_TRY(const auto files, dicom::writeBulkStudy(folder, load.study));
    VIGIL_CHECK(m_orthanc->load(files));
    if (load.fromDcmqrscp) VIGIL_CHECK(m_dcmqrscp->load(files));
    return files;
}

Result<void> RetrieveBench::measure(const Load& load) {
    VIGIL_TRY(const auto files, prepare(load));
    Measured about;
    about.study = load.name;
    about.studyUid = load.study.studyUid;
    about.instances = load.study.instances;
    for (const auto& path : files)
        about.bytes += QFileInfo(path).size();
    QList<Ways> ways;
    const auto add = [&](Ways way, int rounds) {
        way.rounds = rounds;
        ways << std::move(way);
    };
    QList<PrivateArchive*> archives{m_orthanc.get()};
    if (load.fromDcmqrscp) archives << m_dcmqrscp.get();
    add(copy(about), load.rounds);
    for (auto* archive : archives) {
        auto peer = archive->peer();
        about.archive = peer.name;
        add(vigil(about, peer, study::PacsPeer::Method::Move), load.rounds);
        add(vigil(about, peer, study::PacsPeer::Method::Get), load.rounds);
        if (load.tools == Tools::None || m_tools == Tools::None) continue;
        add(stockMove(about, peer, Nagle::Off), stockRounds);
        add(stockMove(about, peer, Nagle::On), stockRounds);
        add(stockGet(about, peer), stockRounds);
    }
    VIGIL_CHECK(measureInTurns(ways));
    for (const auto& path : std::exchange(m_used, {}))
        QDir(path).removeRecursively();
    for (const auto& way : ways)
        m_results << way.measured;
    return {};
}

/// One run of each, then the next: what else the machine does meets all alike.
Result<void> RetrieveBench::measureInTurns(QList<Ways>& ways) {
    const auto most = std::max_element(ways.cbegin(), ways.cend(), [](const Ways& a, const Ways& b) {
                          return a.rounds < b.rounds;
                      })->rounds;
    for (int round = 0; round < most; ++round)
        for (auto& way : ways) {
            if (round >= way.rounds) continue;
            // What the one before left for the disk is not to be paid by this one. It is not removed either:
            // ext4 looks long for a name of its own where many were freed a moment ago.
            VIGIL_CHECK(
                timedRun(QStringLiteral("sync"), {QStringLiteral("-f"), m_folder.path()}, m_folder.path()));
            VIGIL_TRY(const auto seconds, way.run(way.measured));
            way.measured.seconds << seconds;
            m_say(QStringLiteral("  %1 %2: %3 s").arg(way.measured.archive, way.measured.way).arg(seconds));
        }
    return {};
}

RetrieveBench::Ways RetrieveBench::vigil(const Measured& about, const study::PacsPeer& peer,
                                         study::PacsPeer::Method method) {
    auto measured = about;
    measured.way = method == study::PacsPeer::Method::Get ? QStringLiteral("Vigil C-GET")
                                                          : QStringLiteral("Vigil C-MOVE");
    auto asked = peer;
    asked.method = method;
    return {measured, 0, [this, asked, studyUid = about.studyUid](Measured& own) -> Result<double> {
                VIGIL_TRY(const auto folder, folderForRun(QStringLiteral("vigil")));
                VIGIL_TRY(const auto fetched, fetchByVigil(folder, asked, m_own, studyUid));
                if (fetched.images != own.instances)
                    return incomplete(own.way, fetched.images, own.instances);
                own.peakMemory = std::max(own.peakMemory, fetched.peakMemory);
                own.quarters = fetched.quarters;
                return fetched.seconds;
            }};
}

RetrieveBench::Ways RetrieveBench::stockMove(const Measured& about, const study::PacsPeer& peer,
                                             Nagle nagle) {
    auto measured = about;
    measured.way = nagle == Nagle::On ? stockWay : noDelayWay;
    return {measured, 0, [this, peer, nagle, studyUid = about.studyUid](Measured& own) -> Result<double> {
                VIGIL_TRY(const auto folder, folderForRun(QStringLiteral("stock")));
                OwnProcess receiver;
                VIGIL_CHECK(receiver.start(QStringLiteral("storescp"),
                                           {QStringLiteral("-od"), folder, QString::number(m_stock.port)},
                                           folder, m_stock.port, nagle));
                auto arguments = toolQuery(peer, studyUid);
                arguments << QStringLiteral("-aet") << m_stock.aeTitle << QStringLiteral("-aem")
                          << m_stock.aeTitle << peer.host << QString::number(peer.port);
                VIGIL_TRY(const auto seconds, timedRun(QStringLiteral("movescu"), arguments, folder, nagle));
                if (filesIn(folder) != own.instances)
                    return incomplete(own.way, filesIn(folder), own.instances);
                return seconds;
            }};
}

RetrieveBench::Ways RetrieveBench::stockGet(const Measured& about, const study::PacsPeer& peer) {
    auto measured = about;
    measured.way = getWay;
    return {measured, 0, [this, peer, studyUid = about.studyUid](Measured& own) -> Result<double> {
                VIGIL_TRY(const auto folder, folderForRun(QStringLiteral("stock")));
                auto arguments = toolQuery(peer, studyUid);
                arguments << QStringLiteral("-aet") << m_stock.aeTitle << QStringLiteral("-od") << folder
                          << peer.host << QString::number(peer.port);
                VIGIL_TRY(const auto seconds, timedRun(QStringLiteral("getscu"), arguments, folder));
                if (filesIn(folder) != own.instances)
                    return incomplete(own.way, filesIn(folder), own.instances);
                return seconds;
            }};
}

RetrieveBench::Ways RetrieveBench::copy(const Measured& about) {
    auto measured = about;
    measured.archive.clear();
    measured.way = copyWay;
    return {measured, 0, [this](Measured&) -> Result<double> {
                VIGIL_TRY(const auto folder, folderForRun(QStringLiteral("copy")));
                const auto script = QStringLiteral("cp \"$1\"/* \"$2\" && sync \"$2\"/* \"$2\"");
                return timedRun(QStringLiteral("sh"),
                                {QStringLiteral("-c"), script, QStringLiteral("sh"),
                                 place(QStringLiteral("files")), folder},
                                folder);
            }};
}

} // namespace vigil::app
