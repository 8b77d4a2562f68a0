// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform/Wait.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <unistd.h>

namespace vigil::platform {

Waker::Waker() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) {
        m_reading = ends[0];
        m_writing = ends[1];
    }
}

Waker::~Waker() {
    if (m_reading >= 0) ::close(m_reading);
    if (m_writing >= 0) ::close(m_writing);
}

void Waker::wake() const {
    // A full pipe is a waker that has been woken already.
    const char byte = 0;
    if (m_writing >= 0) [[maybe_unused]]
        const auto written = ::write(m_writing, &byte, 1);
}

void Waker::clear() const {
    std::array<char, 64> bytes{};
    while (m_reading >= 0 && ::read(m_reading, bytes.data(), bytes.size()) > 0) {
    }
}

Ready waitFor(int socket, Direction direction, const Waker& waker, std::chrono::milliseconds atMost) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + atMost;
    short wanted = 0;
    if (direction != Direction::Write) wanted = static_cast<short>(wanted | POLLIN);
    if (direction != Direction::Read) wanted = static_cast<short>(wanted | POLLOUT);
    for (;;) {
        std::array<pollfd, 2> files{pollfd{socket, wanted, 0}, pollfd{waker.descriptor(), POLLIN, 0}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        const auto timeout = std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max());
        const int ready = ::poll(files.data(), files.size(), static_cast<int>(timeout));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0 || files[0].revents != 0) return Ready::Socket;
        if (files[1].revents != 0) return Ready::Woken;
        if (Clock::now() >= end) return Ready::TimedOut;
    }
}

} // namespace vigil::platform
