// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QThreadPool>

namespace vigil::app {

/// What the window is to look like again at the next start: `window.ini` in the data folder, apart from
/// vigil.ini, which people write. Nothing here matters to a patient: what cannot be read counts as never
/// chosen, what cannot be written is forgotten. Owned by Window; called on the UI thread, writes on a thread
/// of its own in the order of the calls, and ends when all is written.
class WindowMemory {
public:
    explicit WindowMemory(const QString& dataFolder);
    ~WindowMemory() { m_writer.waitForDone(); }
    WindowMemory(const WindowMemory&) = delete;
    WindowMemory& operator=(const WindowMemory&) = delete;

    /// Codes that the worklist was limited to; empty: all.
    [[nodiscard]] QStringList modalities() const;
    void setModalities(const QStringList& modalities);

private:
    QString m_file;
    QThreadPool m_writer;
};

} // namespace vigil::app
