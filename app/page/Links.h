// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageSettings.h"
#include "app/page/PageStore.h"
#include "core/base/Ids.h"

namespace vigil::page {

/// Links to the recipient's page. Each is for one alert and one recipient, opens the door to signing in once,
/// and expires when the alert no longer needs it; of its secret (192 bits) only a hash is kept. Blocks; any
/// thread but those of the writers.
class Links {
public:
    Links(PageStore& store, const Clock& clock, IdSource& ids, const PageSettings& settings)
        : m_store(store), m_clock(clock), m_ids(ids), m_settings(settings) {}

    /// The address for a message to `recipient`, e.g. "https://vigil.example/a/Zk3…/q8…". It tells nothing of
    /// the patient. Each call makes another one; earlier ones stay good. `neededUntil`: by then the alert has
    /// to be acted on; the link lasts some days longer.
    Result<QString> create(const QString& alertId, const alert::Party& recipient,
                           const std::optional<UtcTime>& neededUntil = {});

    /// The link of that name when the secret is its own, and it is neither expired nor locked; nothing, and
    /// nothing more, in all other cases.
    Result<std::optional<store::PageLink>> open(const QString& selector, const QByteArray& secret) const;

    /// Where the page of a link is, from the root of the site.
    [[nodiscard]] static QString pathOf(const QString& selector);

private:
    PageStore& m_store;
    const Clock& m_clock;
    IdSource& m_ids;
    const PageSettings& m_settings;
};

/// Random bytes as they may stand in an address.
[[nodiscard]] QByteArray urlText(const QByteArray& bytes);

} // namespace vigil::page
