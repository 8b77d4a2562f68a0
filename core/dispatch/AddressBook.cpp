// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/AddressBook.h"

#include <QFile>

#include <yaml-cpp/yaml.h>

namespace vigil::dispatch {

namespace {

Error invalid(int line, const QString& what) {
    return {Error::Code::Invalid, QStringLiteral("Address book, line %1: %2.").arg(line + 1).arg(what), {}};
}

QString textOf(const YAML::Node& node) {
    return QString::fromStdString(node.as<std::string>("")).trimmed();
}

Result<void> readAddresses(const YAML::Node& node, Address::Channel channel, QList<Address>& addresses) {
    if (!node) return {};
    const auto one = [&](const YAML::Node& value) -> Result<void> {
        const auto text = textOf(value);
        const bool oneLine = !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char(' '));
        if (text.isEmpty() || !oneLine ||
            (channel == Address::Channel::Mail && text.count(QLatin1Char('@')) != 1))
            return invalid(value.Mark().line, channel == Address::Channel::Mail
                                                  ? QStringLiteral("this is no mail address")
                                                  : QStringLiteral("this names no HL7 receiver"));
        addresses << Address{channel, text};
        return {};
    };
    if (!node.IsSequence()) return one(node);
    for (const auto& value : node)
        VIGIL_CHECK(one(value));
    return {};
}

} // namespace

QString Address::destination() const {
    return channel == Channel::Mail ? QStringLiteral("mail") : QStringLiteral("hl7/") + value;
}

Result<AddressFile> AddressFile::parse(const QByteArray& yaml) {
    AddressFile book;
    try {
        const auto root = YAML::Load(yaml.toStdString());
        if (root.IsNull()) return book;
        if (!root.IsSequence())
            return invalid(root.Mark().line, QStringLiteral("a list of entries is expected"));
        for (const auto& node : root) {
            if (!node.IsMap())
                return invalid(node.Mark().line, QStringLiteral("an entry with a role is expected"));
            for (const auto& pair : node) {
                const auto key = textOf(pair.first);
                if (key != QLatin1String("role") && key != QLatin1String("name") &&
                    key != QLatin1String("mail") && key != QLatin1String("hl7"))
                    return invalid(pair.first.Mark().line, QStringLiteral("\"%1\" is not known").arg(key));
            }
            Entry entry{{textOf(node["name"]), textOf(node["role"])}, {}};
            if (entry.party.isEmpty())
                return invalid(node.Mark().line, QStringLiteral("an entry has a role or a name"));
            VIGIL_CHECK(readAddresses(node["hl7"], Address::Channel::Hl7, entry.addresses));
            VIGIL_CHECK(readAddresses(node["mail"], Address::Channel::Mail, entry.addresses));
            book.m_entries << entry;
        }
    } catch (const YAML::Exception& problem) {
        return invalid(problem.mark.line, QStringLiteral("this is not valid YAML"));
    }
    return book;
}

Result<AddressFile> AddressFile::load(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            Error::Code::NotFound, QStringLiteral("The address book cannot be read: %1").arg(path), {}};
    return parse(file.readAll());
}

QList<Address> AddressFile::addressesOf(const alert::Party& party) const {
    const auto same = [](const QString& a, const QString& b) {
        return a.compare(b, Qt::CaseInsensitive) == 0;
    };
    const auto find = [&](auto matches) {
        QList<Address> found;
        for (const auto& entry : m_entries)
            if (matches(entry.party))
                for (const auto& address : entry.addresses)
                    if (!found.contains(address)) found << address;
        return found;
    };
    QList<Address> found;
    if (!party.name.isEmpty()) {
        found = find([&](const alert::Party& each) {
            return same(each.name, party.name) && same(each.role, party.role);
        });
        if (found.isEmpty())
            found = find([&](const alert::Party& each) { return same(each.name, party.name); });
    }
    if (found.isEmpty() && !party.role.isEmpty())
        found = find(
            [&](const alert::Party& each) { return each.name.isEmpty() && same(each.role, party.role); });
    return found;
}

QStringList AddressFile::destinations() const {
    QStringList names;
    for (const auto& entry : m_entries)
        for (const auto& address : entry.addresses)
            if (!names.contains(address.destination())) names << address.destination();
    return names;
}

} // namespace vigil::dispatch
