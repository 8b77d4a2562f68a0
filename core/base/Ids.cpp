// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"

#include <QRandomGenerator>

#include <algorithm>

namespace vigil {

QUuid RandomIds::uuid() {
    return QUuid::createUuid();
}

QByteArray RandomIds::randomBytes(int count) {
    QByteArray bytes(count, Qt::Uninitialized);
    auto* random = QRandomGenerator::system();
    std::generate(bytes.begin(), bytes.end(), [random] { return static_cast<char>(random->bounded(256)); });
    return bytes;
}

QString toText(const QUuid& id) {
    return id.toString(QUuid::WithoutBraces);
}

QString dicomUid(const QUuid& id) {
    // 128-bit big-endian to decimal by repeated division by 10.
    QByteArray number = id.toRfc4122();
    QByteArray digits;
    while (std::any_of(number.cbegin(), number.cend(), [](char byte) { return byte != 0; })) {
        int remainder = 0;
        for (char& byte : number) {
            const int value = remainder * 256 + static_cast<unsigned char>(byte);
            byte = static_cast<char>(value / 10);
            remainder = value % 10;
        }
        digits.prepend(static_cast<char>('0' + remainder));
    }
    return QStringLiteral("2.25.") + QString::fromLatin1(digits.isEmpty() ? QByteArray("0") : digits);
}

std::optional<QUuid> uuidFromDicomUid(const QString& uid) {
    if (!uid.startsWith(QLatin1String("2.25."))) return std::nullopt;
    // Decimal to 128-bit big-endian by repeated multiplication with 10.
    QByteArray number(16, '\0');
    for (const QChar digit : uid.mid(5)) {
        if (digit < QLatin1Char('0') || digit > QLatin1Char('9')) return std::nullopt;
        int carry = digit.unicode() - '0';
        for (qsizetype place = number.size() - 1; place >= 0; --place) {
            const int value = static_cast<unsigned char>(number.at(place)) * 10 + carry;
            number[place] = static_cast<char>(value % 256);
            carry = value / 256;
        }
        if (carry != 0) return std::nullopt;
    }
    const auto id = QUuid::fromRfc4122(number);
    // Leading noughts, or no digits at all, are no form that dicomUid() writes.
    if (dicomUid(id) != uid) return std::nullopt;
    return id;
}

QUuid derivedId(const QUuid& parent, const QString& name) {
    return QUuid::createUuidV5(parent, name.toUtf8());
}

} // namespace vigil
