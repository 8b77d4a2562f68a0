// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <memory>

/// Every call of the operating system that Qt does not offer lives in this folder (Linux today, Windows is
/// the next port).
namespace vigil::platform {

/// Core dumps would hold patient data: off, for this process and its children.
void disableCoreDumps();
/// A peer that closes its socket must not end the program.
void ignoreBrokenPipes();

/// Flushes a file's data to the disk (fdatasync).
Result<void> syncFile(const QString& path);
/// Makes the names in a folder durable (fsync of the directory).
Result<void> syncFolder(const QString& path);
/// Renames over an existing name, atomically, on one file system.
Result<void> renameFile(const QString& from, const QString& to);

/// One line for the system's log (syslog, journald) under this program's name. Nothing about patients.
void writeSystemLog(const QString& line);

/// True for network and user-space mounts (NFS, SMB, FUSE, 9p …), where SQLite's WAL is not safe.
bool isNetworkFolder(const QString& path);
/// Bytes an unprivileged user may still write there; -1 when unknown.
qint64 freeBytes(const QString& path);

/// An exclusive lock on a data folder, held as long as the object lives. Vanishes with the process, also when
/// it is killed.
class FolderLock {
public:
    /// Busy when another process holds it.
    static Result<std::unique_ptr<FolderLock>> take(const QString& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    explicit FolderLock(int descriptor);
    int m_descriptor;
};

/// Reads one line from standard input without echo when it is a terminal (PINs and passwords never come as
/// arguments).
QString readSecretLine();
/// Whether a person reads the output and can answer: standard input and output are a terminal.
[[nodiscard]] bool hasTerminal();

} // namespace vigil::platform
