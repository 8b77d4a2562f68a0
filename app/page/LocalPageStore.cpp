// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageStore.h"

#include "core/base/Async.h"

namespace vigil::page {

using store::Database;
using store::Lane;
using store::LinkStore;
using store::PageCodeStore;
using store::Transaction;

Result<std::optional<store::PageLink>> LocalPageStore::link(const QString& selector) {
    return awaited(m_data.recordsReader().run(
        [selector](const Database& records) { return LinkStore::find(records, selector); }));
}

Result<void> LocalPageStore::addLink(const store::PageLink& link, UtcTime pruneBefore) {
    const auto keep = [link, pruneBefore](Transaction& records) -> Result<void> {
        VIGIL_CHECK(LinkStore::prune(records, pruneBefore));
        return LinkStore::add(records, link, link.createdAt);
    };
    return awaited(m_data.records().run(Lane::Person, keep));
}

Result<std::optional<store::PageRecipient>> LocalPageStore::recipient(const alert::Party& party) {
    return awaited(m_data.recordsReader().run(
        [party](const Database& records) { return PageCodeStore::find(records, party); }));
}

Result<std::optional<store::PageRecipient>> LocalPageStore::user(const QString& userName) {
    return awaited(m_data.recordsReader().run(
        [userName](const Database& records) { return PageCodeStore::findUser(records, userName); }));
}

Result<void> LocalPageStore::putRecipient(const store::PageRecipient& recipient, UtcTime at) {
    return awaited(m_data.records().run(Lane::Person, [recipient, at](Transaction& records) {
        return PageCodeStore::put(records, recipient, at);
    }));
}

Result<void> LocalPageStore::change(const QString& selector, const alert::Party& recipient,
                                    const Change& change) {
    // One transaction of the one writer: nothing comes in between.
    const auto apply = [selector, recipient, change](Transaction& records) -> Result<void> {
        Door door;
        VIGIL_TRY(door.link, LinkStore::find(records.database(), selector));
        if (!recipient.role.isEmpty()) {
            VIGIL_TRY(door.recipient, PageCodeStore::find(records.database(), recipient));
        }
        VIGIL_CHECK(change(door));
        if (door.link) VIGIL_CHECK(LinkStore::update(records, *door.link));
        if (!door.recipient) return {};
        return PageCodeStore::setAttempts(records, recipient, door.recipient->wrongAttempts,
                                          door.recipient->lockedUntil);
    };
    return awaited(m_data.records().run(Lane::Person, apply));
}

Result<QList<store::PageLink>> LocalPageStore::links() {
    return awaited(
        m_data.recordsReader().run([](const Database& records) { return LinkStore::all(records); }));
}

Result<QList<store::PageRecipient>> LocalPageStore::recipients() {
    return awaited(
        m_data.recordsReader().run([](const Database& records) { return PageCodeStore::all(records); }));
}

} // namespace vigil::page
