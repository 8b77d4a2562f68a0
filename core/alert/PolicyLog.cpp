// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyLog.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"
#include "core/journal/LogOrder.h"

#include <QCryptographicHash>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace vigil::alert {

namespace {

QString textAt(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

QStringList textsAt(const QJsonObject& object, const char* key) {
    QStringList list;
    for (const auto& value : object.value(QLatin1String(key)).toArray())
        list << value.toString();
    return list;
}

/// Reads the events once, in order. Used for one call.
class PolicyStory {
public:
    void tell(const journal::LoggedEvent& logged);
    [[nodiscard]] PolicyLog log() const { return m_log; }

private:
    /// Who had a hand in an event: a second pair of eyes must be nobody of these.
    using People = QSet<QString>;
    static People behind(const journal::LoggedEvent& logged);

    void proposed(const journal::LoggedEvent& logged, const QJsonObject& data);
    void approved(const journal::LoggedEvent& logged, const QJsonObject& data);
    /// Why an approval has no effect; empty when it has.
    [[nodiscard]] QString objection(const journal::LoggedEvent& logged, const QJsonObject& data,
                                    const PolicyVersion* version) const;
    void attention(const journal::LoggedEvent& logged, const QString& reason);

    PolicyLog m_log;
    QHash<QUuid, People> m_proposers;
};

PolicyStory::People PolicyStory::behind(const journal::LoggedEvent& logged) {
    People people;
    for (const auto& user : {logged.event.author, logged.receipt.submitter})
        if (const auto one = user.trimmed().toCaseFolded(); !one.isEmpty()) people << one;
    return people;
}

void PolicyStory::tell(const journal::LoggedEvent& logged) {
    const auto data = QJsonDocument::fromJson(logged.event.open).object();
    const bool known = logged.event.kind == journal::kind::policyProposed ||
                       logged.event.kind == journal::kind::policyApproved;
    if (!known || logged.event.kindVersion > 1) {
        m_log.needsNewerVigil = true;
        return attention(logged, QStringLiteral("was written by a newer Vigil"));
    }
    if (logged.event.kind == journal::kind::policyProposed)
        proposed(logged, data);
    else
        approved(logged, data);
}

void PolicyStory::proposed(const journal::LoggedEvent& logged, const QJsonObject& data) {
    const auto by = partyFromObject(data.value(QLatin1String("by")).toObject());
    const auto people = behind(logged);
    if (people.isEmpty()) return attention(logged, QStringLiteral("a policy that nobody proposed"));
    if (const auto* current = m_log.inForce(); current && !current->proposers.isEmpty() &&
                                               !current->proposers.contains(by.role, Qt::CaseInsensitive))
        return attention(logged, QStringLiteral("the role \"%1\" may not propose a policy").arg(by.role));
    PolicyVersion version;
    version.proposal = logged.event.eventId;
    version.yaml = textAt(data, "yaml").toUtf8();
    version.sha256 =
        QString::fromLatin1(QCryptographicHash::hash(version.yaml, QCryptographicHash::Sha256).toHex());
    version.name = textAt(data, "name");
    version.version = textAt(data, "version");
    version.note = textAt(data, "note");
    version.proposers = textsAt(data, "proposers");
    version.approvers = textsAt(data, "approvers");
    version.proposedByUser = logged.event.author;
    version.proposedBy = by;
    version.proposedAt = logged.event.occurredAt;
    version.proposalPending = !logged.isAccepted();
    m_proposers.insert(version.proposal, people);
    m_log.versions << version;
}

QString PolicyStory::objection(const journal::LoggedEvent& logged, const QJsonObject& data,
                               const PolicyVersion* version) const {
    if (!version) return QStringLiteral("approves a policy that was not proposed");
    const auto people = behind(logged);
    if (people.isEmpty() || people.intersects(m_proposers.value(version->proposal)))
        return QStringLiteral("a policy is approved by another person than the one who proposed it");
    const auto* current = m_log.inForce();
    if (current == version) return QStringLiteral("this policy is in force already");
    const QUuid replaces(textAt(data, "replaces"));
    if (replaces != (current ? current->proposal : QUuid()))
        return QStringLiteral("was approved in place of another policy than the one in force");
    const auto role = partyFromObject(data.value(QLatin1String("by")).toObject()).role;
    const auto approvers = current ? current->approvers : version->approvers;
    if (!approvers.isEmpty() && !approvers.contains(role, Qt::CaseInsensitive))
        return QStringLiteral("the role \"%1\" may not approve a policy").arg(role);
    return {};
}

void PolicyStory::approved(const journal::LoggedEvent& logged, const QJsonObject& data) {
    const QUuid proposal(textAt(data, "proposal"));
    const auto found =
        std::find_if(m_log.versions.begin(), m_log.versions.end(),
                     [&](const PolicyVersion& version) { return version.proposal == proposal; });
    auto* version = found == m_log.versions.end() ? nullptr : &*found;
    if (const auto reason = objection(logged, data, version); !reason.isEmpty())
        return attention(logged, reason);
    version->approvedByUser = logged.event.author;
    version->approvedBy = partyFromObject(data.value(QLatin1String("by")).toObject());
    version->approvedAt = logged.event.occurredAt;
    // The department may still refuse it: until then nobody works by it.
    version->approvalPending = !logged.isAccepted();
    if (version->approvalPending || version->proposalPending) return;
    for (auto& other : m_log.versions)
        if (other.state == PolicyVersion::State::InForce) other.state = PolicyVersion::State::Superseded;
    version->state = PolicyVersion::State::InForce;
}

void PolicyStory::attention(const journal::LoggedEvent& logged, const QString& reason) {
    m_log.attention << AttentionItem{logged.event.eventId, logged.event.kind, reason};
}

} // namespace

const PolicyVersion* PolicyLog::inForce() const {
    for (const auto& version : versions)
        if (version.state == PolicyVersion::State::InForce) return &version;
    return nullptr;
}

const PolicyVersion* PolicyLog::version(const QUuid& proposal) const {
    for (const auto& each : versions)
        if (each.proposal == proposal) return &each;
    return nullptr;
}

PolicyLog policyLogOf(const QList<journal::LoggedEvent>& events) {
    PolicyStory story;
    for (const auto& event : journal::inLogOrder(events))
        story.tell(event);
    return story.log();
}

QJsonObject proposalOf(const AlertPolicy& policy, const QByteArray& yaml, const QString& note) {
    return {{QStringLiteral("yaml"), QString::fromUtf8(yaml)},
            {QStringLiteral("name"), policy.name()},
            {QStringLiteral("version"), policy.version()},
            {QStringLiteral("note"), note},
            {QStringLiteral("proposers"), QJsonArray::fromStringList(policy.permissions().proposePolicy)},
            {QStringLiteral("approvers"), QJsonArray::fromStringList(policy.permissions().approvePolicy)}};
}

QJsonObject approvalOf(const QUuid& proposal, const QUuid& replaces) {
    return {{QStringLiteral("proposal"), vigil::toText(proposal)},
            {QStringLiteral("replaces"), replaces.isNull() ? QString() : vigil::toText(replaces)}};
}

} // namespace vigil::alert
