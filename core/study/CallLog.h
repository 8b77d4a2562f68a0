// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <deque>
#include <mutex>

namespace vigil::study {

/// One connection that somebody made to the storage listener.
struct IncomingCall {
    enum class Verdict {
        Accepted,
        UnknownAddress,   ///< no PACS is configured at this address: closed unread
        WrongCalledTitle, ///< it called us by another AE title than ours
        UnknownCaller,    ///< its AE title is not that of a PACS configured at this address
        Unencrypted,      ///< its PACS has tls=on, and what it spoke was plain
        WrongCertificate, ///< good, but not the one that its PACS is to show
        TooMany,          ///< told to come back later
        NoRequest         ///< what came was no DICOM request: another protocol, TLS, or nothing
    };
    Verdict verdict = Verdict::NoRequest;
    QString address;
    QString callingTitle; ///< empty as far as it was not read
    QString calledTitle;
    QString certificate{}; ///< "sha256:…" of the one it showed; only with WrongCertificate

    bool operator==(const IncomingCall&) const = default;
};

/// The last calls at the storage listener and what was made of them, so that the set-up doctor can say why a
/// PACS that tries to send does not get through. Written by the listener's workers, thread-safe.
class CallLog {
public:
    void add(IncomingCall call);
    /// The place from which since() counts.
    [[nodiscard]] quint64 mark() const;
    [[nodiscard]] QList<IncomingCall> since(quint64 mark) const;

private:
    mutable std::mutex m_mutex;
    std::deque<IncomingCall> m_calls;
    quint64 m_dropped = 0; ///< calls that are too long ago to be kept
};

} // namespace vigil::study
