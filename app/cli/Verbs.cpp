// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "app/cli/DepartmentBenchVerb.h"
#include "app/cli/Options.h"

#include <algorithm>
#include <array>

namespace vigil::app {

namespace {

/// What a verb works on: files and servers that it names, or the data folder, which a running Vigil owns.
enum class Where { Files, DataFolder };

struct Operands {
    int least = 0;
    int most = 0; ///< at least `least`
};

struct Verb {
    const char* words;
    Operands operands;
    const char* options; ///< as in Options.h
    const char* usage;
    int (*run)(Call&);
    Where where = Where::Files;
    int secrets = 0; ///< lines that it may read from standard input
};

/// What every verb takes.
constexpr auto everyVerb = "config= data= json help version";

constexpr std::array verbs{
    Verb{"setup",
         {0},
         "",
         "setup                               tries each PACS to an image that arrives, orders, department",
         setupVerb,
         Where::DataFolder},
    Verb{"worklist",
         {0},
         "refresh days# search= modality= limit+",
         "worklist [--refresh] [--days N] [--search TEXT] [--modality CT,MR] [--limit N]",
         worklistVerb,
         Where::DataFolder},
    Verb{"retrieve",
         {0},
         "study= method=move|get",
         "retrieve --study UID [--method move|get]",
         retrieveVerb,
         Where::DataFolder},
    Verb{"render",
         {1},
         "frame# window= out=",
         "render FILE [--frame N] [--window CENTER,WIDTH] --out FILE.png",
         renderVerb},
    Verb{"sr show",
         {1},
         "",
         "sr show FILE                        any SR or KO as text; deviations as warnings",
         srShowVerb},
    Verb{"report check",
         {1},
         "",
         "report check FILE.txt               the text checks, one line a remark",
         reportCheckVerb},
    Verb{"report assert",
         {1},
         "",
         "report assert FILE.tsv              concept TAB sentence -> affirmed|negated|…",
         reportAssertVerb},
    Verb{"report example",
         {0},
         "",
         "report example                      prints a draft as JSON",
         reportExampleVerb},
    Verb{"report sign",
         {1},
         "preliminary out=",
         "report sign FILE.json [--preliminary] [--out DIR]   signs a draft; the PIN comes on standard input",
         reportSignVerb,
         Where::DataFolder,
         1},
    Verb{"report pin",
         {0},
         "",
         "report pin                          sets the signing PIN; new (and old) on standard input",
         reportPinVerb,
         Where::DataFolder,
         2},
    Verb{"alerts",
         {0},
         "open overdue patient= issuer= rates days+",
         "alerts [--open|--overdue] [--patient ID [--issuer ISSUER]] | --rates [--days 30]",
         alertsVerb,
         Where::DataFolder},
    Verb{"alert earlier",
         {0},
         "patient= issuer=",
         "alert earlier --patient ID [--issuer ISSUER]   all that was raised about a patient, in the whole "
         "log",
         alertEarlierVerb,
         Where::DataFolder},
    Verb{"alert example",
         {0},
         "",
         "alert example                       prints an alert as JSON",
         alertExampleVerb},
    Verb{"alert raise",
         {1},
         "supersedes= told-name= told-role= told-at= told-method= read-back",
         "alert raise FILE.json [--supersedes ID] [--told-name NAME --told-role ROLE [--told-at TIME] "
         "[--told-method telephone] [--read-back]]   raises an alert for a study; with --told-name somebody "
         "was "
         "told already",
         alertRaiseVerb,
         Where::DataFolder},
    Verb{"alert join",
         {2},
         "",
         "alert join ID FILE.json              the same finding in another study",
         alertJoinVerb,
         Where::DataFolder},
    Verb{"alert ack",
         {1},
         "name= role= registration= how=",
         "alert ack ID --name NAME --role ROLE [--registration NO] [--how HOW]",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert call",
         {1},
         "outcome=reached|no-answer|bleep|voicemail|wrong-number|call-back|passed-on|cannot-be-reached name= "
         "role= method= read-back at= note=",
         "alert call ID [--outcome reached|no-answer|bleep|voicemail|wrong-number|call-back|passed-on|"
         "cannot-be-reached] [--name NAME --role ROLE] [--method telephone] [--read-back] [--at TIME] "
         "[--note TEXT]",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert hand-over",
         {1},
         "name= role=",
         "alert hand-over ID --name NAME [--role ROLE]   a named coordinator makes the call",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert decline",
         {1},
         "reason= name= role=",
         "alert decline ID --reason TEXT [--name NAME] [--role ROLE]",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert act",
         {1},
         "what= name= role= patient-told=yes|no|unknown how= registration=",
         "alert act ID --what TEXT [--name NAME] [--role ROLE] [--patient-told yes|no|unknown] [--how HOW "
         "[--registration NO]]",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert escalate",
         {1},
         "to= reason=",
         "alert escalate ID [--to ROLE] --reason TEXT   before the clock does; without --to the next of the "
         "ladder",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert recategorise",
         {1},
         "category= reason=",
         "alert recategorise ID --category CODE [--reason TEXT]",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert move",
         {1},
         "location=",
         "alert move ID --location TEXT    the patient is elsewhere: the team there is asked",
         alertActVerb,
         Where::DataFolder},
    Verb{
        "alert withdraw", {1}, "reason=", "alert withdraw ID --reason TEXT", alertActVerb, Where::DataFolder},
    Verb{"alert note", {1}, "text=", "alert note ID --text TEXT", alertActVerb, Where::DataFolder},
    Verb{"alert retract",
         {1},
         "event=",
         "alert retract ID [--event EVENT]    takes back your last act on it, or that one",
         alertActVerb,
         Where::DataFolder},
    Verb{"alert close", {1}, "note=", "alert close ID [--note TEXT]", alertActVerb, Where::DataFolder},
    Verb{"followup list",
         {0},
         "overdue all",
         "followup list [--overdue|--all]     recommended follow-ups: owner, next time, reminders, proposals",
         followUpListVerb,
         Where::DataFolder},
    Verb{"followup raise",
         {0, 1},
         "study= modality= body-part= reason= due@ name= role=",
         "followup raise FILE.json | --study UID --modality CT --body-part TEXT --reason TEXT --due DATE "
         "[--name NAME] [--role ROLE]",
         followUpRaiseVerb,
         Where::DataFolder},
    Verb{"followup look",
         {0, 1},
         "",
         "followup look [ID]                  asks the PACS for examinations that may answer, and proposes "
         "them",
         followUpLookVerb,
         Where::DataFolder},
    Verb{"followup book",
         {1},
         "day@ where=",
         "followup book ID --day DATE [--where TEXT]",
         followUpActVerb,
         Where::DataFolder},
    Verb{"followup reassign",
         {1},
         "name= role= reason=",
         "followup reassign ID --name NAME --role ROLE --reason TEXT",
         followUpActVerb,
         Where::DataFolder},
    Verb{"followup note", {1}, "text=", "followup note ID --text TEXT", followUpActVerb, Where::DataFolder},
    Verb{"followup reject",
         {1},
         "study= reason=",
         "followup reject ID --study UID --reason TEXT",
         followUpActVerb,
         Where::DataFolder},
    Verb{"followup close",
         {1},
         "end= study= note= name= role=",
         "followup close ID --end answered --study UID | --end done-elsewhere|declined-by-patient|died|"
         "referrers-decision|entered-in-error --note TEXT [--name NAME --role ROLE]",
         followUpActVerb,
         Where::DataFolder},
    Verb{"followup retract",
         {1},
         "",
         "followup retract ID                 takes back your last act on it",
         followUpActVerb,
         Where::DataFolder},
    Verb{"safetynet list",
         {0},
         "since@ all-time resolved limit+",
         "safetynet list [--since DATE|--all-time] [--resolved] [--limit N]   reports without their alert, "
         "studies without a report",
         safetyNetListVerb,
         Where::DataFolder},
    Verb{"safetynet resolve",
         {1},
         "reason=",
         "safetynet resolve ROW --reason TEXT",
         safetyNetResolveVerb,
         Where::DataFolder},
    Verb{"safetynet reopen",
         {1},
         "reason=",
         "safetynet reopen ROW --reason TEXT",
         safetyNetResolveVerb,
         Where::DataFolder},
    Verb{"policy check",
         {1},
         "",
         "policy check FILE                   faults with their line, and what is in danger",
         policyCheckVerb},
    Verb{"policy propose",
         {1},
         "note=",
         "policy propose FILE --note TEXT",
         policyProposeVerb,
         Where::DataFolder},
    Verb{"policy approve",
         {1},
         "yes",
         "policy approve ID [--yes]           by another person than the one who proposed; says what changes "
         "and what would have gone elsewhere last month, --yes approves it",
         policyApproveVerb,
         Where::DataFolder},
    Verb{"policy show",
         {0, 1},
         "",
         "policy show [ID]                    the published ones, or the text of one",
         policyShowVerb,
         Where::DataFolder},
    Verb{"policy diff",
         {2},
         "",
         "policy diff A B                     A, B: a file, an ID, current or shipped",
         policyDiffVerb,
         Where::DataFolder},
    Verb{"policy replay",
         {1},
         "days+",
         "policy replay FILE|ID [--days 31]   which alerts would have gone elsewhere",
         policyReplayVerb,
         Where::DataFolder},
    Verb{"directory import",
         {1},
         "whole yes",
         "directory import FILE.csv [--whole] [--yes]   says what changes; --yes writes it; --whole: who is "
         "not in it is retired",
         directoryImportVerb,
         Where::DataFolder},
    Verb{"directory list", {0}, "csv", "directory list [--csv]", directoryListVerb, Where::DataFolder},
    Verb{
        "rota import",
        {1},
        "yes",
        "rota import FILE.csv [--yes]        shifts (role,id,from,until); says what changes; --yes writes it",
        rotaImportVerb,
        Where::DataFolder},
    Verb{"rota list",
         {0},
         "csv",
         "rota list [--csv]                   who is on duty now; --csv: all that is still to come",
         rotaListVerb,
         Where::DataFolder},
    Verb{"directory verify",
         {1},
         "",
         "directory verify ID                 its addresses are right",
         directoryVerifyVerb,
         Where::DataFolder},
    Verb{"directory retire",
         {1},
         "reason=",
         "directory retire ID --reason TEXT",
         directoryRetireVerb,
         Where::DataFolder},
    Verb{"directory check",
         {0},
         "",
         "directory check                     what would cost an alert its way",
         directoryCheckVerb,
         Where::DataFolder},
    Verb{"outbox export",
         {1},
         "destination=",
         "outbox export FILE [--destination department]",
         outboxExportVerb,
         Where::DataFolder},
    Verb{"outbox import",
         {1},
         "",
         "outbox import FILE                  delivers messages that were carried by hand",
         outboxImportVerb,
         Where::DataFolder},
    Verb{"outbox",
         {0},
         "",
         "outbox                              what waits, what was refused",
         outboxVerb,
         Where::DataFolder},
    Verb{"sync",
         {0},
         "once",
         "sync [--once]                       delivers and fetches, one round",
         syncVerb,
         Where::DataFolder},
    Verb{"dispatch weekly",
         {0},
         "",
         "dispatch weekly                     the open alerts that went wrong, by owner",
         dispatchWeeklyVerb,
         Where::DataFolder},
    Verb{"dispatch resend",
         {0, 99},
         "alert=",
         "dispatch resend [--alert ID] [NOTICE…]   refused notices go again: these, or all (of one alert)",
         dispatchResendVerb,
         Where::DataFolder},
    Verb{"dispatch",
         {0},
         "once",
         "dispatch [--once]                   escalates what is due and sends the notices; its own --data "
         "folder",
         dispatchVerb},
    Verb{"page-code set",
         {0},
         "name= role= registration= user=",
         "page-code set --role ROLE [--name NAME] [--registration NO] [--user LOGIN]   a recipient's; the "
         "code "
         "comes on standard input",
         pageCodeVerb,
         Where::DataFolder,
         1},
    Verb{"journal verify",
         {0},
         "restored against=",
         "journal verify [--restored] [--against FILE]   checks the department's log against what was "
         "witnessed here and in the system's log",
         journalVerifyVerb,
         Where::DataFolder},
    Verb{"department init", {1}, "", "department init ADMIN-URL", departmentInitVerb},
    Verb{"department upgrade", {1}, "", "department upgrade ADMIN-URL", departmentUpgradeVerb},
    Verb{"department add-user",
         {3, 99},
         "",
         "department add-user ADMIN-URL NAME ROLE…   the password comes on standard input",
         departmentAddUserVerb,
         Where::Files,
         1},
    Verb{"department work-roles",
         {1, 99},
         "none",
         "department work-roles ADMIN-URL [NAME ROLE…|NAME --none]   in which roles of the policy somebody "
         "works",
         departmentWorkRolesVerb},
    Verb{"department check", {1}, "", "department check ADMIN-URL", departmentCheckVerb},
    Verb{"demo", {1}, "", "demo DIR                            writes the demo studies", demoVerb},
    Verb{"bench department",
         {0},
         "quick events+ folder=",
         "bench department [--quick] [--events N] [--folder DIR]   measures the department's queue with 20 "
         "clients",
         departmentBenchVerb},
    Verb{"bench",
         {1},
         "quick no-tools only= folder= times+ connections+ priors#",
         "bench retrieve|firstimage [--quick] [--only slices|small|large] [--no-tools] [--priors N] "
         "[--folder DIR]   "
         "measures beside DCMTK's tools and cp",
         benchVerb},
};

QString usageText() {
    QString text = QStringLiteral("usage: vigilctl [--config FILE] [--data DIR] [--json] VERB\n");
    for (const auto& verb : verbs)
        text += QStringLiteral("  vigilctl ") + QString::fromUtf8(verb.usage) + QLatin1Char('\n');
    return text;
}

const Verb* verbOf(const QStringList& words) {
    for (const auto& verb : verbs) {
        const auto own = QString::fromLatin1(verb.words).split(QLatin1Char(' '));
        if (words.mid(0, own.size()) == own) return &verb;
    }
    return nullptr;
}

} // namespace

bool takesValue(const QString& option) {
    const auto takes = [&option](const char* declared) {
        const Options options(declared);
        const auto* found = options.find(option);
        return found && found->kind != Option::Kind::Flag;
    };
    return takes(everyVerb) ||
           std::any_of(verbs.begin(), verbs.end(), [&](const Verb& verb) { return takes(verb.options); });
}

int secretsOf(const QStringList& words) {
    const auto* verb = verbOf(words);
    return verb ? verb->secrets : 0;
}

bool usesDataFolder(const QStringList& words) {
    const auto* verb = verbOf(words);
    return verb && verb->where == Where::DataFolder;
}

int runVerb(Call& call) {
    if (call.flag(QStringLiteral("version")))
        return call.done({{"version", VIGIL_VERSION}}, QStringLiteral(VIGIL_VERSION));
    if (call.flag(QStringLiteral("help"))) return call.done({{"usage", usageText()}}, usageText());
    const auto* verb = verbOf(call.words());
    if (!verb) return call.usage(usageText());
    call.setVerbWords(static_cast<int>(QString::fromLatin1(verb->words).count(QLatin1Char(' '))) + 1);
    const auto usage = QStringLiteral("usage: vigilctl %1").arg(QString::fromUtf8(verb->usage));
    const auto fault = Options(everyVerb, verb->options).faultIn(call);
    if (!fault.isEmpty()) return call.usage(fault + QLatin1Char('\n') + usage);
    if (call.operands() < verb->operands.least ||
        call.operands() > std::max(verb->operands.least, verb->operands.most))
        return call.usage(usage);
    return verb->run(call);
}

} // namespace vigil::app
