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
/// wrong usage.
class Call {
public:
    enum Exit { Done = 0, Failed = 1, WrongUsage = 2 };

    /// `arguments` without the program's name.
    explicit Call(const QStringList& arguments);

    [[nodiscard]] const QStringList& words() const { return m_words; }
    /// The words after the verb.
    [[nodiscard]] QString operand(int index) const { return m_words.value(m_verbWords + index); }
    [[nodiscard]] int operands() const { return static_cast<int>(m_words.size()) - m_verbWords; }
    void setVerbWords(int count) { m_verbWords = count; }
    [[nodiscard]] std::optional<QString> option(const QString& name) const;
    [[nodiscard]] bool flag(const QString& name) const { return m_options.contains(name); }
    [[nodiscard]] QStringList optionNames() const { return m_options.keys(); }
    [[nodiscard]] bool wantsJson() const { return flag(QStringLiteral("json")); }

    [[nodiscard]] Paths paths() const;
    [[nodiscard]] Result<Settings> settings() const;
    /// Opens the composition on first use.
    Result<Application*> application(Application::Running running = Application::Running::Command);

    int done(const QJsonObject& json, const QString& text) const;
    int doneList(const QJsonDocument& json, const QString& text) const;
    int fail(const Error& error) const;
    int usage(const QString& text) const;

    /// For the main thread of a program without a window: waits for a service.
    template <class T>
    static T waitFor(QFuture<T> future) {
        future.waitForFinished();
        return future.result();
    }

private:
    QStringList m_words;
    QHash<QString, QString> m_options;
    int m_verbWords = 1;
    std::unique_ptr<Application> m_application;
};

/// Runs what the words name. The table of verbs is in Verbs.cpp.
int runVerb(Call& call);

// The verbs, a file a subject.
int setupVerb(Call& call);
int worklistVerb(Call& call);
int retrieveVerb(Call& call);
int renderVerb(Call& call);
int srShowVerb(Call& call);
int demoVerb(Call& call);
int reportCheckVerb(Call& call);
int reportAssertVerb(Call& call);
int reportExampleVerb(Call& call);
int reportSignVerb(Call& call);
int reportPinVerb(Call& call);
int alertsVerb(Call& call);
int alertActVerb(Call& call);
int alertRaiseVerb(Call& call);
int outboxVerb(Call& call);
int outboxExportVerb(Call& call);
int outboxImportVerb(Call& call);
int syncVerb(Call& call);
int journalVerifyVerb(Call& call);
int departmentInitVerb(Call& call);
int departmentUpgradeVerb(Call& call);
int departmentAddUserVerb(Call& call);
int departmentCheckVerb(Call& call);

} // namespace vigil::app
