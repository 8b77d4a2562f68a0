// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUuid>

#include <optional>

namespace vigil {

/// Where new identifiers and random bytes come from. Injected, so that tests are repeatable. Thread-safe.
class IdSource {
public:
    virtual ~IdSource() = default;
    [[nodiscard]] virtual QUuid uuid() = 0;
    [[nodiscard]] virtual QByteArray randomBytes(int count) = 0;
};

/// UUID version 4 from the operating system's random source.
class RandomIds final : public IdSource {
public:
    [[nodiscard]] QUuid uuid() override;
    [[nodiscard]] QByteArray randomBytes(int count) override;
};

/// Lower-case, without braces: the one text form of a UUID in the databases, the envelope and DICOM.
[[nodiscard]] QString toText(const QUuid& id);
/// A DICOM UID made from a UUID: "2.25." and its value as a decimal number (PS3.5 B.2).
[[nodiscard]] QString dicomUid(const QUuid& id);
/// The UUID that dicomUid() made a UID from; nothing for any other UID.
[[nodiscard]] std::optional<QUuid> uuidFromDicomUid(const QString& uid);
/// Name-based (version 5) identifier: the same name below the same parent is the same id on every machine.
[[nodiscard]] QUuid derivedId(const QUuid& parent, const QString& name);

} // namespace vigil
