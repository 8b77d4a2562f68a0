// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/study/Study.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace vigil::ui {

/// Whose study is open, across the top of the window: name, born and age, sex, identifiers, examination,
/// accession. Turns red with words when images and report disagree. Owned by MainWindow.
class PatientBanner : public QFrame {
    Q_OBJECT
public:
    explicit PatientBanner(const Clock& clock, QWidget* parent = nullptr);

    void show(const study::Study& study);
    void clear();
    /// What disagrees, in words; an empty text takes the warning away.
    void setMismatch(const QString& text);
    [[nodiscard]] bool hasMismatch() const;
    /// All of it as one line, as a screen reader hears it.
    [[nodiscard]] QString text() const;

private:
    QLabel* addFact(const QString& objectName);
    void speak();

    const Clock& m_clock;
    QHBoxLayout* m_row;
    QLabel* m_name;
    QLabel* m_born;
    QLabel* m_identifiers;
    QLabel* m_examination;
    QLabel* m_accession;
    QLabel* m_mismatch;
};

} // namespace vigil::ui
