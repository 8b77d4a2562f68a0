// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/WindowMemory.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using app::WindowMemory;

class WindowMemoryTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void theLastChoiceIsThereAtTheNextStart() {
        {
            WindowMemory memory(m_folder.path());
            QVERIFY(memory.modalities().isEmpty());
            memory.setModalities({"CT"});
            memory.setModalities({"CR", "DX"});
        }
        QCOMPARE(WindowMemory(m_folder.path()).modalities(), (QStringList{"CR", "DX"}));
        WindowMemory(m_folder.path()).setModalities({});
        QVERIFY(WindowMemory(m_folder.path()).modalities().isEmpty());
    }
    void whatCannotBeReadCountsAsNeverChosen() {
        QFile file(m_folder.filePath("window.ini"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x00\xff[worklist\nmodalities", 23);
        file.close();
        QVERIFY(WindowMemory(m_folder.path()).modalities().isEmpty());
    }
    void aFolderThatIsGoneForgets() {
        WindowMemory(m_folder.filePath("gone")).setModalities({"CT"});
        QVERIFY(QFile::remove(m_folder.filePath("gone/window.ini")));
    }
};

QTEST_GUILESS_MAIN(WindowMemoryTest)
#include "WindowMemoryTest.moc"
