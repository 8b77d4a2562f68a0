// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QHash>
#include <QList>
#include <QMutex>
#include <QStringList>
#include <QWaitCondition>

namespace vigil::test {

/// Decodes nothing: makes frames whose samples tell path and frame apart. Can be held, to test what is seen
/// while a decode takes long, and can refuse files. Thread-safe.
class FakeFrameReader final : public study::FrameReader {
public:
    Result<study::PixelFrame> read(const QString& path, int frame) override;
    Result<study::ObjectHeader> header(const QString& path) override;

    /// Reads block until release().
    void hold();
    void release();
    void refuse(const QString& path, const QString& message);
    /// What was read so far, as "path#frame", in order.
    [[nodiscard]] QStringList reads() const;
    void setTemplate(const study::PixelFrame& frame);

private:
    mutable QMutex m_mutex;
    QWaitCondition m_go;
    bool m_held = false;
    QHash<QString, QString> m_refused;
    QStringList m_reads;
    study::PixelFrame m_template;
};

/// `count` CT slices of one series, 2 mm apart, named PREFIX1, PREFIX2 … ; instance number n lies at 2·n mm.
[[nodiscard]] QList<study::StoredObject> ctSeries(const QString& studyUid, const QString& prefix, int count);

} // namespace vigil::test
