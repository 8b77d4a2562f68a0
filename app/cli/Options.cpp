// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Options.h"

#include "app/cli/Call.h"

#include <QDate>

#include <algorithm>

namespace vigil::app {

namespace {

using Kind = Option::Kind;

Option declaredAs(const QString& word) {
    static const QHash<QChar, Kind> marks{{QLatin1Char('#'), Kind::NumberFromZero},
                                          {QLatin1Char('+'), Kind::NumberFromOne},
                                          {QLatin1Char('@'), Kind::Day},
                                          {QLatin1Char('='), Kind::Text}};
    if (const auto mark = marks.constFind(word.back()); mark != marks.constEnd())
        return {word.chopped(1), *mark, {}};
    const auto equals = word.indexOf(QLatin1Char('='));
    if (equals < 0) return {word, Kind::Flag, {}};
    return {word.left(equals), Kind::Choice, word.mid(equals + 1).split(QLatin1Char('|'))};
}

QString faultOf(const Option& option, const QString& value) {
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    switch (option.kind) {
    case Kind::Flag:
        return value.isNull() ? QString() : QStringLiteral("takes no value");
    case Kind::Text:
        return value.isNull() ? QStringLiteral("needs a value") : QString();
    case Kind::Choice:
        if (option.choices.contains(value)) return {};
        return QStringLiteral("is one of: ") + option.choices.join(QStringLiteral(", "));
    case Kind::NumberFromZero:
        return isNumber && number >= 0 ? QString() : QStringLiteral("needs a whole number from 0");
    case Kind::NumberFromOne:
        return isNumber && number >= 1 ? QString() : QStringLiteral("needs a whole number from 1");
    case Kind::Day:
        if (QDate::fromString(value, Qt::ISODate).isValid()) return {};
        return QStringLiteral("is a day, e.g. 2026-11-24");
    }
    return {};
}

} // namespace

Options::Options(const char* declared, const char* more) {
    for (const auto* words : {declared, more})
        for (const auto& word : QString::fromLatin1(words).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            m_options << declaredAs(word);
}

const Option* Options::find(const QString& name) const {
    const auto found = std::find_if(m_options.begin(), m_options.end(),
                                    [&name](const Option& option) { return option.name == name; });
    return found == m_options.end() ? nullptr : &*found;
}

QString Options::faultIn(const Call& call) const {
    auto names = call.optionNames();
    names.sort();
    for (const auto& name : names) {
        const auto* option = find(name);
        if (!option) return QStringLiteral("--%1 is no option of this command.").arg(name);
        const auto fault = faultOf(*option, call.option(name).value_or(QString()));
        if (!fault.isEmpty()) return QStringLiteral("--%1 %2.").arg(name, fault);
    }
    return {};
}

} // namespace vigil::app
