// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/ModalityChoice.h"

#include <QWheelEvent>

#include <utility>

namespace vigil::ui {

namespace {

struct Standard {
    const char* name;
    QStringList modalities;
};

/// In the order of the list; the codes are the defined terms of PS3.3 C.7.3.1.1.1.
const QList<Standard>& standards() {
    static const QList<Standard> list{{"All modalities", {}},
                                      {"CT", {"CT"}},
                                      {"MR", {"MR"}},
                                      {"X-ray (CR, DX)", {"CR", "DX"}},
                                      {"Ultrasound (US)", {"US"}},
                                      {"Mammography (MG)", {"MG"}},
                                      {"Nuclear (NM, PT)", {"NM", "PT"}},
                                      {"Fluoroscopy (RF, XA)", {"RF", "XA"}}};
    return list;
}

/// What is made of images but is none: nobody chooses to read it.
bool isMadeOfImages(const QString& modality) {
    static const QStringList made{"SR",  "KO",       "PR",     "SEG",   "REG",      "RWV",  "DOC",
                                  "FID", "RTSTRUCT", "RTPLAN", "AUDIO", "RTRECORD", "STAIN"};
    return made.contains(modality);
}

} // namespace

ModalityChoice::ModalityChoice(QWidget* parent) : QComboBox(parent) {
    setObjectName(QStringLiteral("worklistModality"));
    setAccessibleName(QStringLiteral("Modality"));
    setToolTip(QStringLiteral("Show and ask for these modalities only (Alt+M)"));
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const auto& standard : standards())
        addItem(QString::fromLatin1(standard.name), standard.modalities);
    connect(this, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT chosen(modalities()); });
}

void ModalityChoice::offer(QStringList held) {
    for (int i = 0; i < count(); ++i)
        for (const auto& modality : itemData(i).toStringList())
            held.removeAll(modality);
    held.removeDuplicates();
    held.sort();
    for (const auto& modality : std::as_const(held))
        if (!modality.isEmpty() && !isMadeOfImages(modality)) addItem(modality, QStringList{modality});
}

void ModalityChoice::choose(const QStringList& modalities) {
    for (int i = 0; i < count(); ++i)
        if (itemData(i).toStringList() == modalities) return setCurrentIndex(i);
    addItem(modalities.join(QStringLiteral(", ")), modalities);
    setCurrentIndex(count() - 1);
}

void ModalityChoice::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

} // namespace vigil::ui
