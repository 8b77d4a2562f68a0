// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Association.h"

#include <QDate>
#include <QStringList>

#include <functional>
#include <initializer_list>
#include <string>

namespace vigil::dicom {

/// "20261101-20261123", open at either side when the date is invalid, empty when both are (PS3.4 C.2.2.2.5).
[[nodiscard]] QString dateRange(const QDate& from, const QDate& to);
/// What needs no Specific Character Set.
[[nodiscard]] bool isAscii(const QString& text);

/// The sets in which a name is asked for. A server that compares bytes finds it only in the set of its own
/// objects; one that knows better finds it in UTF-8 too.
[[nodiscard]] QStringList characterSetsFor(const QString& name, const study::PacsPeer& peer);

/// A C-FIND identifier under construction (study root, PS3.4 C.6.2): keys to match and keys to return. A
/// value, one thread.
class Query {
public:
    enum class Level { Study, Series, Image };

    explicit Query(Level level);
    Query& match(const DcmTagKey& tag, const QString& value);
    /// The same in a character set of one value; for values that were checked to be sayable in it.
    Query& matchIn(const QString& characterSet, const DcmTagKey& tag, const std::string& bytes);
    /// Several UIDs are one key that matches any of them (PS3.4 C.2.2.2.2).
    Query& matchAny(const DcmTagKey& tag, const QStringList& uids);
    Query& ask(std::initializer_list<DcmTagKey> tags);
    [[nodiscard]] DcmDataset& identifier() { return m_identifier; }

private:
    DcmDataset m_identifier;
};

/// Sends a C-FIND of any information model (`model` is its SOP class) and calls `found` for each answer as it
/// arrives. When stopped, the peer gets a C-CANCEL; so it does when `found` says Enough, and then the
/// association is over.
enum class Next { More, Enough };
Result<void> find(Association& association, const char* model, DcmDataset& identifier,
                  const std::function<Next(DcmItem&)>& found);

/// Sends the query and calls `found` for each answer as it arrives. When stopped, the peer gets a C-CANCEL.
Result<void> find(Association& association, Query& query, const std::function<void(DcmItem&)>& found);

/// The answers of IMAGE level for one study: SERIES first, then the instances of each series, for that is the
/// only way every PACS must understand (hierarchical search, PS3.4 C.4.1.3.1.1). `wanted` decides about a
/// series by its answer.
Result<void> findInstances(Association& association, const QString& studyUid,
                           const std::function<bool(DcmItem&)>& wanted,
                           std::initializer_list<DcmTagKey> imageKeys,
                           const std::function<void(DcmItem& series, DcmItem& image)>& found);

} // namespace vigil::dicom
