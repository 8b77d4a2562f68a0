// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

class QTcpSocket;

namespace vigil::test {

/// Stands between a client and a server on 127.0.0.1 and spoils the connection at a chosen byte. Threads of
/// its own; the plan may be changed at any time and holds for connections that begin later.
class FaultProxy {
public:
    enum class Fault {
        None,
        Delay,     ///< each piece comes 20 ms later
        Stall,     ///< nothing more comes, the connection stays
        Reset,     ///< RST
        Truncate,  ///< an orderly end in the middle
        Drop,      ///< one piece never arrives
        Duplicate, ///< one piece arrives twice
        Garble     ///< one piece arrives with all bits turned
    };
    enum class From { Server, Client };
    struct Plan {
        Fault fault = Fault::None;
        qint64 afterBytes = 0; ///< of the direction that is spoilt
        From from = From::Server;
        int skip = 0; ///< so many connections pass unspoilt first
    };

    /// Listens on a free port at once.
    explicit FaultProxy(quint16 serverPort);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    void setPlan(const Plan& plan);
    /// How often the plan was carried out.
    [[nodiscard]] int faults() const { return m_faults; }

private:
    enum class Go { On, Stop };
    void accept();
    void carry(qintptr descriptor, Plan plan);
    Go pass(QTcpSocket& from, QTcpSocket& to, const Plan& plan, qint64& passed, bool spoilt, bool& stalled);
    Go spoil(const QByteArray& piece, QTcpSocket& from, QTcpSocket& to, Fault fault, bool& stalled);

    const quint16 m_serverPort;
    std::atomic<quint16> m_port = 0;
    std::atomic<int> m_faults = 0;
    std::atomic<bool> m_closing = false;
    std::mutex m_mutex;
    Plan m_plan;
    int m_skipped = 0; ///< of the plan's
    std::vector<std::thread> m_connections;
    std::thread m_acceptor;
};

} // namespace vigil::test
