// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <optional>
#include <span>

namespace vigil::dicom {

/// Deepest nesting of sequence items that is read. Real documents stay below 20.
constexpr int deepestNesting = 100;

/// Refuses files whose sequences are nested so deeply that DCMTK, which reads recursively, would run out of
/// stack. Walks the bytes of a file (with or without preamble and meta header) without recursion and without
/// believing any length. Pure.
[[nodiscard]] Result<void> checkNesting(std::span<const unsigned char> file);

/// The transfer syntax of the meta header; empty when there is none.
[[nodiscard]] QString transferSyntaxOf(std::span<const unsigned char> file);

/// Where the dataset begins, behind preamble and meta header.
[[nodiscard]] std::size_t datasetOffset(std::span<const unsigned char> file);

/// Where the pixel data of the data set itself begins (not that of an icon in a sequence); nothing when it
/// does not begin within these bytes, which may be the first part of a file only.
[[nodiscard]] std::optional<std::size_t> pixelDataOffset(std::span<const unsigned char> beginning);

} // namespace vigil::dicom
