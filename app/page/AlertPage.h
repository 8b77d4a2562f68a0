// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageFrame.h"
#include "app/page/PageMessage.h"
#include "app/page/Shown.h"

namespace vigil::page {

/// What the page of an alert is made from. `form` holds what was sent when it has errors.
struct AlertPageContent {
    Shown shown;
    journal::OnBehalfOf who;
    QStringList declineReasons;
    QString action; ///< where its forms go: action + "/accept" …
    QString token;
    UtcTime now;
    Form form;
    FormErrors errors;
    QString formId; ///< of this time the page is given out: a form of it that is sent twice is one act
};

/// The alert for somebody who is signed in: what was found in whom, until when, what may be done about it,
/// and what was. Pure.
[[nodiscard]] Page alertPage(const AlertPageContent& content, const PageSettings& settings);

/// For an act that this person had recorded already, and since which nothing has happened. Pure.
[[nodiscard]] Page recordedAlreadyPage(const AlertPageContent& content);

/// "Thank you" or why what was done changed nothing; the words of one deed.
[[nodiscard]] QString deedWords(const Shown::Deed& deed);

} // namespace vigil::page
