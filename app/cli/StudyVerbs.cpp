// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/study/PacsSearch.h"
#include "core/study/WorklistPolicy.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <limits>
#include <optional>

namespace vigil::app {

namespace {

QString nameOf(study::ReadingStatus status) {
    switch (status) {
    case study::ReadingStatus::Unread:
        return QStringLiteral("unread");
    case study::ReadingStatus::Claimed:
        return QStringLiteral("claimed");
    case study::ReadingStatus::Draft:
        return QStringLiteral("draft");
    case study::ReadingStatus::Preliminary:
        return QStringLiteral("preliminary");
    case study::ReadingStatus::Final:
        return QStringLiteral("final");
    case study::ReadingStatus::OutsideUnverified:
        return QStringLiteral("outside report, unverified");
    }
    return {};
}

QJsonObject toJson(const study::WorklistRow& row) {
    QJsonArray accessions;
    for (const auto& procedure : row.study.procedures)
        accessions << procedure.accessionNumber;
    return {{"studyUid", row.study.studyUid},
            {"source", row.study.sourceId},
            {"patientId", row.study.patient.key.id},
            {"issuer", row.study.patient.key.issuer},
            {"patientName", row.study.patient.name},
            {"birthDate", row.study.patient.birthDate.toString(Qt::ISODate)},
            {"sex", row.study.patient.sex},
            {"studyTime", row.study.studyTime.toString(Qt::ISODate)},
            {"description", row.study.description},
            {"modalities", QJsonArray::fromStringList(row.study.modalities)},
            {"accessionNumbers", accessions},
            {"urgency", study::nameOf(row.study.urgency)},
            {"dueAt", row.dueAt.toString(Qt::ISODate)},
            {"status", nameOf(row.status)},
            {"claimedBy", row.claimedBy},
            {"imagesHere", row.imagesHere},
            {"imagesExpected", row.imagesExpected},
            {"priors", row.priors},
            {"openAlerts", row.openAlerts}};
}

QString lineOf(const study::WorklistRow& row) {
    return QStringLiteral("%1  %2  %3  %4  %5  %6 of %7  %8")
        .arg(study::nameOf(row.study.urgency), -16)
        .arg(nameOf(row.status), -12)
        .arg(row.study.studyTime.toString(QStringLiteral("yyyy-MM-dd HH:mm")),
             study::displayName(row.study.patient.name).leftJustified(28),
             row.study.modalities.join(QLatin1Char('/')).leftJustified(6))
        .arg(row.imagesHere, 4)
        .arg(row.imagesExpected, 4)
        .arg(row.study.description + QStringLiteral("  ") + row.study.studyUid);
}

/// "ct,mr" → CT, MR; nothing when a word is no Code String (PS3.5 6.2: a wild card would ask for all).
std::optional<QStringList> modalitiesOf(const QString& text) {
    static const QRegularExpression code(QStringLiteral("^[A-Z0-9_]{1,16}$"));
    QStringList modalities;
    for (const auto& word : text.toUpper().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!code.match(word.trimmed()).hasMatch()) return {};
        modalities << word.trimmed();
    }
    return modalities;
}

} // namespace

int worklistVerb(Call& call) {
    const auto wanted = call.option(QStringLiteral("modality"));
    const auto modalities = modalitiesOf(wanted.value_or(QString()));
    if (!modalities || (wanted && modalities->isEmpty()))
        return call.usage(QStringLiteral("--modality takes codes such as CT or CR,DX."));
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& studies = (*application)->studies();
    if (call.flag(QStringLiteral("refresh"))) {
        study::WorklistQuery query;
        query.from = QDate::currentDate().addDays(-call.number(QStringLiteral("days"), 7));
        // What is searched for is asked for as well, whatever its date.
        auto queries =
            QList{query} + study::queriesFor(call.option(QStringLiteral("search")).value_or(QString()));
        for (auto& each : queries) {
            each.modalities = *modalities;
            const auto refreshed = Call::waitFor(studies.refresh(each, {}));
            if (!refreshed) return call.fail(refreshed.error());
            for (const auto& sentence : refreshed->unreachable)
                call.warn(sentence);
        }
        static_cast<void>(Call::waitFor(studies.documentsLearned()));
    }
    store::StudyStore::Filter filter;
    filter.search = call.option(QStringLiteral("search")).value_or(QString());
    auto worklist = Call::waitFor(studies.rows(filter));
    if (!worklist) return call.fail(worklist.error());
    worklist->rows.removeIf(
        [&modalities](const study::WorklistRow& row) { return !study::mayHoldAny(row.study, *modalities); });
    const auto rows =
        worklist->rows.mid(0, call.number(QStringLiteral("limit"), std::numeric_limits<int>::max()));
    const auto notShown = worklist->rows.size() - rows.size() + worklist->notShown;
    if (notShown > 0) call.warn(QStringLiteral("%1 more not shown").arg(notShown));
    QJsonArray json;
    QStringList lines;
    for (const auto& row : rows) {
        json << toJson(row);
        lines << lineOf(row);
    }
    return call.doneList(QJsonDocument(json), lines.isEmpty() ? QStringLiteral("No studies. Try --refresh.")
                                                              : lines.join(QLatin1Char('\n')));
}

int retrieveVerb(Call& call) {
    const auto studyUid = call.option(QStringLiteral("study"));
    if (!studyUid || studyUid->isEmpty())
        return call.usage(QStringLiteral("usage: vigilctl retrieve --study UID [--method move|get]"));
    const auto method = call.option(QStringLiteral("method"));
    if (method)
        call.preferMethod(*method == QLatin1String("get") ? study::PacsPeer::Method::Get
                                                          : study::PacsPeer::Method::Move);
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& studies = (*application)->studies();
    if (!Call::waitFor(studies.study(*studyUid)).value_or(std::nullopt)) {
        study::WorklistQuery query;
        query.studyUid = *studyUid;
        const auto found = Call::waitFor(studies.refresh(query, {}));
        if (!found) return call.fail(found.error());
    }
    const auto outcome = Call::waitFor(studies.retrieve(*studyUid, {}));
    if (!outcome) return call.fail(outcome.error());
    QJsonArray missing;
    for (const auto& key : outcome->missing)
        missing << key.sopInstanceUid;
    const QJsonObject json{{"instances", outcome->received},
                           {"expected", outcome->expected},
                           {"bytes", outcome->bytes},
                           {"seconds", outcome->seconds},
                           {"method", outcome->method},
                           {"complete", outcome->isComplete() && outcome->uncertain == 0},
                           {"counted", outcome->counted},
                           {"onlyCounted", outcome->onlyCounted},
                           {"missing", missing}};
    auto text = QStringLiteral("%1 of %2 images, %3 MB in %4 s by C-%5")
                    .arg(outcome->received)
                    .arg(outcome->expected)
                    .arg(static_cast<double>(outcome->bytes) / 1e6, 0, 'f', 1)
                    .arg(outcome->seconds, 0, 'f', 2)
                    .arg(outcome->method.toUpper());
    if (outcome->uncertain > 0)
        text += QStringLiteral("\nThe PACS counts %1 images: it is not proved that these are all")
                    .arg(outcome->counted);
    else if (outcome->onlyCounted)
        text += QStringLiteral("\nThe PACS names no images one by one: their number was compared");
    for (const auto& key : outcome->missing)
        text += QStringLiteral("\nmissing: ") + key.sopInstanceUid;
    static_cast<void>(call.done(json, text));
    return outcome->isComplete() && outcome->uncertain == 0 ? Call::Done : Call::Failed;
}

} // namespace vigil::app
