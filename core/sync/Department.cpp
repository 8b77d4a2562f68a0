// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Department.h"

namespace vigil::sync {

Result<QByteArray> Department::reveal(const QUuid&, std::stop_token) {
    return Error{
        Error::Code::Unsupported, QStringLiteral("This department does not reveal sealed parts."), {}};
}

Result<void> Department::settle(const journal::AggregateKey&, qint64, std::stop_token) {
    return Error{
        Error::Code::Unsupported, QStringLiteral("This department keeps its working set itself."), {}};
}

Result<void> Department::keepAlertStates(const QByteArray&, std::stop_token) {
    return Error{
        Error::Code::Unsupported, QStringLiteral("This department has no tables to be read by others."), {}};
}

Result<qint64> Department::firstBad(qint64, qint64, std::stop_token) {
    return Error{Error::Code::Unsupported, QStringLiteral("This department does not examine itself."), {}};
}

Result<journal::Position> Department::bootstrapByPages(int, const Page& take, std::stop_token stop) {
    VIGIL_TRY(const auto all, bootstrap(stop));
    VIGIL_CHECK(take(all.events));
    return all.head;
}

} // namespace vigil::sync
