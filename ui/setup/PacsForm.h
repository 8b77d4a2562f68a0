// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"

#include <QFrame>
#include <QFuture>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace vigil::ui {

/// One PACS to be written into the configuration. What it says counts from the next start of Vigil on.
class PacsForm : public QFrame {
    Q_OBJECT
public:
    using Save = std::function<QFuture<Result<QString>>(const study::PacsPeer&)>;

    explicit PacsForm(Save save, QWidget* parent = nullptr);
    void begin();

private:
    void save();
    void say(const Result<QString>& saved);
    [[nodiscard]] Result<study::PacsPeer> entered() const;

    Save m_save;
    QLineEdit* m_name;
    QLineEdit* m_title;
    QLineEdit* m_host;
    QLineEdit* m_port;
    QComboBox* m_method;
    QComboBox* m_tls;
    QLabel* m_answer;
    QPushButton* m_button;
};

} // namespace vigil::ui
