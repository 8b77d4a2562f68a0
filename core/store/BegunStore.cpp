// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/BegunStore.h"

#include "core/report/ReportJson.h"
#include "core/store/Values.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::store {

namespace {

QByteArray bytesOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject objectOf(const QByteArray& json) {
    return QJsonDocument::fromJson(json).object();
}

QByteArray proceduresBytes(const QList<study::RequestedProcedure>& procedures) {
    QJsonArray array;
    for (const auto& procedure : procedures)
        array << report::toObject(procedure);
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QList<study::RequestedProcedure> proceduresOf(const QByteArray& json) {
    QList<study::RequestedProcedure> procedures;
    for (const auto& value : QJsonDocument::fromJson(json).array())
        procedures << report::procedureFromObject(value.toObject());
    return procedures;
}

QByteArray factsBytes(const QHash<QString, QString>& facts) {
    QJsonObject object;
    for (auto fact = facts.begin(); fact != facts.end(); ++fact)
        object.insert(fact.key(), fact.value());
    return bytesOf(object);
}

QHash<QString, QString> factsOf(const QByteArray& json) {
    QHash<QString, QString> facts;
    const auto object = objectOf(json);
    for (auto fact = object.begin(); fact != object.end(); ++fact)
        facts.insert(fact.key(), fact.value().toString());
    return facts;
}

alert::KeptAlert keptAlert(const Row& row) {
    return {row.text(0),
            row.text(1),
            report::patientFromObject(objectOf(row.bytes(2))),
            proceduresOf(row.bytes(3)),
            row.text(4),
            row.text(5),
            row.text(6),
            objectOf(row.bytes(7)),
            row.text(8)};
}

} // namespace

Result<void> BegunStore::put(Transaction& records, const QString& userId, const alert::KeptAlert& alert,
                             UtcTime now) {
    return executed(records.execute(
        QStringLiteral(
            "INSERT INTO begun_alert(user_id,begun_id,report_id,patient,procedures,corrects_alert,"
            "corrects_report,moved_to,fields,problem,begun_at) VALUES(?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT(user_id,begun_id) DO UPDATE SET report_id=excluded.report_id,"
            "patient=excluded.patient,procedures=excluded.procedures,corrects_alert=excluded.corrects_alert,"
            "corrects_report=excluded.corrects_report,moved_to=excluded.moved_to,fields=excluded.fields,"
            "problem=excluded.problem"),
        {text(userId), text(alert.id), text(alert.reportId), bytesOf(report::toObject(alert.patient)),
         proceduresBytes(alert.procedures), text(alert.correctsAlert), text(alert.correctsReport),
         text(alert.movedTo), bytesOf(alert.fields), text(alert.problem), toIso(now)}));
}

Result<void> BegunStore::put(Transaction& records, const QString& userId, const alert::KeptAct& act,
                             UtcTime now) {
    return executed(
        records.execute(QStringLiteral("INSERT INTO begun_act(user_id,alert_id,act,facts,preset,begun_at) "
                                       "VALUES(?,?,?,?,?,?) ON CONFLICT(user_id,alert_id,act) DO UPDATE SET "
                                       "facts=excluded.facts,preset=excluded.preset"),
                        {text(userId), text(act.alertId), text(act.act), factsBytes(act.facts),
                         factsBytes(act.preset), toIso(now)}));
}

Result<void> BegunStore::removeAlert(Transaction& records, const QString& userId, const QString& id) {
    return executed(records.execute(QStringLiteral("DELETE FROM begun_alert WHERE user_id=? AND begun_id=?"),
                                    {text(userId), text(id)}));
}

Result<void> BegunStore::removeAct(Transaction& records, const QString& userId, const QString& alertId,
                                   const QString& act) {
    return executed(
        records.execute(QStringLiteral("DELETE FROM begun_act WHERE user_id=? AND alert_id=? AND act=?"),
                        {text(userId), text(alertId), text(act)}));
}

Result<void> BegunStore::removeActs(Transaction& records, const QString& userId, const QString& alertId) {
    return executed(records.execute(QStringLiteral("DELETE FROM begun_act WHERE user_id=? AND alert_id=?"),
                                    {text(userId), text(alertId)}));
}

Result<alert::KeptWork> BegunStore::all(const Database& records, const QString& userId) {
    alert::KeptWork work;
    VIGIL_TRY(work.alerts,
              records.list(QStringLiteral("SELECT begun_id,report_id,patient,procedures,corrects_alert,"
                                          "corrects_report,moved_to,fields,problem FROM begun_alert "
                                          "WHERE user_id=? ORDER BY begun_at,begun_id"),
                           {text(userId)}, keptAlert));
    VIGIL_TRY(
        work.acts,
        records.list(
            QStringLiteral("SELECT alert_id,act,facts,preset FROM begun_act WHERE "
                           "user_id=? ORDER BY begun_at,alert_id,act"),
            {text(userId)}, [](const Row& row) {
                return alert::KeptAct{row.text(0), row.text(1), factsOf(row.bytes(2)), factsOf(row.bytes(3))};
            }));
    return work;
}

} // namespace vigil::store
