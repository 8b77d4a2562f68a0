// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>

/// Lets the system refuse new threads, as one does that is at its limit. Defines pthread_create() for the
/// whole program: to be included by one file of a test program only.
namespace vigil::test {

inline std::atomic<bool> threadsAreRefused = false;

/// While it lives, no thread can be made.
class NoThreads {
public:
    NoThreads() { threadsAreRefused = true; }
    ~NoThreads() { threadsAreRefused = false; }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;
};

} // namespace vigil::test

extern "C" inline __attribute__((used, visibility("default"))) int
pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
               void* argument) noexcept {
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto real = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
    return vigil::test::threadsAreRefused ? EAGAIN : real(thread, attributes, start, argument);
}
