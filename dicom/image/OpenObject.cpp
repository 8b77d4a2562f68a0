// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/OpenObject.h"

#include "dicom/image/NestingCheck.h"

#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <zlib.h>

#include <QFile>

#include <span>

namespace vigil::dicom {

namespace {

constexpr qsizetype mostInflated = qsizetype{1} << 30;
const QString deflated = QStringLiteral("1.2.840.10008.1.2.1.99");

Error unreadable(const OFCondition& condition) {
    return {Error::Code::Corrupt, QStringLiteral("The file is damaged or no DICOM object."),
            QString::fromLatin1(condition.text())};
}

/// RFC 1951 without a header (PS3.5 A.5), with an end to what a small file may grow into.
Result<QByteArray> inflated(std::span<const unsigned char> bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return Error{Error::Code::Internal, QStringLiteral("No memory."), QString()};
    stream.next_in = const_cast<unsigned char*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    QByteArray result;
    QByteArray block(1 << 18, Qt::Uninitialized);
    int state = Z_OK;
    while (state == Z_OK && result.size() < mostInflated) {
        stream.next_out = reinterpret_cast<unsigned char*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        state = inflate(&stream, Z_NO_FLUSH);
        result.append(block.constData(), block.size() - static_cast<qsizetype>(stream.avail_out));
    }
    inflateEnd(&stream);
    if (state == Z_STREAM_END) return result;
    return Error{Error::Code::Corrupt, QStringLiteral("The compressed file is damaged or too large."),
                 QString()};
}

Result<std::unique_ptr<DcmFileFormat>> parse(const QByteArray& bytes, E_TransferSyntax datasetSyntax) {
    auto object = std::make_unique<DcmFileFormat>();
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.constData(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    DcmObject& target =
        datasetSyntax == EXS_Unknown ? static_cast<DcmObject&>(*object) : *object->getDataset();
    target.transferInit();
    const auto condition = target.read(stream, datasetSyntax);
    target.transferEnd();
    if (condition.bad()) return unreadable(condition);
    return object;
}

std::span<const unsigned char> view(const QByteArray& bytes) {
    return {reinterpret_cast<const unsigned char*>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

bool isDeflated(std::span<const unsigned char> file) {
    return transferSyntaxOf(file) == deflated;
}

Result<QByteArray> inflatedDataset(std::span<const unsigned char> file) {
    VIGIL_TRY(auto dataset, inflated(file.subspan(datasetOffset(file))));
    VIGIL_CHECK(checkNesting(view(dataset)));
    return dataset;
}

/// Hands the bytes of a file to `use` without reading them into memory.
template <class T, class Use>
Result<T> withMapped(const QString& path, Use use) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("The object's file is missing or cannot be read."),
                     file.errorString()};
    const auto size = file.size();
    const auto* mapped = size > 0 ? file.map(0, size) : nullptr;
    if (mapped == nullptr)
        return Error{Error::Code::Corrupt, QStringLiteral("The object's file is empty."), QString()};
    return use(std::span<const unsigned char>(mapped, static_cast<std::size_t>(size)));
}

} // namespace

Result<void> checkFile(const QString& path) {
    return withMapped<void>(path, [](std::span<const unsigned char> bytes) -> Result<void> {
        if (!isDeflated(bytes)) return checkNesting(bytes);
        VIGIL_CHECK(inflatedDataset(bytes));
        return {};
    });
}

Result<std::unique_ptr<DcmFileFormat>> openObject(const QString& path) {
    using Opened = std::unique_ptr<DcmFileFormat>;
    return withMapped<Opened>(path, [&path](std::span<const unsigned char> bytes) -> Result<Opened> {
        if (isDeflated(bytes)) {
            VIGIL_TRY(const auto dataset, inflatedDataset(bytes));
            return parse(dataset, EXS_LittleEndianExplicit);
        }
        VIGIL_CHECK(checkNesting(bytes));
        auto object = std::make_unique<DcmFileFormat>();
        const auto condition = object->loadFile(OFFilename(QFile::encodeName(path).constData()));
        if (condition.bad()) return unreadable(condition);
        return object;
    });
}

Result<std::unique_ptr<DcmFileFormat>> openObject(const QByteArray& bytes) {
    if (isDeflated(view(bytes))) {
        VIGIL_TRY(const auto dataset, inflatedDataset(view(bytes)));
        return parse(dataset, EXS_LittleEndianExplicit);
    }
    VIGIL_CHECK(checkNesting(view(bytes)));
    return parse(bytes, EXS_Unknown);
}

} // namespace vigil::dicom
