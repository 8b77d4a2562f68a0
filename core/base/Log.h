// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <spdlog/spdlog.h>

#include <utility>

namespace vigil {

/// Wraps a value that identifies a patient: it can be carried, compared and shown, but prints as "[phi]" in a
/// log line.
template <class T>
class Phi {
public:
    explicit Phi(T value) : m_value(std::move(value)) {}
    [[nodiscard]] const T& reveal() const { return m_value; }

private:
    T m_value;
};

/// Sends the program's log lines to `file` (rotated at 10 MB, five kept) and warnings to standard error as
/// well. An empty name means standard error only. Qt's own messages are routed here too.
void openLog(const QString& file);

} // namespace vigil

template <class T>
struct fmt::formatter<vigil::Phi<T>> : fmt::formatter<const char*> {
    template <class Context>
    auto format(const vigil::Phi<T>&, Context& context) const {
        return fmt::formatter<const char*>::format("[phi]", context);
    }
};

/// QString goes into a log line as UTF-8.
template <>
struct fmt::formatter<QString> : fmt::formatter<std::string> {
    template <class Context>
    auto format(const QString& text, Context& context) const {
        return fmt::formatter<std::string>::format(text.toStdString(), context);
    }
};
