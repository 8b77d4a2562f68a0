// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/WindowMemory.h"

#include <QSettings>

namespace vigil::app {

namespace {

const auto modalitiesKey = QStringLiteral("worklist/modalities");

} // namespace

WindowMemory::WindowMemory(const QString& dataFolder) : m_file(dataFolder + QStringLiteral("/window.ini")) {
    m_writer.setMaxThreadCount(1);
}

QStringList WindowMemory::modalities() const {
    auto modalities = QSettings(m_file, QSettings::IniFormat).value(modalitiesKey).toStringList();
    modalities.removeAll(QString());
    return modalities;
}

void WindowMemory::setModalities(const QStringList& modalities) {
    m_writer.start([file = m_file, modalities] {
        QSettings ini(file, QSettings::IniFormat);
        ini.setValue(modalitiesKey, modalities);
    });
}

} // namespace vigil::app
