// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/DispatchSettings.h"
#include "core/base/Ids.h"
#include "core/dispatch/PatientMoves.h"

#include <QHash>
#include <QObject>
#include <QThread>

#include <memory>

class QTcpServer;
class QTcpSocket;

namespace vigil::app {

/// The hospital's system tells it where patients are: ADT over MLLP, answered when it is kept and the open
/// alerts were told. Lives on a thread of its own, one message after the other; a line that sends no end of a
/// message within a minute, more than a megabyte, or comes from elsewhere is closed. `application` must
/// outlive it.
class AdtListener {
public:
    /// `acted` is called, on its thread, when the department should have something soon. Invalid when nothing
    /// can be listened to there.
    static Result<std::unique_ptr<AdtListener>> open(const AdtSettings& settings,
                                                     dispatch::PatientMoves& moves, const Clock& clock,
                                                     QTimeZone zone, std::function<void()> acted);
    ~AdtListener();

    [[nodiscard]] quint16 port() const { return m_port; }

private:
    struct Line; ///< one connection

    AdtListener(AdtSettings settings, dispatch::PatientMoves& moves, const Clock& clock, QTimeZone zone,
                std::function<void()> acted);
    Result<void> listen();
    void connected();
    void read(QTcpSocket& socket);
    [[nodiscard]] QByteArray answerTo(const QByteArray& message);

    AdtSettings m_settings;
    dispatch::PatientMoves& m_moves;
    const Clock& m_clock;
    QTimeZone m_zone;
    std::function<void()> m_acted;
    RandomIds m_ids;
    quint16 m_port = 0;
    QThread m_thread;
    QObject m_context; ///< lives on m_thread
    std::unique_ptr<QTcpServer> m_server;
    QHash<QTcpSocket*, std::shared_ptr<Line>> m_lines;
};

} // namespace vigil::app
