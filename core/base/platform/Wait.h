// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace vigil::platform {

/// Ends a waitFor() of another thread. wake() may be called from any thread, clear() by the waiting one.
class Waker {
public:
    Waker();
    ~Waker();
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;

    void wake() const;
    void clear() const;
    [[nodiscard]] int descriptor() const { return m_reading; }

private:
    int m_reading = -1;
    int m_writing = -1;
};

enum class Direction { Read, Write, ReadOrWrite };
enum class Ready { Socket, Woken, TimedOut };

/// Sleeps until the socket is ready (an error or a closed peer counts as ready), the waker was woken, or the
/// time is over. The socket wins when both are.
[[nodiscard]] Ready waitFor(int socket, Direction direction, const Waker& waker,
                            std::chrono::milliseconds atMost);

} // namespace vigil::platform
