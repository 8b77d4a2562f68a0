// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "core/base/Result.h"

#include <QFuture>
#include <QWidget>

#include <functional>
#include <stop_token>

class QLabel;
class QPushButton;

namespace vigil::ui {

/// For whoever is of the team of a restricted alert: asks the department for the words that are kept apart,
/// one event after the other, and says how far it is or why it may not. The words are handed on and not kept.
/// Not seen where there is nothing to ask for. Owned by AlertDetails; UI thread.
class KeptApartBar : public QWidget {
    Q_OBJECT
public:
    /// Asks the department for the sealed part of an event; must not block.
    using Ask = std::function<QFuture<Result<QByteArray>>(const QUuid& event, std::stop_token stop)>;

    explicit KeptApartBar(QWidget* parent = nullptr);
    ~KeptApartBar() override;

    void setAsk(Ask ask, const QString& role);
    /// The alert that is shown, with what was revealed of it.
    void offer(const alert::Alert& alert);
    /// Another alert is shown, or none: nothing is asked for any more.
    void clear();
    /// By its key: begins, or cancels.
    void press();

Q_SIGNALS:
    void revealed(const QUuid& event, const QByteArray& sealed);

private:
    void next();
    void end(const QString& words);

    Ask m_ask;
    QString m_role;
    QString m_alertId;
    QList<QUuid> m_events; ///< of the alert shown, not revealed
    qsizetype m_of = 0;    ///< how many were asked for; 0 = nothing is
    quint64 m_run = 0;     ///< answers to what was cancelled are not shown
    std::stop_source m_stop;
    QPushButton* m_button = nullptr;
    QLabel* m_words = nullptr;
};

} // namespace vigil::ui
