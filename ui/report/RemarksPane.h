// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/report/ReportEditor.h"

#include <QFrame>

class QLabel;
class QListWidget;

namespace vigil::ui {

/// One remark of the text checks, as shown beside the text.
struct RemarkLine {
    QString text;
    TextMark words;

    bool operator==(const RemarkLine&) const = default;
};

/// The remarks about the text, quietly below it: F7 goes to the next and selects its words, F8 dismisses the
/// one that is current. Takes no focus by itself. Owned by ReportPanel; UI thread.
class RemarksPane : public QFrame {
    Q_OBJECT
public:
    explicit RemarksPane(QWidget* parent = nullptr);

    void setRemarks(const QList<RemarkLine>& remarks);
    [[nodiscard]] int current() const;
    void goToNext();
    void dismissCurrent();
    /// Only how many there are; the next F7 or F8 shows them again.
    void setCompact(bool compact);

Q_SIGNALS:
    void chosen(int remark);
    void dismissRequested(int remark);

private:
    void fitHeight();

    QList<RemarkLine> m_remarks;
    QLabel* m_title = nullptr;
    QListWidget* m_list = nullptr;
};

} // namespace vigil::ui
