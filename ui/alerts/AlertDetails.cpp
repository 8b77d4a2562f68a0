// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertDetails.h"

#include "core/alert/KeptApart.h"
#include "ui/Icons.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/CallSheet.h"
#include "ui/alerts/FactsForm.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

namespace {

QLabel* addLabel(QVBoxLayout& layout, const char* role) {
    auto* label = new QLabel(layout.parentWidget());
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (*role != '\0') label->setProperty("role", QString::fromLatin1(role));
    layout.addWidget(label);
    return label;
}

QString toneWord(Tone tone) {
    switch (tone) {
    case Tone::Critical:
        return QStringLiteral("critical");
    case Tone::Warning:
        return QStringLiteral("warning");
    case Tone::Good:
        return QStringLiteral("good");
    default:
        return {};
    }
}

/// As high as what it holds, so that the pane has one scroll bar only.
class WholeList : public QListWidget {
public:
    using QListWidget::QListWidget;

    void fitToContent() {
        doItemsLayout(); // words wrap at the width that it has now
        int height = 2 * frameWidth() + 4;
        for (int row = 0; row < count(); ++row)
            height += visualItemRect(item(row)).height(); // sizeHintForRow() wraps nothing
        setFixedHeight(std::max(height, fontMetrics().lineSpacing() + 16));
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QListWidget::resizeEvent(event);
        if (event->size().width() != event->oldSize().width()) fitToContent();
    }
};

/// Only what differs is touched: a list that is filled anew is read out anew.
void setLines(QListWidget& list, const QStringList& lines) {
    while (list.count() > lines.size())
        delete list.takeItem(list.count() - 1);
    for (int row = 0; row < lines.size(); ++row) {
        if (row == list.count())
            list.addItem(lines.at(row));
        else if (list.item(row)->text() != lines.at(row))
            list.item(row)->setText(lines.at(row));
    }
    static_cast<WholeList&>(list).fitToContent();
}

} // namespace

AlertDetails::AlertDetails(const Clock& clock, QWidget* parent) : QFrame(parent), m_clock(clock) {
    setObjectName(QStringLiteral("alertDetails"));
    setAccessibleName(QStringLiteral("Alert details"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    scroll->setWidget(page);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(7);
    m_away = addLabel(*layout, "muted");
    m_away->setObjectName(QStringLiteral("alertAway"));
    m_away->setText(
        QStringLiteral("Not in this view any more. It stays here until you choose another alert."));
    m_finding = addLabel(*layout, "title");
    m_finding->setObjectName(QStringLiteral("alertFinding"));
    m_patient = addLabel(*layout, "muted");
    m_patient->setObjectName(QStringLiteral("alertPatient"));
    m_state = addLabel(*layout, "");
    m_state->setObjectName(QStringLiteral("alertStanding"));
    m_text = addLabel(*layout, "");
    m_text->setObjectName(QStringLiteral("alertText"));
    m_keptApart = new KeptApartBar(page);
    layout->addWidget(m_keptApart);
    connect(m_keptApart, &KeptApartBar::revealed, this, [this](const QUuid& event, const QByteArray& sealed) {
        m_revealed.insert(event, sealed);
        showWords();
    });
    m_owner = addLabel(*layout, "muted");
    m_reach = addLabel(*layout, "");
    m_reach->setObjectName(QStringLiteral("alertReach"));
    m_reach->setAccessibleDescription(QStringLiteral("Whom to reach"));
    m_attention = addLabel(*layout, "");
    m_attention->setObjectName(QStringLiteral("alertRemarks"));
    m_seen = addLabel(*layout, "muted");
    m_seen->setObjectName(QStringLiteral("alertRemarksSeen"));
    m_open = new QPushButton(themedIcon(QStringLiteral("image")), QStringLiteral("Show the study"), page);
    m_open->setObjectName(QStringLiteral("showStudy"));
    m_open->setAccessibleName(QStringLiteral("Show the study"));
    layout->addWidget(m_open, 0, Qt::AlignLeft);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT studyRequested(m_studyUid); });
    layout->addSpacing(6);
    m_history = addList(QStringLiteral("History"), QStringLiteral("alertHistory"), *layout);
    m_calls = addList(QStringLiteral("Call diary"), QStringLiteral("callDiary"), *layout);
    layout->addStretch(1);
    outer->addWidget(scroll, 1);
    m_form = new FactsForm(this);
    outer->addWidget(m_form);
    clear();
}

QListWidget* AlertDetails::addList(const QString& title, const QString& name, QVBoxLayout& layout) {
    auto* heading = new QLabel(title, layout.parentWidget());
    heading->setProperty("role", QStringLiteral("heading"));
    auto* list = new WholeList(layout.parentWidget());
    list->setObjectName(name);
    list->setAccessibleName(title);
    list->setWordWrap(true);
    list->setProperty("words", QStringLiteral("wrapped"));
    list->setTextElideMode(Qt::ElideNone);
    list->setResizeMode(QListView::Adjust);
    list->setSelectionMode(QAbstractItemView::SingleSelection);
    list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout.addWidget(heading);
    layout.addWidget(list);
    return list;
}

QString AlertDetails::timesText(const alert::AlertView& view) const {
    QStringList lines;
    const auto now = m_clock.now();
    if (view.acknowledgeBy && view.open)
        lines << QStringLiteral("Acknowledge by %1").arg(timeText(*view.acknowledgeBy, now));
    if (view.actBy && view.open) lines << QStringLiteral("Act by %1").arg(timeText(*view.actBy, now));
    if (!view.acknowledgedBy.isEmpty())
        lines << QStringLiteral("Acknowledged by %1").arg(partyText(view.acknowledgedBy));
    if (view.acknowledgeAnew)
        lines << QStringLiteral("More urgent since then: to be told or acknowledged anew");
    if (!view.act.what.isEmpty()) {
        lines << QStringLiteral("Done: %1, %2, %3")
                     .arg(view.act.what, partyText(view.act.by), patientToldWords(view.act.patientTold));
    }
    return lines.join(u'\n');
}

void AlertDetails::showRow(const alert::AlertRow& row) {
    if (m_alertId != row.view.alertId) {
        m_history->clear();
        m_calls->clear();
        m_reach->hide();
        m_form->dismiss();
        forgetRevealed();
        m_alert = {};
    }
    m_alertId = row.view.alertId;
    m_studyUid = row.studyUids.value(0);
    const auto now = m_clock.now();
    const auto site = siteText(row);
    m_finding->setText(site.isEmpty() ? row.findingLabel
                                      : QStringLiteral("%1, %2").arg(row.findingLabel, site));
    m_patient->setText(QStringLiteral("%1 · %2\nAccession %3")
                           .arg(study::displayName(row.patient.name), patientLine(row.patient, now),
                                row.accessionNumbers.join(QStringLiteral(", "))));
    m_state->setText(stateText(row));
    setLook(*m_state, "tone",
            isOverdue(row.view, now) ? QStringLiteral("critical") : toneWord(stateTone(row.view)));
    m_textIsKept = row.restricted && row.text.isEmpty();
    m_text->setText(m_textIsKept ? keptApartText(alert::withRevealed(m_alert, m_revealed)) : row.text);
    m_text->setVisible(!m_text->text().isEmpty());
    m_owner->setText(ownerText(row));
    showRemarks(row.view);
    m_open->setVisible(!m_studyUid.isEmpty());
}

QString AlertDetails::stateText(const alert::AlertRow& row) const {
    auto state = QStringLiteral("%1 · %2").arg(row.categoryLabel, stateWords(row.view));
    const auto next = nextStep(row.view, m_clock.now());
    if (row.view.open && !next.isEmpty())
        state += QStringLiteral(" · %1 %2").arg(next, countdown(row.view, m_clock.now()));
    return state;
}

QString AlertDetails::ownerText(const alert::AlertRow& row) const {
    const auto suspected = row.suspected == alert::Suspected::Yes ? QStringLiteral("already suspected")
                                                                  : QStringLiteral("not suspected before");
    const auto now = m_clock.now();
    QStringList owner{QStringLiteral("Owner: %1 · %2").arg(partyText(row.view.owner), suspected),
                      timesText(row.view)};
    if (row.unsignedSince)
        owner << QStringLiteral("The report is not signed; it should have been by %1")
                     .arg(timeText(*row.unsignedSince, now));
    if (row.deviceLostSince)
        owner << QStringLiteral(
                     "Raised at %1, which has been out of contact since %2: what was done there since "
                     "then may not have come yet")
                     .arg(row.device, timeText(*row.deviceLostSince, now));
    if (!row.view.stillToTell.isEmpty()) {
        QStringList people;
        for (const auto& each : row.view.stillToTell)
            people << partyText(each);
        owner << QStringLiteral("Still to be told: %1").arg(people.join(QStringLiteral("; ")));
    }
    owner.removeAll(QString());
    return owner.join(u'\n');
}

void AlertDetails::setAway(bool away) {
    m_away->setVisible(away);
}

void AlertDetails::showRemarks(const alert::AlertView& view) {
    QStringList open;
    QStringList seen;
    for (const auto& item : view.attention)
        (item.seen ? seen : open) << item.reason;
    m_attention->setText(open.join(u'\n'));
    setLook(*m_attention, "tone", QStringLiteral("warning"));
    m_attention->setVisible(!open.isEmpty());
    m_seen->setText(QStringLiteral("Seen: ") + seen.join(QStringLiteral("; ")));
    m_seen->setVisible(!seen.isEmpty());
}

void AlertDetails::showWay(const QString& alertId, const alert::AlertWay& way) {
    if (alertId != m_alertId) return;
    QStringList lines{noRouteText(way)};
    lines += reachLines(way);
    lines.removeAll(QString());
    m_reach->setText(lines.join(u'\n'));
    setLook(*m_reach, "tone", noRouteText(way).isEmpty() ? QString() : QStringLiteral("critical"));
    m_reach->show();
}

void AlertDetails::showHistory(const alert::Alert& alert) {
    if (alert.alertId != m_alertId) return;
    m_alert = alert;
    showWords();
}

/// With what was revealed.
void AlertDetails::showWords() {
    const auto shown = alert::withRevealed(m_alert, m_revealed);
    QStringList history;
    QStringList calls;
    for (const auto& fact : shown.facts) {
        history << QStringLiteral("%1   %2").arg(timeText(fact.at(), m_clock.now()),
                                                 factText(fact, shown.facts));
        if (isCall(fact)) calls << history.last();
    }
    if (calls.isEmpty()) calls << QStringLiteral("No calls recorded. T records one.");
    setLines(*m_history, history);
    setLines(*m_calls, calls);
    if (m_textIsKept) m_text->setText(keptApartText(shown));
    m_keptApart->offer(shown);
}

void AlertDetails::setReveal(KeptApartBar::Ask ask, const QString& role) {
    m_keptApart->setAsk(std::move(ask), role);
}

bool AlertDetails::pressKeptApart() {
    if (m_keptApart->isHidden()) return false;
    m_keptApart->press();
    return true;
}

void AlertDetails::forgetRevealed() {
    m_keptApart->clear();
    m_revealed.clear();
}

/// Whoever comes back asks again.
void AlertDetails::hideEvent(QHideEvent* event) {
    const bool any = !m_revealed.isEmpty();
    forgetRevealed();
    if (any) showWords();
    QFrame::hideEvent(event);
}

void AlertDetails::clear() {
    m_alertId.clear();
    m_studyUid.clear();
    m_away->hide();
    m_finding->setText(QStringLiteral("No alert chosen"));
    for (auto* label : {m_patient, m_state, m_text, m_owner, m_reach, m_attention, m_seen})
        label->clear();
    m_history->clear();
    m_calls->clear();
    forgetRevealed();
    m_alert = {};
    m_open->hide();
    m_form->dismiss();
}

} // namespace vigil::ui
