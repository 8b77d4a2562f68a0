// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform/Platform.h"

#include <QDir>
#include <QFile>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <syslog.h>
#include <termios.h>
#include <unistd.h>

namespace vigil::platform {

namespace {

Error systemError(const QString& message) {
    const int number = errno;
    const auto code = number == ENOSPC || number == EDQUOT ? Error::Code::DiskFull : Error::Code::Internal;
    return {code, number == ENOSPC ? QStringLiteral("The disk is full. %1").arg(message) : message,
            QString::fromLocal8Bit(std::strerror(number))};
}

Result<void> syncPath(const QString& path, int flags) {
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (descriptor < 0) return systemError(QStringLiteral("A file could not be opened to make it durable."));
    const int result = (flags & O_DIRECTORY) != 0 ? ::fsync(descriptor) : ::fdatasync(descriptor);
    const auto error = systemError(QStringLiteral("A file could not be written to the disk."));
    ::close(descriptor);
    if (result != 0) return error;
    return {};
}

} // namespace

void disableCoreDumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

void ignoreBrokenPipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

Result<void> syncFile(const QString& path) {
    return syncPath(path, O_RDONLY);
}

Result<void> syncFolder(const QString& path) {
    return syncPath(path, O_RDONLY | O_DIRECTORY);
}

Result<void> renameFile(const QString& from, const QString& to) {
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return systemError(QStringLiteral("A received file could not be moved to its place."));
    return {};
}

void writeSystemLog(const QString& line) {
    ::openlog("vigil", LOG_PID, LOG_USER);
    ::syslog(LOG_NOTICE, "%s", line.toUtf8().constData());
    ::closelog();
}

bool isNetworkFolder(const QString& path) {
    struct statfs info {};
    if (::statfs(QFile::encodeName(path).constData(), &info) != 0) return false;
    // linux/magic.h names only some of these; values from statfs(2).
    constexpr std::array<unsigned long, 8> remote{
        0x6969UL /*nfs*/,      0x517BUL /*smb*/,    0xFF534D42UL /*cifs*/, 0xFE534D42UL /*smb2*/,
        0x65735546UL /*fuse*/, 0x01021997UL /*9p*/, 0x5346414FUL /*afs*/,  0x73757245UL /*coda*/};
    const auto type = static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL;
    for (const auto magic : remote)
        if (type == magic) return true;
    return false;
}

qint64 freeBytes(const QString& path) {
    struct statvfs info {};
    if (::statvfs(QFile::encodeName(path).constData(), &info) != 0) return -1;
    return static_cast<qint64>(info.f_bavail) * static_cast<qint64>(info.f_frsize);
}

Result<std::unique_ptr<FolderLock>> FolderLock::take(const QString& folder) {
    const auto path = QDir(folder).filePath(QStringLiteral("vigil.lock"));
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return systemError(QStringLiteral("Vigil cannot write to its data folder."));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return Error{
            Error::Code::Busy,
            QStringLiteral("Another Vigil is already open on this data folder. Use that window, or start "
                           "this one with another --data folder."),
            QStringLiteral("flock: held by another process")};
    }
    return std::unique_ptr<FolderLock>(new FolderLock(descriptor));
}

FolderLock::FolderLock(int descriptor) : m_descriptor(descriptor) {}

FolderLock::~FolderLock() {
    ::close(m_descriptor);
}

QString readSecretLine() {
    termios before{};
    const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    std::string line;
    std::getline(std::cin, line);
    if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    return QString::fromStdString(line);
}

bool hasTerminal() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

} // namespace vigil::platform
