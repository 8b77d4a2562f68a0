// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "core/alert/PolicyFaults.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

constexpr int replayedDays = 31;

Result<QByteArray> bytesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("This file cannot be read: %1").arg(path), {}};
    return file.readAll();
}

Result<alert::PolicyLog> logOf(Call& call) {
    VIGIL_TRY(auto* application, call.application());
    return Call::waitFor(application->policies().log());
}

/// By the beginning of its id, as long as that means one.
Result<alert::PolicyVersion> published(const alert::PolicyLog& log, const QString& id) {
    QList<alert::PolicyVersion> found;
    for (const auto& version : log.versions)
        if (id.size() >= 4 && vigil::toText(version.proposal).startsWith(id.toLower())) found << version;
    if (found.size() == 1) return found.first();
    return Error{Error::Code::NotFound,
                 found.isEmpty() ? QStringLiteral("There is no policy \"%1\" on this computer.").arg(id)
                                 : QStringLiteral("\"%1\" means more than one policy.").arg(id),
                 {}};
}

/// A file, the id of a published one, "current" or "shipped".
Result<alert::AlertPolicy> policyOf(Call& call, int operand) {
    const auto word = call.operand(operand);
    if (word == QLatin1String("shipped"))
        return alert::AlertPolicy::load(QStringLiteral(":/vigil/policies/default.yaml"));
    if (word == QLatin1String("current")) {
        VIGIL_TRY(auto* application, call.application());
        return application->policy();
    }
    if (QFile::exists(call.file(operand))) return alert::AlertPolicy::load(call.file(operand));
    VIGIL_TRY(const auto log, logOf(call));
    VIGIL_TRY(const auto version, published(log, word));
    return alert::AlertPolicy::parse(version.yaml);
}

QString stateOf(const alert::PolicyVersion& version) {
    if (version.state == alert::PolicyVersion::State::InForce) return QStringLiteral("in force");
    if (version.state == alert::PolicyVersion::State::Superseded) return QStringLiteral("superseded");
    if (version.approvalPending) return QStringLiteral("approved, waits for the department");
    return version.proposalPending ? QStringLiteral("proposed, waits for the department")
                                   : QStringLiteral("proposed, waits for a second person");
}

QJsonObject jsonOf(const alert::PolicyVersion& version) {
    return {{"id", vigil::toText(version.proposal)},
            {"state", stateOf(version)},
            {"name", version.name},
            {"version", version.version},
            {"sha256", version.sha256},
            {"note", version.note},
            {"proposedBy", version.proposedByUser},
            {"proposedAt", toIso(version.proposedAt)},
            {"approvedBy", version.approvedByUser},
            {"approvedAt", version.approvedAt ? toIso(*version.approvedAt) : QString()}};
}

QString lineOf(const alert::PolicyVersion& version) {
    auto line = QStringLiteral("%1  version %2  %3  proposed by %4: %5")
                    .arg(vigil::toText(version.proposal), version.version, stateOf(version),
                         version.proposedByUser, version.note);
    if (!version.approvedByUser.isEmpty()) line += QStringLiteral("  approved by ") + version.approvedByUser;
    return line;
}

/// Something that is said as JSON and in lines.
struct Said {
    QJsonObject json;
    QStringList lines;
};

Said differencesOf(const alert::AlertPolicy& from, const alert::AlertPolicy& to) {
    const auto lines = alert::differences(from, to);
    return {{{"differences", QJsonArray::fromStringList(lines)}},
            lines.isEmpty() ? QStringList{QStringLiteral("Nothing changes.")} : lines};
}

Result<Said> replayOf(alert::PolicyService& policies, const alert::AlertPolicy& policy, int days) {
    VIGIL_TRY(const auto replay, Call::waitFor(policies.replay(policy, std::chrono::days(days))));
    QJsonArray changed;
    QStringList lines{
        QStringLiteral("%1 of %2 alerts of the last %3 days on this computer would have been other.")
            .arg(replay.changed.size())
            .arg(replay.looked)
            .arg(days)};
    for (const auto& each : replay.changed) {
        changed << QJsonObject{{"id", each.alertId},
                               {"raisedAt", toIso(each.raisedAt)},
                               {"finding", each.findingCode},
                               {"changes", QJsonArray::fromStringList(each.changes)}};
        lines << QStringLiteral("%1  %2  %3")
                     .arg(each.alertId, each.findingCode, each.changes.join(QStringLiteral("; ")));
    }
    return Said{{{"looked", replay.looked}, {"days", days}, {"changed", changed}}, lines};
}

/// What whoever approves has to see first: what it says that the one in force does not, and what would have
/// gone elsewhere last month.
Result<Said> consequencesOf(Application& application, const alert::PolicyVersion& version) {
    VIGIL_TRY(const auto policy, alert::AlertPolicy::parse(version.yaml));
    const auto differences = differencesOf(application.policy(), policy);
    VIGIL_TRY(const auto replay, replayOf(application.policies(), policy, replayedDays));
    auto json = differences.json;
    json.insert(QStringLiteral("id"), vigil::toText(version.proposal));
    json.insert(QStringLiteral("replay"), replay.json);
    return Said{json, differences.lines + replay.lines};
}

} // namespace

int policyCheckVerb(Call& call) {
    const auto policy = alert::AlertPolicy::load(call.file(0));
    if (!policy) return call.fail(policy.error());
    const auto today = policy->calendar().dayOf(SystemClock().now());
    const auto faults = alert::faultsOf(*policy, today);
    for (const auto& fault : faults)
        call.warn(QStringLiteral("warning: ") + fault);
    return call.done({{"name", policy->name()},
                      {"version", policy->version()},
                      {"sha256", policy->sha256()},
                      {"categories", policy->categories().size()},
                      {"findings", policy->findings().size()},
                      {"calendarEnds", policy->calendarEnds().toString(Qt::ISODate)},
                      {"faults", QJsonArray::fromStringList(faults)}},
                     QStringLiteral("%1, version %2: %3 categories, %4 findings, bank holidays until %5.")
                         .arg(policy->name(), policy->version())
                         .arg(policy->categories().size())
                         .arg(policy->findings().size())
                         .arg(policy->calendarEnds().toString(Qt::ISODate)));
}

int policyProposeVerb(Call& call) {
    const auto note = call.option(QStringLiteral("note")).value_or(QString());
    if (note.isEmpty()) return call.usage(QStringLiteral("usage: vigilctl policy propose FILE --note TEXT"));
    const auto yaml = bytesOf(call.file(0));
    if (!yaml) return call.fail(yaml.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto id = Call::waitFor((*application)->policies().propose(*yaml, note));
    if (!id) return call.fail(id.error());
    return call.done({{"id", vigil::toText(*id)}},
                     QStringLiteral("Proposed as %1. Another person approves it.").arg(vigil::toText(*id)));
}

int policyApproveVerb(Call& call) {
    const auto log = logOf(call);
    if (!log) return call.fail(log.error());
    const auto version = published(*log, call.operand(0));
    if (!version) return call.fail(version.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto said = consequencesOf(**application, *version);
    if (!said) return call.fail(said.error());
    const bool yes = call.flag(QStringLiteral("yes"));
    if (yes) {
        const auto approved = Call::waitFor((*application)->policies().approve(version->proposal));
        if (!approved) return call.fail(approved.error());
        said->lines << QStringLiteral("Approved. It counts once the department has it.");
    }
    said->json.insert(QStringLiteral("approved"), yes);
    call.done(said->json, said->lines.join(QLatin1Char('\n')));
    if (yes) return Call::Done;
    return call.askFor(QStringLiteral("Nothing was approved. After reading what changes: vigilctl policy "
                                      "approve %1 --yes")
                           .arg(call.operand(0)));
}

int policyShowVerb(Call& call) {
    const auto log = logOf(call);
    if (!log) return call.fail(log.error());
    if (call.operands() > 0) {
        const auto version = published(*log, call.operand(0));
        if (!version) return call.fail(version.error());
        auto json = jsonOf(*version);
        json.insert(QStringLiteral("yaml"), QString::fromUtf8(version->yaml));
        return call.done(json, QString::fromUtf8(version->yaml));
    }
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto& current = (*application)->policy();
    const auto& inForce = (*application)->policies().inForce();
    if (!inForce.fault().isEmpty()) call.warn(QStringLiteral("warning: ") + inForce.fault());
    QJsonArray versions, attention;
    QStringList lines{QStringLiteral("This computer works by %1, version %2 (%3).")
                          .arg(current.name(), current.version(),
                               inForce.isPublished() ? QStringLiteral("published by the department")
                                                     : QStringLiteral("from a file; none is published"))};
    for (const auto& version : log->versions) {
        versions << jsonOf(version);
        lines << lineOf(version);
    }
    for (const auto& item : log->attention) {
        attention << QJsonObject{
            {"event", vigil::toText(item.eventId)}, {"kind", item.kind}, {"reason", item.reason}};
        lines << QStringLiteral("without effect: %1 %2: %3")
                     .arg(item.kind, vigil::toText(item.eventId), item.reason);
    }
    return call.done({{"current", QJsonObject{{"name", current.name()},
                                              {"version", current.version()},
                                              {"sha256", current.sha256()},
                                              {"published", inForce.isPublished()}}},
                      {"versions", versions},
                      {"withoutEffect", attention}},
                     lines.join(QLatin1Char('\n')));
}

int policyDiffVerb(Call& call) {
    const auto from = policyOf(call, 0);
    if (!from) return call.fail(from.error());
    const auto to = policyOf(call, 1);
    if (!to) return call.fail(to.error());
    const auto said = differencesOf(*from, *to);
    return call.done(said.json, said.lines.join(QLatin1Char('\n')));
}

int policyReplayVerb(Call& call) {
    const int days = call.number(QStringLiteral("days"), replayedDays);
    const auto policy = policyOf(call, 0);
    if (!policy) return call.fail(policy.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto said = replayOf((*application)->policies(), *policy, days);
    if (!said) return call.fail(said.error());
    return call.done(said->json, said->lines.join(QLatin1Char('\n')));
}

} // namespace vigil::app
