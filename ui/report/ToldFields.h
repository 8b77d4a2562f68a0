// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/base/Clock.h"
#include "ui/report/AlertEntry.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLineEdit;

namespace vigil::ui {

/// In an alert that is being entered: that somebody was told by telephone already. A tick, and once it is set
/// who, in which role, when, how, and whether they read it back. Owned by AlertForm; UI thread.
class ToldFields : public QWidget {
    Q_OBJECT
public:
    explicit ToldFields(const Clock& clock, QWidget* parent = nullptr);

    /// Those who may accept the alert; others may be typed.
    void setRoles(const QStringList& roles);
    /// By its key: the tick, and into the name when it is set.
    void toggle();
    /// Nothing while it is not ticked.
    [[nodiscard]] std::optional<alert::CallRecord> call() const;
    /// What a call needs and is not there; null = nothing is missing.
    [[nodiscard]] QWidget* missing() const;
    [[nodiscard]] ToldEntry entry() const;
    /// Without taking the focus.
    void resume(const ToldEntry& entry);

Q_SIGNALS:
    void changed();

private:
    QWidget* buildWho();
    QWidget* buildHow();
    void showFields();

    const Clock& m_clock;
    QCheckBox* m_tick = nullptr;
    QWidget* m_fields = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_role = nullptr;
    QDateTimeEdit* m_at = nullptr;
    QComboBox* m_method = nullptr;
    QCheckBox* m_readBack = nullptr;
};

} // namespace vigil::ui
