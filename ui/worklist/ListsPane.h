// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/worklist/SavedList.h"

#include <QListView>

class QStandardItemModel;

namespace vigil::ui {

/// The saved lists with how many studies each holds. Owned by WorklistPage.
class ListsPane : public QListView {
    Q_OBJECT
public:
    explicit ListsPane(const QList<SavedList>& lists, QWidget* parent = nullptr);

    void setCount(int list, int count);
    void choose(int list);

Q_SIGNALS:
    void chosen(int list);

private:
    QStandardItemModel* m_model;
};

} // namespace vigil::ui
