// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QTest>

namespace vigil::test {

/// A person at a window with a keyboard and nothing else: every key goes where the focus is. One thread, the
/// UI's.
class Keys {
public:
    explicit Keys(QWidget& window) : m_window(window) {}

    /// The window must be the active one, as it is under a person's hand.
    bool take() {
        m_window.activateWindow();
        return QTest::qWaitForWindowActive(&m_window);
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(target(), static_cast<Qt::Key>(key), modifiers);
    }
    void type(const QString& text) {
        for (const auto letter : text)
            QTest::keyClick(target(), letter.toLatin1());
    }
    /// Tab by Tab to the field of this object name; false when it is not among the next fields.
    bool tabTo(const char* name) {
        constexpr int fieldsAtMost = 40;
        for (int i = 0; i < fieldsAtMost; ++i) {
            if (focusedName() == QLatin1String(name)) return true;
            press(Qt::Key_Tab);
        }
        return false;
    }
    /// What has the focus; of an editable box the box.
    [[nodiscard]] static QString focusedName() {
        const auto* focused = QApplication::focusWidget();
        if (!focused) return {};
        if (qobject_cast<const QLineEdit*>(focused) && qobject_cast<const QComboBox*>(focused->parent()))
            focused = focused->parentWidget();
        return focused->objectName();
    }
    void picture(const QString& folder, const char* name) {
        if (!folder.isEmpty()) m_window.grab().save(QDir(folder).filePath(QLatin1String(name)));
    }

private:
    QWidget* target() {
        if (auto* popup = QApplication::activePopupWidget()) return popup;
        // The off-screen platform makes a list that opens the active window and does not come back from it.
        if (!m_window.isActiveWindow()) take();
        auto* focused = QApplication::focusWidget();
        return focused ? focused : &m_window;
    }

    QWidget& m_window;
};

} // namespace vigil::test
