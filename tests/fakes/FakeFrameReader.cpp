// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakeFrameReader.h"

namespace vigil::test {

Result<study::PixelFrame> FakeFrameReader::read(const QString& path, int frame) {
    QMutexLocker lock(&m_mutex);
    m_reads << QStringLiteral("%1#%2").arg(path).arg(frame);
    while (m_held)
        m_go.wait(&m_mutex);
    if (const auto message = m_refused.constFind(path); message != m_refused.constEnd())
        return Error{Error::Code::Corrupt, *message, QStringLiteral("fake")};
    if (m_template.columns > 0) return m_template;
    study::PixelFrame made;
    made.columns = 32;
    made.rows = 32;
    made.samples.resize(32 * 32);
    for (std::size_t i = 0; i < made.samples.size(); ++i)
        made.samples[i] = static_cast<std::int32_t>(i % 32) * 30 + frame;
    made.maximum = 960 + frame;
    made.intercept = -500;
    made.unit = QStringLiteral("HU");
    made.windows = {{40, 400, QStringLiteral("SOFT")}};
    made.rowSpacing = made.columnSpacing = 0.7;
    made.calibration = study::Calibration::Patient;
    made.geometry = study::SliceGeometry{};
    made.frameTime = 20;
    return made;
}

Result<study::ObjectHeader> FakeFrameReader::header(const QString&) {
    return study::ObjectHeader{};
}

void FakeFrameReader::hold() {
    const QMutexLocker lock(&m_mutex);
    m_held = true;
}

void FakeFrameReader::release() {
    const QMutexLocker lock(&m_mutex);
    m_held = false;
    m_go.wakeAll();
}

void FakeFrameReader::refuse(const QString& path, const QString& message) {
    const QMutexLocker lock(&m_mutex);
    m_refused.insert(path, message);
}

QStringList FakeFrameReader::reads() const {
    const QMutexLocker lock(&m_mutex);
    return m_reads;
}

void FakeFrameReader::setTemplate(const study::PixelFrame& frame) {
    const QMutexLocker lock(&m_mutex);
    m_template = frame;
}

QList<study::StoredObject> ctSeries(const QString& studyUid, const QString& prefix, int count) {
    QList<study::StoredObject> objects;
    for (int n = 1; n <= count; ++n) {
        study::StoredObject object;
        auto& header = object.header;
        header.key = {studyUid, studyUid + QLatin1Char('.') + prefix,
                      QStringLiteral("1.2.840.10008.5.1.4.1.1.2"),
                      QStringLiteral("%1.%2.%3").arg(studyUid, prefix).arg(n)};
        header.modality = QStringLiteral("CT");
        header.seriesDescription = QStringLiteral("Chest %1").arg(prefix);
        header.seriesNumber = 1;
        header.instanceNumber = n;
        header.rows = header.columns = 32;
        header.slicePosition = 2.0 * n;
        header.frameOfReferenceUid = studyUid + QStringLiteral(".99");
        object.path = prefix + QString::number(n);
        object.bytes = 4096;
        objects << object;
    }
    return objects;
}

} // namespace vigil::test
