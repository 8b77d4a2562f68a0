// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <curl/curl.h>

#include <chrono>
#include <stop_token>

namespace vigil::notify {

/// One handle of libcurl with what all of ours have in common: no signals, no proxy, names looked up on a
/// thread of their own, ended within a second of a stop. Belongs to one thread.
class Curl {
public:
    Curl();
    ~Curl();
    Curl(const Curl&) = delete;
    Curl& operator=(const Curl&) = delete;

    [[nodiscard]] CURL* handle() const { return m_handle; }
    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(m_handle, option, value);
    }
    void set(CURLoption option, const QString& value);
    void set(CURLoption option, std::chrono::milliseconds value);

    /// Ends `atMost` after it began whatever libcurl still waits for (it says good-bye to a mail server,
    /// which may be silent): CURLE_OPERATION_TIMEDOUT.
    [[nodiscard]] CURLcode perform(std::stop_token stop, std::chrono::milliseconds atMost);
    /// Of the last answer; 0 when there was none.
    [[nodiscard]] long responseCode() const;

private:
    CURL* m_handle;
};

} // namespace vigil::notify
