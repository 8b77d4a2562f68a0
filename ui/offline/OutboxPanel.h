// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/StatusStrip.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace vigil::ui {

/// A message that was refused and needs a person, as the panel lists it.
struct RefusedMessage {
    QString destination;
    QString messageId;
    QString what; ///< "Alert", "Report" …
    QDateTime since;
    QString reason;

    bool operator==(const RefusedMessage&) const = default;
};

/// The detail behind the status bar: every destination with its state and what waits for it, and what was
/// refused. Stands above the bar, not over the images. Owned by MainWindow.
class OutboxPanel : public QFrame {
    Q_OBJECT
public:
    explicit OutboxPanel(const Clock& clock, QWidget* parent = nullptr);

    void setStatus(const SystemStatus& status);
    void setRefused(const QList<RefusedMessage>& refused);
    [[nodiscard]] QStringList lines() const;

Q_SIGNALS:
    /// "Back online", or another try after a refused login.
    void tryNowRequested(const QString& destination);
    void sendAgainRequested(const QString& destination, const QString& messageId);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void rebuild();
    void addDestination(const sync::DestinationStatus& destination, int row);
    void addRefused();

    const Clock& m_clock;
    SystemStatus m_status;
    QList<RefusedMessage> m_refused;
    QVBoxLayout* m_column;
    QWidget* m_area = nullptr; ///< scrolls m_body when many messages were refused
    QWidget* m_body = nullptr;
    QStringList m_lines;
};

} // namespace vigil::ui
