// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/Jpeg2000.h"

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace vigil::dicom {

namespace {

Error damaged(const QString& why) {
    return {Error::Code::Corrupt,
            QStringLiteral("The image cannot be shown: its JPEG 2000 data are damaged."), why};
}

/// A reading position in memory, as OpenJPEG's stream callbacks want it.
struct Source {
    std::span<const std::uint8_t> bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readSource(void* target, OPJ_SIZE_T wanted, void* user) {
    auto& source = *static_cast<Source*>(user);
    const auto count = std::min<std::size_t>(wanted, source.bytes.size() - source.at);
    if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(target, source.bytes.data() + source.at, count);
    source.at += count;
    return count;
}

OPJ_OFF_T skipSource(OPJ_OFF_T wanted, void* user) {
    auto& source = *static_cast<Source*>(user);
    const auto left = static_cast<OPJ_OFF_T>(source.bytes.size() - source.at);
    if (wanted < 0) return -1;
    const auto count = std::min(wanted, left);
    source.at += static_cast<std::size_t>(count);
    return count;
}

OPJ_BOOL seekSource(OPJ_OFF_T position, void* user) {
    auto& source = *static_cast<Source*>(user);
    if (position < 0 || static_cast<std::size_t>(position) > source.bytes.size()) return OPJ_FALSE;
    source.at = static_cast<std::size_t>(position);
    return OPJ_TRUE;
}

void ignoreMessage(const char*, void*) {}

using Stream = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using Codec = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using Image = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

Stream openStream(Source& source) {
    Stream stream(opj_stream_default_create(OPJ_TRUE), &opj_stream_destroy);
    opj_stream_set_user_data(stream.get(), &source, nullptr);
    opj_stream_set_user_data_length(stream.get(), source.bytes.size());
    opj_stream_set_read_function(stream.get(), readSource);
    opj_stream_set_skip_function(stream.get(), skipSource);
    opj_stream_set_seek_function(stream.get(), seekSource);
    return stream;
}

Codec openCodec(std::span<const std::uint8_t> bytes) {
    const bool isBareCodestream = bytes.size() > 1 && bytes[0] == 0xff && bytes[1] == 0x4f;
    Codec codec(opj_create_decompress(isBareCodestream ? OPJ_CODEC_J2K : OPJ_CODEC_JP2), &opj_destroy_codec);
    opj_set_info_handler(codec.get(), ignoreMessage, nullptr);
    opj_set_warning_handler(codec.get(), ignoreMessage, nullptr);
    opj_set_error_handler(codec.get(), ignoreMessage, nullptr);
    return codec;
}

bool fits(const opj_image_t& decoded, const ImageModule& image) {
    if (decoded.numcomps != static_cast<OPJ_UINT32>(image.samplesPerPixel)) return false;
    return std::all_of(decoded.comps, decoded.comps + decoded.numcomps,
                       [&image](const opj_image_comp_t& component) {
                           return component.w == static_cast<OPJ_UINT32>(image.columns) &&
                                  component.h == static_cast<OPJ_UINT32>(image.rows) && component.prec >= 1 &&
                                  component.prec <= static_cast<OPJ_UINT32>(image.bitsAllocated);
                       });
}

/// COD marker, multiple component transformation (ISO 15444-1 A.6.1).
bool usesComponentTransform(opj_codec_t* codec) {
    auto* info = opj_get_cstr_info(codec);
    if (info == nullptr) return false;
    const bool uses = info->m_default_tile_info.mct == 1;
    opj_destroy_cstr_info(&info);
    return uses;
}

std::vector<std::uint8_t> interleaved(const opj_image_t& decoded, const ImageModule& image) {
    const auto bytesPerSample = static_cast<std::size_t>(std::max(image.bitsAllocated / 8, 1));
    const auto components = static_cast<std::size_t>(image.samplesPerPixel);
    std::vector<std::uint8_t> bytes(image.pixels() * components * bytesPerSample);
    for (std::size_t component = 0; component < components; ++component) {
        const auto* samples = decoded.comps[component].data;
        auto* target = bytes.data() + component * bytesPerSample;
        for (std::size_t pixel = 0; pixel < image.pixels(); ++pixel, target += components * bytesPerSample) {
            const auto value = static_cast<std::uint32_t>(samples[pixel]);
            for (std::size_t byte = 0; byte < bytesPerSample; ++byte)
                target[byte] = static_cast<std::uint8_t>(value >> (8 * byte));
        }
    }
    return bytes;
}

} // namespace

Result<Jpeg2000Frame> decodeJpeg2000(std::span<const std::uint8_t> stream, const ImageModule& image) {
    Source source{stream};
    const auto input = openStream(source);
    const auto codec = openCodec(stream);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!opj_setup_decoder(codec.get(), &parameters)) return damaged(QStringLiteral("set-up failed"));

    opj_image_t* raw = nullptr;
    const bool hasHeader = opj_read_header(input.get(), codec.get(), &raw);
    const Image decoded(raw, &opj_image_destroy);
    if (!hasHeader || !decoded) return damaged(QStringLiteral("no header"));
    if (!fits(*decoded, image)) return damaged(QStringLiteral("size or components differ from the dataset"));
    if (!opj_decode(codec.get(), input.get(), decoded.get()))
        return damaged(QStringLiteral("decoding failed"));
    const bool transformed = usesComponentTransform(codec.get());
    // A missing end marker after complete data is common and harmless, so the result is not looked at.
    opj_end_decompress(codec.get(), input.get());
    const auto hasData = [](const opj_image_comp_t& component) { return component.data != nullptr; };
    if (!fits(*decoded, image) || !std::all_of(decoded->comps, decoded->comps + decoded->numcomps, hasData))
        return damaged(QStringLiteral("components are missing"));
    return Jpeg2000Frame{interleaved(*decoded, image), transformed && image.isColour()};
}

} // namespace vigil::dicom
