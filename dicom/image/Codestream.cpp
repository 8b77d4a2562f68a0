// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/Codestream.h"

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <algorithm>
#include <limits>

namespace vigil::dicom {

namespace {

Error brokenFragments() {
    return {Error::Code::Corrupt,
            QStringLiteral("The image cannot be shown: its compressed data are damaged."), QString()};
}

std::uint32_t lengthOf(DcmPixelSequence& sequence, std::uint32_t index) {
    DcmPixelItem* item = nullptr;
    return sequence.getItem(item, index).good() ? item->getLength() : 0;
}

/// The Basic Offset Table; empty when it is not filled.
std::vector<std::uint32_t> offsetTable(DcmPixelSequence& sequence) {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (sequence.getItem(item, 0).bad() || item->getLength() < 4 || item->getUint8Array(bytes).bad() ||
        bytes == nullptr)
        return {};
    std::vector<std::uint32_t> offsets(item->getLength() / 4);
    for (std::size_t index = 0; index < offsets.size(); ++index) {
        const auto* at = bytes + index * 4;
        offsets[index] = at[0] | static_cast<std::uint32_t>(at[1]) << 8 |
                         static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
    }
    return offsets;
}

/// JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC or the JP2 signature box.
bool beginsStream(DcmPixelSequence& sequence, std::uint32_t index) {
    DcmPixelItem* item = nullptr;
    Uint8 head[4] = {};
    if (sequence.getItem(item, index).bad() || item->getLength() < sizeof head ||
        item->getPartialValue(head, 0, sizeof head).bad())
        return false;
    const bool isJpeg = head[0] == 0xff && head[1] == 0xd8;
    const bool isCodestream = head[0] == 0xff && head[1] == 0x4f && head[2] == 0xff && head[3] == 0x51;
    const bool isJp2 = head[0] == 0 && head[1] == 0 && head[2] == 0 && head[3] == 0x0c;
    return isJpeg || isCodestream || isJp2;
}

Result<FrameFragments> byOffsets(DcmPixelSequence& sequence, std::uint32_t fragments,
                                 const std::vector<std::uint32_t>& offsets, std::size_t frame) {
    const std::uint64_t from = offsets[frame];
    const std::uint64_t to =
        frame + 1 < offsets.size() ? offsets[frame + 1] : std::numeric_limits<std::uint64_t>::max();
    FrameFragments found;
    std::uint64_t at = 0;
    for (std::uint32_t index = 1; index <= fragments && at < to; ++index) {
        if (at == from) found.first = index;
        if (at >= from) ++found.count;
        at += 8 + std::uint64_t{lengthOf(sequence, index)};
    }
    if (found.first == 0) return brokenFragments();
    return found;
}

} // namespace

std::optional<JpegHeader> jpegHeader(std::span<const std::uint8_t> stream) {
    if (stream.size() < 4 || stream[0] != 0xff || stream[1] != 0xd8) return std::nullopt;
    const auto word = [&stream](std::size_t at) { return stream[at] << 8 | stream[at + 1]; };
    std::size_t at = 2;
    while (at + 10 <= stream.size()) {
        if (stream[at] != 0xff) return std::nullopt;
        const auto marker = stream[at + 1];
        if (marker == 0xff) {
            ++at;
            continue;
        }
        // SOF0…SOF15 without DHT, JPG, DAC; SOF55 is JPEG-LS.
        const bool isFrame =
            (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
            marker == 0xf7;
        if (isFrame) return JpegHeader{word(at + 5), word(at + 7), stream[at + 9], stream[at + 4]};
        at += 2 + static_cast<std::size_t>(word(at + 2));
    }
    return std::nullopt;
}

Result<FrameFragments> findFrame(DcmPixelSequence& sequence, int frame, int frames) {
    const auto items = sequence.card();
    if (items < 2) return brokenFragments();
    const auto fragments = static_cast<std::uint32_t>(items - 1);
    if (frames == 1) return FrameFragments{1, fragments};
    if (fragments == static_cast<std::uint32_t>(frames))
        return FrameFragments{static_cast<std::uint32_t>(frame) + 1, 1};
    if (const auto offsets = offsetTable(sequence); offsets.size() == static_cast<std::size_t>(frames))
        return byOffsets(sequence, fragments, offsets, static_cast<std::size_t>(frame));
    FrameFragments found;
    int begun = 0;
    for (std::uint32_t index = 1; index <= fragments; ++index) {
        if (beginsStream(sequence, index)) ++begun;
        if (begun == frame + 1) {
            if (found.first == 0) found.first = index;
            ++found.count;
        }
    }
    if (found.first == 0 || begun != frames) return brokenFragments();
    return found;
}

Result<std::vector<std::uint8_t>> joinFragments(DcmPixelSequence& sequence, const FrameFragments& fragments) {
    std::vector<std::uint8_t> bytes;
    for (auto index = fragments.first; index < fragments.first + fragments.count; ++index) {
        DcmPixelItem* item = nullptr;
        if (sequence.getItem(item, index).bad()) return brokenFragments();
        const auto start = bytes.size();
        const auto length = item->getLength();
        bytes.resize(start + length);
        if (length > 0 && item->getPartialValue(bytes.data() + start, 0, length).bad())
            return brokenFragments();
    }
    return bytes;
}

} // namespace vigil::dicom
