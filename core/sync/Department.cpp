// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Department.h"

namespace vigil::sync {

Result<QByteArray> Department::reveal(const QUuid&, std::stop_token) {
    return Error{
        Error::Code::Unsupported, QStringLiteral("This department does not reveal sealed parts."), {}};
}

} // namespace vigil::sync
