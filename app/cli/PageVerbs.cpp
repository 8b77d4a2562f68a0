// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "app/PageService.h"
#include "app/page/PageCodes.h"

namespace vigil::app {

int pageCodeVerb(Call& call) {
    store::PageRecipient recipient;
    recipient.party = {call.option(QStringLiteral("name")).value_or(QString()).trimmed(),
                       call.option(QStringLiteral("role")).value_or(QString()).trimmed()};
    recipient.registration = call.option(QStringLiteral("registration")).value_or(QString());
    recipient.userName = call.option(QStringLiteral("user")).value_or(QString());
    if (recipient.party.role.isEmpty())
        return call.usage(QStringLiteral("page-code set needs --role: in which role alerts come"));
    if (recipient.party.name.isEmpty() && !recipient.userName.isEmpty())
        return call.usage(QStringLiteral("--user goes with --name: a role signs on nowhere"));
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto store = openPageStore(**application);
    if (!store) return call.fail(store.error());
    const page::PageCodes codes(**store, (*application)->clock());
    const auto set = codes.set(recipient, call.secretLine());
    if (!set) return call.fail(set.error());
    return call.done({{"name", recipient.party.name}, {"role", recipient.party.role}},
                     QStringLiteral("The pass-code is set."));
}

} // namespace vigil::app
