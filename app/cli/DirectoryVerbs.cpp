// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

QString lineOf(const directory::Entry& entry, const QDate& today) {
    auto line = QStringLiteral("%1  %2  %3  %4  tel %5")
                    .arg(entry.id, directory::toText(entry.kind), entry.name,
                         entry.roles.join(QStringLiteral(", ")), entry.addresses.telephone);
    if (entry.verifiedOn.isValid())
        line += QStringLiteral("  verified %1 by %2")
                    .arg(entry.verifiedOn.toString(Qt::ISODate), entry.verifiedBy);
    for (const auto& cover : entry.cover)
        if (cover.from <= today && today <= cover.until)
            line += QStringLiteral("  on leave, %1 stands in").arg(cover.deputy);
    if (entry.retired) line += QStringLiteral("  retired");
    return line;
}

QJsonObject jsonOf(const directory::Entry& entry) {
    auto json = directory::toObject(entry);
    json.insert(QStringLiteral("id"), entry.id);
    json.insert(QStringLiteral("retired"), entry.retired);
    return json;
}

template <class Act>
int act(Call& call, const QString& done, Act what) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const Result<void> result = Call::waitFor(what((*application)->directory()));
    if (!result) return call.fail(result.error());
    return call.done({{"id", call.operand(0)}}, done);
}

} // namespace

int directoryImportVerb(Call& call) {
    QFile file(call.file(0));
    if (!file.open(QIODevice::ReadOnly))
        return call.fail({Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}});
    const auto csv = file.readAll();
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto extent =
        call.flag(QStringLiteral("whole")) ? directory::Extent::Whole : directory::Extent::Part;
    auto& service = (*application)->directory();
    const bool write = call.flag(QStringLiteral("yes"));
    const auto plan = Call::waitFor(write ? service.import(csv, extent) : service.plan(csv, extent));
    if (!plan) return call.fail(plan.error());
    auto lines = plan->words;
    if (plan->isEmpty())
        lines << QStringLiteral("The directory says the same already.");
    else
        lines << (write ? QStringLiteral("Written.")
                        : QStringLiteral("Nothing was written; with --yes it is."));
    return call.done({{"added", plan->added.size()},
                      {"changed", plan->changed.size()},
                      {"retired", plan->retired.size()},
                      {"written", write && !plan->isEmpty()},
                      {"words", QJsonArray::fromStringList(plan->words)}},
                     lines.join(QLatin1Char('\n')));
}

int rotaImportVerb(Call& call) {
    QFile file(call.file(0));
    if (!file.open(QIODevice::ReadOnly))
        return call.fail({Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}});
    const auto csv = file.readAll();
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& service = (*application)->directory();
    const bool write = call.flag(QStringLiteral("yes"));
    const auto plan = Call::waitFor(write ? service.importRota(csv) : service.planRota(csv));
    if (!plan) return call.fail(plan.error());
    auto lines = plan->words;
    lines << (write ? QStringLiteral("Written.") : QStringLiteral("Nothing was written; with --yes it is."));
    return call.done({{"roles", plan->changes.size()},
                      {"written", write},
                      {"words", QJsonArray::fromStringList(plan->words)}},
                     lines.join(QLatin1Char('\n')));
}

/// Who is on duty now, a line a role; with --csv all that is still to come.
int rotaListVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto found = Call::waitFor((*application)->directory().directory());
    if (!found) return call.fail(found.error());
    const auto now = (*application)->clock().now();
    const auto& calendar = (*application)->policy().calendar();
    if (call.flag(QStringLiteral("csv"))) {
        const auto csv = QString::fromUtf8(directory::rotaToCsv(found->rota, now, calendar));
        return call.done({{"csv", csv}}, csv);
    }
    QJsonArray json;
    QStringList lines;
    for (const auto& list : found->rota.all()) {
        const auto onDuty = list.at(now);
        if (onDuty.isEmpty()) lines << QStringLiteral("%1: nobody now").arg(list.role);
        QJsonArray people;
        for (const auto& shift : onDuty) {
            const auto until = toDateTime(shift.span.until).toTimeZone(calendar.zone);
            people << QJsonObject{{"id", shift.entry}, {"until", toIso(shift.span.until)}};
            lines << QStringLiteral("%1: %2 until %3")
                         .arg(list.role, shift.entry, until.toString(QStringLiteral("yyyy-MM-dd hh:mm")));
        }
        json << QJsonObject{{"role", list.role}, {"onDuty", people}};
    }
    return call.doneList(QJsonDocument(json), lines.isEmpty() ? QStringLiteral("There is no rota.")
                                                              : lines.join(QLatin1Char('\n')));
}

int directoryListVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto found = Call::waitFor((*application)->directory().directory());
    if (!found) return call.fail(found.error());
    if (call.flag(QStringLiteral("csv")))
        return call.done({{"csv", QString::fromUtf8(directory::toCsv(*found))}},
                         QString::fromUtf8(directory::toCsv(*found)));
    const auto today = (*application)->policy().calendar().dayOf((*application)->clock().now());
    QJsonArray json;
    QStringList lines;
    for (const auto& entry : found->entries) {
        json << jsonOf(entry);
        lines << lineOf(entry, today);
    }
    return call.doneList(QJsonDocument(json), lines.isEmpty() ? QStringLiteral("The directory is empty.")
                                                              : lines.join(QLatin1Char('\n')));
}

int directoryVerifyVerb(Call& call) {
    return act(call, QStringLiteral("Verified."),
               [&](directory::DirectoryService& service) { return service.verify(call.operand(0)); });
}

int directoryRetireVerb(Call& call) {
    const auto reason = call.option(QStringLiteral("reason")).value_or(QString());
    if (reason.isEmpty())
        return call.usage(QStringLiteral("usage: vigilctl directory retire ID --reason TEXT"));
    return act(call, QStringLiteral("Retired."),
               [&](directory::DirectoryService& service) { return service.retire(call.operand(0), reason); });
}

/// Exit 1 when there are faults, so that a timer can tell.
int directoryCheckVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto faults = Call::waitFor((*application)->directory().faults());
    if (!faults) return call.fail(faults.error());
    QJsonArray json;
    QStringList lines;
    for (const auto& fault : *faults) {
        json << QJsonObject{{"subject", fault.subject}, {"words", fault.words}};
        lines << fault.words;
    }
    static_cast<void>(call.doneList(QJsonDocument(json), lines.isEmpty() ? QStringLiteral("No faults.")
                                                                         : lines.join(QLatin1Char('\n'))));
    return faults->isEmpty() ? Call::Done : Call::Failed;
}

} // namespace vigil::app
