// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace vigil::app {

class Call;

/// One option that a verb takes.
struct Option {
    enum class Kind { Flag, Text, Choice, NumberFromZero, NumberFromOne, Day };
    QString name;
    Kind kind = Kind::Flag;
    QStringList choices;
};

/// The options that a verb declares, in one line a reader of the table takes in at a glance: "open" is a
/// flag, "name=" takes a text, "method=move|get" one of these, "frame#" a number from 0, "limit+" one from 1,
/// "since@" a day. An option that nobody declared, or a value that is none, is wrong usage: a word that is
/// swallowed, or a number read as 0, looks like an answer. A value.
class Options {
public:
    explicit Options(const char* declared, const char* more = "");

    [[nodiscard]] const Option* find(const QString& name) const;
    /// What is wrong with the options of a call, in plain words; empty when nothing is.
    [[nodiscard]] QString faultIn(const Call& call) const;

private:
    QList<Option> m_options;
};

} // namespace vigil::app
