// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/EchoBack.h"
#include "core/setup/Examinations.h"
#include "core/setup/MoveVerdict.h"

#include <QDate>

#include <array>

namespace vigil::setup {

namespace {

using State = Finding::State;
using Method = study::PacsPeer::Method;
using Verdict = study::IncomingCall::Verdict;

constexpr std::array daysLookedBack{7, 90, 3650};
/// The PACS may be done before its last bytes have come through our listener.
constexpr std::chrono::milliseconds lateArrival{3000};
constexpr std::chrono::milliseconds lateCall{300};

/// What one examination finds out on the way and later steps need.
class PacsExamination {
public:
    PacsExamination(const Installation& installation, const Instruments& instruments,
                    const study::PacsPeer& pacs, CheckUp& run)
        : m_installation(installation), m_instruments(instruments), m_pacs(pacs), m_run(run),
          m_probe(instruments.probe(pacs)) {}

    Finding host();
    Finding network();
    Finding echo();
    Finding search();
    Finding echoBack();
    Finding move();
    Finding get();

private:
    [[nodiscard]] std::stop_token stop() const { return m_run.stop(); }
    [[nodiscard]] Destination self() const;
    [[nodiscard]] QList<study::IncomingCall> ownCalls(quint64 mark) const;
    /// Why nothing can arrive here; nothing when it can.
    [[nodiscard]] std::optional<Finding> deafHere() const;
    Finding tryEchoBack(const EchoBack& back, const EchoBack::Entry& entry);
    Finding tryMove();

    const Installation& m_installation;
    const Instruments& m_instruments;
    const study::PacsPeer& m_pacs;
    CheckUp& m_run;
    std::unique_ptr<study::PeerProbe> m_probe;
    QStringList m_addresses;
    QString m_ownAddress;
    std::optional<study::InstanceKey> m_sample;
    State m_moved = State::NotTried;
};

Destination PacsExamination::self() const {
    const auto port = m_instruments.listeningPort();
    const auto& local = m_installation.local;
    return {local.aeTitle, m_ownAddress, port ? *port : local.port, local.tls};
}

Finding PacsExamination::host() {
    auto addresses = m_probe->resolve(stop());
    if (!addresses) return failedBy(addresses.error());
    m_addresses = *addresses;
    return ok(m_addresses == QStringList{m_pacs.host}
                  ? QStringLiteral("%1 is an address.").arg(m_pacs.host)
                  : QStringLiteral("%1 is %2.").arg(m_pacs.host, m_addresses.join(QStringLiteral(", "))));
}

Finding PacsExamination::network() {
    const auto own = m_probe->connect(stop());
    if (!own) return failedBy(own.error());
    m_ownAddress = *own;
    return ok(QStringLiteral("Port %1 of %2 takes connections; this computer is %3 on the way there.")
                  .arg(m_pacs.port)
                  .arg(m_pacs.host, m_ownAddress.isEmpty() ? QStringLiteral("unknown") : m_ownAddress));
}

Finding PacsExamination::echo() {
    const auto answered = m_probe->echo(stop());
    if (answered)
        return ok(QStringLiteral("\"%1\" answers C-ECHO and accepts \"%2\".")
                      .arg(m_pacs.aeTitle, m_installation.local.aeTitle));
    auto finding = failedBy(answered.error());
    // Refused: one of the two AE titles is not known there; the entry holds ours.
    if (answered.error().code == Error::Code::Refused) finding.lines = destinationLines(m_pacs, self());
    return finding;
}

Finding PacsExamination::search() {
    const auto today = toDateTime(m_instruments.clock.now()).toLocalTime().date();
    for (const int days : daysLookedBack) {
        const auto sample = m_probe->sample(today.addDays(-days), stop());
        if (!sample) {
            auto finding = failedBy(sample.error());
            if (sample.error().code == Error::Code::Refused ||
                sample.error().code == Error::Code::Unsupported)
                finding.lines = destinationLines(m_pacs, self());
            return finding;
        }
        m_sample = *sample;
        if (m_sample) return ok(QStringLiteral("C-FIND names studies of the last %1 days.").arg(days));
    }
    return ok(QStringLiteral("C-FIND is answered, but the PACS holds no studies."));
}

/// Calls during the test that may have been this PACS. An unknown address, or bytes that say no name, may be
/// anybody's.
QList<study::IncomingCall> PacsExamination::ownCalls(quint64 mark) const {
    QList<study::IncomingCall> own;
    for (const auto& call : m_instruments.calls.since(mark)) {
        const bool nameless = call.verdict == Verdict::UnknownAddress || call.verdict == Verdict::NoRequest;
        const bool byAddress = call.verdict == Verdict::UnknownCaller && m_addresses.contains(call.address);
        if (nameless || byAddress || call.callingTitle == m_pacs.aeTitle) own << call;
    }
    return own;
}

Finding PacsExamination::tryMove() {
    const auto before = m_instruments.calls.mark();
    TestArrivals::Expectation expected(m_instruments.arrivals, *m_sample, m_pacs.name);
    const auto answer = m_probe->testMove(*m_sample, stop());
    if (!answer) return failedBy(answer.error());
    const bool saysSent = answer->failed == 0 && answer->status == 0;
    const auto from = expected.waitFor(saysSent ? lateArrival : lateCall, stop());
    return judgeMove(m_pacs, self(), {*answer, from, ownCalls(before)});
}

std::optional<Finding> PacsExamination::deafHere() const {
    // The doctor's own call at the listener is over then, and is not taken for the PACS's.
    const auto answers = m_run.decided(QStringLiteral("local/answer"));
    if (!m_instruments.listeningPort())
        return notTried(
            QStringLiteral("The listener of this computer is not open, so that nothing can arrive."),
            QStringLiteral("See \"Listener\" under \"This computer\"."));
    if (answers.state == State::Failed)
        return notTried(QStringLiteral("The listener of this computer does not answer as it should."),
                        QStringLiteral("See \"Listener answers\" under \"This computer\"."));
    return std::nullopt;
}

Finding PacsExamination::tryEchoBack(const EchoBack& back, const EchoBack::Entry& entry) {
    const auto before = m_instruments.calls.mark();
    const auto answered = back.ask(entry, stop());
    if (!answered) return failedBy(answered.error());
    if (*answered)
        return ok(QStringLiteral("The PACS reaches this computer at %1, port %2: its C-ECHO was answered.")
                      .arg(entry.host)
                      .arg(entry.port));
    const auto calls = ownCalls(before);
    if (!calls.isEmpty() && calls.last().verdict != Verdict::Accepted)
        return judgeCall(m_pacs, self(), calls.last());
    auto finding =
        failed(QStringLiteral(
                   "The PACS knows \"%1\" as host %2, port %3, but cannot reach it: no connection arrived "
                   "here.")
                   .arg(m_installation.local.aeTitle, entry.host)
                   .arg(entry.port),
               QStringLiteral(
                   "This computer is %1 on the way to the PACS. When that is %2, a firewall stands between: "
                   "let it pass port %3 to this computer. Otherwise have the host corrected in the PACS.")
                   .arg(m_ownAddress.isEmpty() ? QStringLiteral("unknown") : m_ownAddress, entry.host)
                   .arg(entry.port));
    finding.lines = destinationLines(m_pacs, self());
    return finding;
}

Finding PacsExamination::echoBack() {
    if (auto deaf = deafHere()) return *deaf;
    const EchoBack back(m_pacs, m_installation.local.tlsFiles);
    const auto entry = back.entryFor(m_installation.local.aeTitle, stop());
    if (!entry) return failedBy(entry.error());
    const auto here = self();
    if (*entry && (*entry)->port == here.port) return tryEchoBack(back, **entry);
    auto finding =
        *entry
            ? failed(QStringLiteral("The PACS has port %1 for \"%2\", but this computer listens at port %3.")
                         .arg((*entry)->port)
                         .arg(here.aeTitle)
                         .arg(here.port),
                     QStringLiteral("Have the port corrected in the PACS, or set port=%1 in [local] of "
                                    "vigil.ini.")
                         .arg((*entry)->port))
            : failed(QStringLiteral("The PACS does not know \"%1\".").arg(here.aeTitle),
                     QStringLiteral("Have this computer entered in the PACS."));
    finding.lines = destinationLines(m_pacs, here);
    return finding;
}

Finding PacsExamination::move() {
    if (m_pacs.method == Method::Get) return ok(QStringLiteral("Not needed: method=get."));
    if (auto deaf = deafHere()) return *deaf;
    if (!m_sample)
        return notTried(QStringLiteral("There is no study in the PACS to test with."),
                        QStringLiteral("Store any study in the PACS and run the check again."));
    auto finding = tryMove();
    m_moved = finding.state;
    return finding;
}

Finding PacsExamination::get() {
    const bool moves = m_moved == State::Ok || m_moved == State::Warning;
    if (m_pacs.method == Method::Move && moves) return ok(QStringLiteral("Not needed: method=move."));
    if (!m_sample)
        return notTried(QStringLiteral("There is no study in the PACS to test with."),
                        QStringLiteral("Store any study in the PACS and run the check again."));
    TestArrivals::Expectation expected(m_instruments.arrivals, *m_sample, m_pacs.name);
    const auto answer = m_probe->testGet(*m_sample, m_instruments.arrivals, stop());
    if (answer && expected.waitFor(lateCall, stop()))
        return ok(
            m_pacs.method == Method::Get || moves
                ? QStringLiteral("One instance was fetched by C-GET.")
                : QStringLiteral("One instance was fetched by C-GET: you may set method=get in [pacs/%1].")
                      .arg(m_pacs.name));
    if (!answer && answer.error().code == Error::Code::Cancelled) return failedBy(answer.error());
    if (moves) return ok(QStringLiteral("Not offered by this PACS; not needed, because C-MOVE works."));
    auto finding = answer ? failed(QStringLiteral("The PACS does not deliver by C-GET."),
                                   QStringLiteral("Put C-MOVE right, or have C-GET allowed in the PACS."))
                          : failedBy(answer.error());
    if (answer)
        finding.detail = QStringLiteral("C-GET status 0x%1, %2 failed")
                             .arg(QString::number(answer->status, 16).rightJustified(4, u'0'))
                             .arg(answer->failed);
    return finding;
}

} // namespace

QList<Check> planForPacs(const study::PacsPeer& pacs) {
    const auto subject = QStringLiteral("PACS %1").arg(pacs.name);
    const auto check = [&](const char* key, const QString& name) {
        return Check{QStringLiteral("pacs/%1/%2").arg(pacs.name, QLatin1String(key)), subject, name, {}};
    };
    QList<Check> plan{check("host", QStringLiteral("Host name")), check("network", QStringLiteral("Network")),
                      check("echo", QStringLiteral("C-ECHO and AE titles")),
                      check("search", QStringLiteral("C-FIND"))};
    // Only an Orthanc that may be asked: nothing in DICOM has a PACS call somebody else.
    if (!pacs.rest.isEmpty())
        plan << check("echoBack", QStringLiteral("C-ECHO from the PACS to this computer"));
    plan << check("move", QStringLiteral("C-MOVE to this computer")) << check("get", QStringLiteral("C-GET"));
    return plan;
}

void examinePacs(const Installation& installation, const Instruments& instruments,
                 const study::PacsPeer& pacs, CheckUp& run) {
    using Role = Steps::Role;
    PacsExamination examination(installation, instruments, pacs, run);
    Steps steps(run, QStringLiteral("pacs/%1").arg(pacs.name));
    steps.step(QStringLiteral("host"), Role::Foundation, [&] { return examination.host(); });
    steps.step(QStringLiteral("network"), Role::Foundation, [&] { return examination.network(); });
    steps.step(QStringLiteral("echo"), Role::Foundation, [&] { return examination.echo(); });
    steps.step(QStringLiteral("search"), Role::Foundation, [&] { return examination.search(); });
    if (!pacs.rest.isEmpty())
        steps.step(QStringLiteral("echoBack"), Role::Leaf, [&] { return examination.echoBack(); });
    steps.step(QStringLiteral("move"), Role::Leaf, [&] { return examination.move(); });
    steps.step(QStringLiteral("get"), Role::Leaf, [&] { return examination.get(); });
    // With method=auto Vigil goes over to C-GET by itself: studies come, only later than need be.
    const auto prefix = QStringLiteral("pacs/%1/").arg(pacs.name);
    auto move = run.decided(prefix + QStringLiteral("move"));
    const auto get = run.decided(prefix + QStringLiteral("get"));
    if (pacs.method == Method::Auto && move.state == State::Failed && get.state == State::Ok) {
        move.state = State::Warning;
        move.message += QStringLiteral(" Studies come by C-GET meanwhile.");
        run.set(prefix + QStringLiteral("move"), move);
    }
}

} // namespace vigil::setup
