// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Application.h"
#include "app/Settings.h"
#include "core/base/Result.h"

#include <QFuture>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace vigil::app {

/// One invocation of vigilctl: its words and options, and the way to the services. With --json exactly one
/// JSON document goes to standard output; messages go to standard error. Exit codes: 0 done, 1 failed, 2
/// wrong usage. A verb that writes only with --yes answers NeedsYes without it: on a terminal vigilctl asks
/// and runs it again, elsewhere it has failed.
class Call {
public:
    enum Exit { Done = 0, Failed = 1, WrongUsage = 2, NeedsYes = 3 };

    /// `arguments` without the program's name; relative paths are below `folder`.
    Call(const QStringList& arguments, QString folder);
    /// Works with a running composition instead of opening one; `secrets` are the lines of the caller's
    /// standard input.
    void attach(Application& running, QStringList secrets);
    [[nodiscard]] bool isAttached() const { return m_running != nullptr; }

    [[nodiscard]] const QStringList& words() const { return m_words; }
    /// The words after the verb.
    [[nodiscard]] QString operand(int index) const { return m_words.value(m_verbWords + index); }
    [[nodiscard]] int operands() const { return static_cast<int>(m_words.size()) - m_verbWords; }
    /// An operand that names a file, as an absolute path.
    [[nodiscard]] QString file(int index) const { return absolute(operand(index)); }
    [[nodiscard]] QString absolute(const QString& path) const;
    void setVerbWords(int count) { m_verbWords = count; }
    [[nodiscard]] std::optional<QString> option(const QString& name) const;
    [[nodiscard]] bool flag(const QString& name) const { return m_options.contains(name); }
    /// Of an option that its verb declares as a number: runVerb() has let no other through.
    [[nodiscard]] int number(const QString& name, int otherwise) const;
    [[nodiscard]] QStringList optionNames() const { return m_options.keys(); }
    [[nodiscard]] bool wantsJson() const { return flag(QStringLiteral("json")); }

    [[nodiscard]] Paths paths() const;
    [[nodiscard]] Result<Settings> settings() const;
    /// Opens the composition on first use.
    Result<Application*> application(Application::Running running = Application::Running::Command);

    /// How studies are fetched, whatever vigil.ini says; not with a running Vigil, which keeps its own.
    void preferMethod(study::PacsPeer::Method method) { m_method = method; }
    /// One line that must not be an argument: a PIN, a password.
    QString secretLine();

    int done(const QJsonObject& json, const QString& text);
    int doneList(const QJsonDocument& json, const QString& text);
    int fail(const Error& error);
    int askFor(const QString& yes);
    int usage(const QString& text);
    /// A word on standard error beside the result.
    void warn(const QString& text);

    /// What is to be written to standard output and standard error when the verb is done.
    [[nodiscard]] const QByteArray& output() const { return m_output; }
    [[nodiscard]] const QByteArray& messages() const { return m_messages; }

    /// For the main thread of a program without a window: waits for a service.
    template <class T>
    static T waitFor(QFuture<T> future) {
        future.waitForFinished();
        return future.result();
    }

private:
    QStringList m_words;
    QHash<QString, QString> m_options;
    QString m_folder;
    int m_verbWords = 1;
    std::unique_ptr<Application> m_application;
    Application* m_running = nullptr;
    QStringList m_secrets;
    std::optional<study::PacsPeer::Method> m_method;
    QByteArray m_output;
    QByteArray m_messages;
};

/// Runs what the words name. The table of verbs is in Verbs.cpp.
int runVerb(Call& call);
/// Whether an option takes the next word ("--limit 5"). A name means the same to all verbs in this.
[[nodiscard]] bool takesValue(const QString& option);
/// How many secret lines the named verb may read from standard input.
[[nodiscard]] int secretsOf(const QStringList& words);
/// Whether the named verb works on the data folder, so that a running Vigil must do it.
[[nodiscard]] bool usesDataFolder(const QStringList& words);

// The verbs, a file a subject.
int setupVerb(Call& call);
int worklistVerb(Call& call);
int retrieveVerb(Call& call);
int renderVerb(Call& call);
int srShowVerb(Call& call);
int demoVerb(Call& call);
int benchVerb(Call& call);
int reportCheckVerb(Call& call);
int reportAssertVerb(Call& call);
int reportExampleVerb(Call& call);
int reportSignVerb(Call& call);
int reportPinVerb(Call& call);
int alertsVerb(Call& call);
int alertEarlierVerb(Call& call);
int alertActVerb(Call& call);
int alertExampleVerb(Call& call);
int alertRaiseVerb(Call& call);
int alertJoinVerb(Call& call);
int followUpListVerb(Call& call);
int followUpRaiseVerb(Call& call);
int followUpActVerb(Call& call);
int followUpLookVerb(Call& call);
int safetyNetListVerb(Call& call);
int safetyNetResolveVerb(Call& call);
int policyCheckVerb(Call& call);
int policyProposeVerb(Call& call);
int policyApproveVerb(Call& call);
int policyShowVerb(Call& call);
int policyDiffVerb(Call& call);
int policyReplayVerb(Call& call);
int directoryImportVerb(Call& call);
int directoryListVerb(Call& call);
int rotaImportVerb(Call& call);
int rotaListVerb(Call& call);
int directoryVerifyVerb(Call& call);
int directoryRetireVerb(Call& call);
int directoryCheckVerb(Call& call);
int outboxVerb(Call& call);
int outboxExportVerb(Call& call);
int outboxImportVerb(Call& call);
int syncVerb(Call& call);
int dispatchVerb(Call& call);
int dispatchWeeklyVerb(Call& call);
int dispatchResendVerb(Call& call);
int pageCodeVerb(Call& call);
int journalVerifyVerb(Call& call);
int departmentInitVerb(Call& call);
int departmentUpgradeVerb(Call& call);
int departmentAddUserVerb(Call& call);
int departmentWorkRolesVerb(Call& call);
int departmentCheckVerb(Call& call);

} // namespace vigil::app
