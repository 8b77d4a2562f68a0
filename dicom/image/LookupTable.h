// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <optional>
#include <vector>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// A LUT of DICOM: Modality LUT or one colour of a palette (PS3.3 C.11.1.1.1, C.7.6.3.1.5).
struct LookupTable {
    std::int32_t first = 0; ///< stored value that gives the first entry
    int bits = 16;          ///< of an entry
    std::vector<std::uint16_t> entries;

    /// Values outside the table give its first or last entry.
    [[nodiscard]] std::uint16_t at(std::int32_t stored) const;
};

enum class Sign { Unsigned, Signed };

/// Reads descriptor and data; `sign` is that of the stored values. Invalid when they do not fit each other.
[[nodiscard]] Result<LookupTable> readLookupTable(DcmItem& item, const DcmTagKey& descriptor,
                                                  const DcmTagKey& data, Sign sign);

/// The three tables of PALETTE COLOR, plain or segmented.
struct Palette {
    LookupTable red;
    LookupTable green;
    LookupTable blue;
};
[[nodiscard]] Result<Palette> readPalette(DcmItem& dataset, Sign sign);

} // namespace vigil::dicom
