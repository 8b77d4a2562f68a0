// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QProcess;

/// What a measurement needs from the machine it runs on.
namespace vigil::platform {

/// Resident memory of this process at its highest since forgetPeakMemory(), in bytes; -1 when unknown.
[[nodiscard]] qint64 peakMemory();
void forgetPeakMemory();
/// Resident memory of this process now, in bytes; -1 when unknown.
[[nodiscard]] qint64 residentMemory();
/// Programs that wanted a processor during the last minute (load average); -1 when unknown.
[[nodiscard]] double load();
/// True when files in a folder never reach a disk (tmpfs), so that making them durable costs nothing there.
[[nodiscard]] bool isMemoryFolder(const QString& path);

/// A program that `process` is going to start ends with this thread, however this one ends.
void tieToThisThread(QProcess& process);

} // namespace vigil::platform
