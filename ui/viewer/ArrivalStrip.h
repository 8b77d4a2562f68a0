// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Completeness.h"
#include "core/study/Ports.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace vigil::ui {

/// The thin line over the images: how much of the study is here, what is missing by name, and what can be
/// done about it. Says nothing and takes no room when everything is here. UI thread; owned by ReadingPlace.
class ArrivalStrip : public QFrame {
    Q_OBJECT
public:
    explicit ArrivalStrip(QWidget* parent = nullptr);

    /// How far a retrieve has come; `expected` < 0 while unknown. `note` goes before it.
    void showProgress(const study::RetrieveProgress& progress, const QString& note = {});
    /// What the retrieve came to, or what a refresh noticed. `next` says what happens by itself.
    void showCompleteness(const study::Completeness& completeness, const QString& next = {});
    /// Nothing could be fetched, or something else to know; `detail` on demand.
    void showProblem(const QString& message, const QString& detail = {});
    /// Images came after the study was opened: it stays until the reader has seen it.
    void showAdded(int count);
    /// How far the priors have come, at the end of the line; empty takes it away.
    void setPriors(const QString& text);
    void clear();

    /// True while it shows something that only the reader takes away.
    [[nodiscard]] bool isNoticed() const { return m_noticed; }
    [[nodiscard]] QString text() const;
    /// Everything that is missing, a line each with its UIDs.
    [[nodiscard]] QString detail() const;

Q_SIGNALS:
    void cancelRequested();
    void againRequested();

private:
    enum class Act { None, Cancel, Again, Seen };
    void setText(const QString& text, const QString& tone);
    void setActs(const QList<Act>& acts);
    void setDetail(const QString& detail);
    QPushButton* button(const QString& text, const char* name);
    void showIfNeeded();

    bool m_noticed = false;
    QProgressBar* m_bar;
    QLabel* m_text;
    QLabel* m_priors;
    QPushButton* m_details;
    QPushButton* m_again;
    QPushButton* m_seen;
    QPushButton* m_cancel;
    QWidget* m_detailArea;
    QPlainTextEdit* m_detail;
};

/// The words for what is here and what is not; empty when the study is complete. Pure.
[[nodiscard]] QString completenessText(const study::Completeness& completeness);
/// What is missing, a line each, with UIDs, for whoever runs the PACS. Pure.
[[nodiscard]] QString missingDetail(const study::Completeness& completeness);

} // namespace vigil::ui
