// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/LookupTable.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcitem.h>

#include <algorithm>

namespace vigil::dicom {

namespace {

constexpr std::size_t mostEntries = 65536;

Error badTable() {
    return {Error::Code::Invalid, QStringLiteral("The image cannot be shown: its look-up table is damaged."),
            QString()};
}

/// US, SS or OW, whatever the writer chose.
std::vector<std::uint16_t> wordsOf(DcmItem& item, const DcmTagKey& key) {
    const Uint16* words = nullptr;
    unsigned long count = 0;
    if (item.findAndGetUint16Array(key, words, &count).good() && words != nullptr)
        return {words, words + count};
    const Sint16* numbers = nullptr;
    if (item.findAndGetSint16Array(key, numbers, &count).good() && numbers != nullptr)
        return {numbers, numbers + count};
    return {};
}

/// Expands segmented data (PS3.3 C.7.9.2): discrete, linear and indirect segments. Empty when it is broken.
class Segments {
public:
    explicit Segments(const std::vector<std::uint16_t>& words) : m_words(words) {}

    std::vector<std::uint16_t> expanded() {
        std::size_t at = 0;
        while (at < m_words.size())
            if (!segment(at)) return {};
        return m_entries;
    }

private:
    enum Opcode { Discrete = 0, Linear = 1, Indirect = 2 };

    bool segment(std::size_t& at) {
        if (at + 2 >= m_words.size()) return false;
        const auto opcode = m_words[at];
        const std::size_t length = m_words[at + 1];
        if (m_entries.size() + length > mostEntries) return false;
        if (opcode == Discrete) {
            if (at + 2 + length > m_words.size()) return false;
            m_entries.insert(m_entries.end(), m_words.begin() + static_cast<std::ptrdiff_t>(at + 2),
                             m_words.begin() + static_cast<std::ptrdiff_t>(at + 2 + length));
            at += 2 + length;
            return true;
        }
        if (opcode == Linear) {
            line(length, m_words[at + 2]);
            at += 3;
            return true;
        }
        if (opcode == Indirect && at + 3 < m_words.size()) return indirect(at, length);
        return false;
    }

    void line(std::size_t length, int last) {
        const int first = m_entries.empty() ? 0 : m_entries.back();
        for (std::size_t step = 1; step <= length; ++step)
            m_entries.push_back(static_cast<std::uint16_t>(first + static_cast<std::int64_t>(last - first) *
                                                                       static_cast<std::int64_t>(step) /
                                                                       static_cast<std::int64_t>(length)));
    }

    /// Copies `count` earlier segments, which may not be indirect themselves.
    bool indirect(std::size_t& at, std::size_t count) {
        std::size_t source = (m_words[at + 2] | std::size_t{m_words[at + 3]} << 16) / sizeof(std::uint16_t);
        for (std::size_t copy = 0; copy < count; ++copy)
            if (source >= at || m_words[source] == Indirect || !segment(source)) return false;
        at += 4;
        return true;
    }

    const std::vector<std::uint16_t>& m_words;
    std::vector<std::uint16_t> m_entries;
};

/// Eight-bit colours in tables that say 16 bits are common; shifted down they would all be black.
bool holdsBytes(const LookupTable& table) {
    return std::all_of(table.entries.begin(), table.entries.end(),
                       [](std::uint16_t entry) { return entry <= 0xff; });
}

Result<LookupTable> readColour(DcmItem& dataset, const DcmTagKey& descriptor, const DcmTagKey& plain,
                               const DcmTagKey& segmented, Sign sign) {
    if (dataset.tagExists(plain)) return readLookupTable(dataset, descriptor, plain, sign);
    VIGIL_TRY(auto table, readLookupTable(dataset, descriptor, segmented, sign));
    table.entries = Segments(wordsOf(dataset, segmented)).expanded();
    if (table.entries.empty()) return badTable();
    return table;
}

} // namespace

std::uint16_t LookupTable::at(std::int32_t stored) const {
    const auto index = std::clamp<std::int64_t>(std::int64_t{stored} - first, 0,
                                                static_cast<std::int64_t>(entries.size()) - 1);
    return entries[static_cast<std::size_t>(index)];
}

Result<LookupTable> readLookupTable(DcmItem& item, const DcmTagKey& descriptor, const DcmTagKey& data,
                                    Sign sign) {
    const auto numbers = wordsOf(item, descriptor);
    auto words = wordsOf(item, data);
    if (numbers.size() < 3 || words.empty()) return badTable();
    LookupTable table;
    const std::size_t count = numbers[0] == 0 ? mostEntries : numbers[0];
    table.first =
        sign == Sign::Signed ? static_cast<std::int16_t>(numbers[1]) : static_cast<std::int32_t>(numbers[1]);
    table.bits = numbers[2];
    if (table.bits < 1 || table.bits > 16) return badTable();
    // Eight-bit entries may come two to a word, the first in the lower byte (PS3.3 C.7.6.3.1.6).
    if (table.bits <= 8 && words.size() < count && words.size() * 2 >= count) {
        std::vector<std::uint16_t> bytes;
        bytes.reserve(words.size() * 2);
        for (const auto word : words) {
            bytes.push_back(word & 0xff);
            bytes.push_back(static_cast<std::uint16_t>(word >> 8));
        }
        words = std::move(bytes);
    }
    words.resize(std::min(words.size(), count));
    table.entries = std::move(words);
    return table;
}

Result<Palette> readPalette(DcmItem& dataset, Sign sign) {
    Palette palette;
    VIGIL_TRY(palette.red, readColour(dataset, DCM_RedPaletteColorLookupTableDescriptor,
                                      DCM_RedPaletteColorLookupTableData,
                                      DCM_SegmentedRedPaletteColorLookupTableData, sign));
    VIGIL_TRY(palette.green, readColour(dataset, DCM_GreenPaletteColorLookupTableDescriptor,
                                        DCM_GreenPaletteColorLookupTableData,
                                        DCM_SegmentedGreenPaletteColorLookupTableData, sign));
    VIGIL_TRY(palette.blue, readColour(dataset, DCM_BluePaletteColorLookupTableDescriptor,
                                       DCM_BluePaletteColorLookupTableData,
                                       DCM_SegmentedBluePaletteColorLookupTableData, sign));
    LookupTable* const tables[] = {&palette.red, &palette.green, &palette.blue};
    if (std::all_of(std::begin(tables), std::end(tables),
                    [](const LookupTable* table) { return holdsBytes(*table); }))
        for (auto* table : tables)
            table->bits = 8;
    return palette;
}

} // namespace vigil::dicom
