// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Curl.h"

#include <mutex>

namespace vigil::notify {

namespace {

struct Patience {
    std::stop_token stop;
    std::chrono::steady_clock::time_point until;
};

int endInTime(void* patience, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    if (patience == nullptr) return 0;
    const auto& [stop, until] = *static_cast<Patience*>(patience);
    return stop.stop_requested() || std::chrono::steady_clock::now() > until ? 1 : 0;
}

} // namespace

Curl::Curl() {
    // Not safe with other threads, so once, before the first handle.
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    m_handle = curl_easy_init();
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &endInTime);
    // What a server says may quote a patient: nobody sees it.
    set(CURLOPT_VERBOSE, 0L);
}

Curl::~Curl() {
    curl_easy_cleanup(m_handle);
}

void Curl::set(CURLoption option, const QString& value) {
    curl_easy_setopt(m_handle, option, value.toUtf8().constData()); // libcurl copies it
}

void Curl::set(CURLoption option, std::chrono::milliseconds value) {
    curl_easy_setopt(m_handle, option, static_cast<long>(value.count()));
}

CURLcode Curl::perform(std::stop_token stop, std::chrono::milliseconds atMost) {
    Patience patience{std::move(stop), std::chrono::steady_clock::now() + atMost};
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&patience));
    const auto result = curl_easy_perform(m_handle);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(nullptr));
    if (result == CURLE_ABORTED_BY_CALLBACK && !patience.stop.stop_requested())
        return CURLE_OPERATION_TIMEDOUT;
    return result;
}

long Curl::responseCode() const {
    long code = 0;
    curl_easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

} // namespace vigil::notify
