// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/WindowKeys.h"

#include "ui/HelpPanel.h"
#include "ui/alerts/AlertActs.h"
#include "ui/followup/FollowUpActs.h"
#include "ui/viewer/ImageView.h"

namespace vigil::ui {

namespace {

using Keys = HelpPanel::Keys;

Keys everywhere() {
    return {{QStringLiteral("Ctrl+1 … 5"), QStringLiteral("Worklist, Reading, Alerts, Review, Learning")},
            {QStringLiteral("Ctrl+,"), QStringLiteral("set-up: check PACS, orders, department")},
            {QStringLiteral("F1"), QStringLiteral("these keys; version and intended use")},
            {QStringLiteral("F2"), QStringLiteral("write in the report")},
            {QStringLiteral("F3"), QStringLiteral("go to the images")},
            {QStringLiteral("Ctrl+Shift+F9"), QStringLiteral("go to an alert begun and not raised")},
            {QStringLiteral("Ctrl+N"), QStringLiteral("next study in the order shown")},
            {QStringLiteral("Ctrl+O"), QStringLiteral("outbox: where messages are")},
            {QStringLiteral("Ctrl+T"), QStringLiteral("images on their way, with cancel")},
            {QStringLiteral("Ctrl+Home, Ctrl+↑ ↓"), QStringLiteral("there: fetch first, earlier, later")}};
}

Keys worklist() {
    return {{QStringLiteral("Enter"), QStringLiteral("open")},
            {QStringLiteral("Space"), QStringLiteral("preview, without claiming")},
            {QStringLiteral("Letters, Ctrl+F"),
             QStringLiteral("search; Enter asks the PACS when nothing matches")},
            {QStringLiteral("Alt+M"), QStringLiteral("modalities shown, and asked for by F5")},
            {QStringLiteral("F5"), QStringLiteral("refresh from the PACS")},
            {QStringLiteral("Esc"), QStringLiteral("clear search, close preview")}};
}

Keys reading() {
    return {{QStringLiteral("Alt+1 … 5"), QStringLiteral("one, two, three, four, six views")},
            {QStringLiteral("Alt+S"), QStringLiteral("scroll together")},
            {QStringLiteral("Ctrl+L"), QStringLiteral("link the image to the report")}};
}

Keys report() {
    return {{QStringLiteral("F9"), QStringLiteral("flag critical finding; again raises it")},
            {QStringLiteral("Ctrl+F9"), QStringLiteral("correct an alert of this study")},
            {QStringLiteral("Ctrl+Shift+C"), QStringLiteral("record the call about an alert")},
            {QStringLiteral("Ctrl+Shift+H"), QStringLiteral("hand the call over by name")},
            {QStringLiteral("Alt+T"), QStringLiteral("in the alert form: already told by telephone")},
            {QStringLiteral("Alt+J"), QStringLiteral("in the alert form: join an earlier alert")},
            {QStringLiteral("Shift+F9"), QStringLiteral("recommend a follow-up")},
            {QStringLiteral("Ctrl+Enter"), QStringLiteral("sign; in a form: save")},
            {QStringLiteral("Esc"), QStringLiteral("cancel a form")},
            {QStringLiteral("Tab, F6"), QStringLiteral("next field or section")},
            {QStringLiteral("F4"), QStringLiteral("show the paragraph's image")},
            {QStringLiteral("F7, F8"), QStringLiteral("next remark, dismiss it")},
            {QStringLiteral("Alt+P, Alt+H, Alt+D"),
             QStringLiteral("late text: into the previous report, here, discard")}};
}

Keys alerts() {
    Keys keys{{QStringLiteral("Alt+A, Alt+F, Alt+N"), QStringLiteral("alerts, follow-ups, safety net")},
              {QStringLiteral("Alt+U, Alt+R"), QStringLiteral("faults, rates")},
              {QStringLiteral("Enter"), QStringLiteral("show the study")},
              {QStringLiteral("K"),
               QStringLiteral("show what is kept apart of an alert, for its team; again cancels")},
              {QStringLiteral("1 … 5"), QStringLiteral("Open, Overdue, Mine, My team, Not acknowledged")},
              {QStringLiteral("6 … 9, 0"), QStringLiteral("Not acted on, No route, This computer only, All, "
                                                          "Elsewhere offline")}};
    for (const auto& words : allActs())
        keys.append({words.key, words.name});
    keys.append({QStringLiteral("Ctrl+Enter, Esc"), QStringLiteral("in a form: save, cancel")});
    return keys;
}

Keys followUps() {
    Keys keys{{QStringLiteral("1 … 4"), QStringLiteral("Open, Overdue, Mine, All")}};
    for (const auto& words : allFollowUpActs())
        keys.append({words.key, words.name});
    return keys;
}

Keys otherTabs() {
    return {{QStringLiteral("R"), QStringLiteral("safety net: resolve a row")},
            {QStringLiteral("O"), QStringLiteral("safety net: the whole time")},
            {QStringLiteral("V"), QStringLiteral("faults: an entry of the directory is verified")}};
}

} // namespace

void addWindowKeys(HelpPanel& help) {
    help.addGroup(QStringLiteral("Everywhere"), everywhere());
    help.addGroup(QStringLiteral("Worklist"), worklist());
    help.addGroup(QStringLiteral("Images"), ImageView::helpForKeys());
    help.addGroup(QStringLiteral("Reading"), reading());
    help.addGroup(QStringLiteral("Report"), report());
    help.addGroup(QStringLiteral("Alerts"), alerts());
    help.addGroup(QStringLiteral("Follow-ups"), followUps());
    help.addGroup(QStringLiteral("Safety net and faults"), otherTabs());
}

} // namespace vigil::ui
