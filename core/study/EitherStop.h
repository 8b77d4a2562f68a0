// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <utility>

namespace vigil::study {

/// Is asked to stop when either token is.
class EitherStop {
public:
    EitherStop(std::stop_token first, std::stop_token second)
        : m_first(std::move(first), Request{m_both}), m_second(std::move(second), Request{m_both}) {}
    [[nodiscard]] std::stop_token token() const { return m_both.get_token(); }

private:
    struct Request {
        std::stop_source& source;
        void operator()() const { source.request_stop(); }
    };
    std::stop_source m_both;
    std::stop_callback<Request> m_first;
    std::stop_callback<Request> m_second;
};

} // namespace vigil::study
