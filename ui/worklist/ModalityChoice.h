// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QStringList>

namespace vigil::ui {

/// Which modalities the worklist shows: all, one of those every department has, or one that the list holds.
/// Plain film is one choice although it has two codes (CR, DX), because the reader who reads it does not
/// care which detector made it. Turning the wheel over it changes nothing: a filter that slipped hides
/// patients. UI thread; owned by WorklistPage.
class ModalityChoice : public QComboBox {
    Q_OBJECT
public:
    explicit ModalityChoice(QWidget* parent = nullptr);

    /// Codes of Modality (0008,0060) in the rows; those without a choice get one. What is chosen stays.
    void offer(QStringList held);
    /// The codes chosen; empty: all modalities.
    [[nodiscard]] QStringList modalities() const { return currentData().toStringList(); }
    /// Chooses these codes as if the reader had; adds a choice when there is none.
    void choose(const QStringList& modalities);

Q_SIGNALS:
    void chosen(const QStringList& modalities);

protected:
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace vigil::ui
