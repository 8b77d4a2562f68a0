// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace vigil {

/// Why something did not work. `message` is for the user (plain English: what happened, what it means, what
/// to do); `detail` is for the log. Neither ever holds patient data.
struct Error {
    enum class Code {
        Cancelled,   ///< the user or the program asked to stop
        Timeout,     ///< the peer is there but silent
        Unreachable, ///< no connection could be made
        Refused,     ///< the peer answered and said no (wrong AE title, wrong password)
        Rejected,    ///< this message will never be accepted as it is
        NotFound,
        Invalid,  ///< input that breaks a rule; the message names it
        Conflict, ///< somebody else changed it meanwhile
        Denied,   ///< not allowed for this user
        DiskFull,
        Corrupt, ///< stored or received bytes are broken
        Busy,    ///< locked by another process or thread
        Unsupported,
        Newer, ///< written by a newer Vigil
        Internal
    };
    Code code = Code::Internal;
    QString message;
    QString detail;

    bool operator==(const Error&) const = default;
};

/// Either a value or an Error, with the names of std::expected. No exception crosses a layer; this does.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    [[nodiscard]] T& value() & { return std::get<0>(m_state); }
    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    /// By value, unlike std::expected: what a loop runs over lives as long as the loop (C++20 does not see to
    /// it).
    [[nodiscard]] T value() && { return std::get<0>(std::move(m_state)); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    [[nodiscard]] const Error& error() const { return std::get<1>(m_state); }

    template <class U>
    [[nodiscard]] T value_or(U&& other) const& {
        return has_value() ? value() : static_cast<T>(std::forward<U>(other));
    }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] bool has_value() const { return !m_error.has_value(); }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

/// Returns early with the error of `expression`: `VIGIL_TRY(auto x, load());` or `VIGIL_CHECK(store());`
#define VIGIL_CONCAT_(a, b) a##b
#define VIGIL_CONCAT(a, b) VIGIL_CONCAT_(a, b)
#define VIGIL_TRY(declaration, expression)                                                                   \
    auto VIGIL_CONCAT(vigilTry, __LINE__) = (expression);                                                    \
    if (!VIGIL_CONCAT(vigilTry, __LINE__)) return VIGIL_CONCAT(vigilTry, __LINE__).error();                  \
    declaration = std::move(VIGIL_CONCAT(vigilTry, __LINE__)).value()
#define VIGIL_CHECK(expression)                                                                              \
    do {                                                                                                     \
        if (auto vigilCheck = (expression); !vigilCheck) return vigilCheck.error();                          \
    } while (false)

} // namespace vigil
