// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform/Machine.h"

#include <QFile>
#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <sys/vfs.h>

namespace vigil::platform {

namespace {

/// A line of /proc/self/status that counts kibibytes.
qint64 memory(const char* name) {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return -1;
    constexpr qint64 kibibyte = 1024;
    for (const auto& line : status.readAll().split('\n'))
        if (line.startsWith(name)) return line.simplified().split(' ').value(1).toLongLong() * kibibyte;
    return -1;
}

} // namespace

qint64 peakMemory() {
    return memory("VmHWM:");
}

qint64 residentMemory() {
    return memory("VmRSS:");
}

void forgetPeakMemory() {
    QFile references(QStringLiteral("/proc/self/clear_refs"));
    if (references.open(QIODevice::WriteOnly)) references.write("5"); // proc(5): resets VmHWM
}

double load() {
    QFile average(QStringLiteral("/proc/loadavg"));
    if (!average.open(QIODevice::ReadOnly)) return -1;
    return average.readAll().split(' ').first().toDouble();
}

bool isMemoryFolder(const QString& path) {
    struct statfs info {};
    if (::statfs(QFile::encodeName(path).constData(), &info) != 0) return false;
    constexpr unsigned long tmpfs = 0x01021994UL;
    constexpr unsigned long ramfs = 0x858458F6UL;
    const auto type = static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL;
    return type == tmpfs || type == ramfs;
}

void tieToThisThread(QProcess& process) {
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

} // namespace vigil::platform
