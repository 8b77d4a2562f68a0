// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageFrame.h"
#include "app/page/PageMessage.h"
#include "core/alert/AlertDraft.h"

namespace vigil::page {

/// What is asked before anything is shown.
struct SignInContent {
    enum class By {
        PassCode,
        RolePassCode, ///< the mailbox of a role: the person has to say who it is
        SingleSignOn
    };
    By by = By::PassCode;
    QString action;
    QString token;       ///< the link's secret, or the session's
    QString person;      ///< who signs on, by single sign-on or when a session wakes; else empty
    bool wakes = false;  ///< a session that slept
    bool unsent = false; ///< a form was sent while it slept
    Form form;
    FormErrors errors;
};

/// Without a word about the patient, the alert or who it is for. Pure.
[[nodiscard]] Page signInPage(const SignInContent& content);

/// The one answer to links that are unknown, expired, locked or not quite right.
[[nodiscard]] Page refusedPage();
/// A page with a heading and a sentence.
[[nodiscard]] Page plainPage(const QString& heading, const QString& words);

} // namespace vigil::page
