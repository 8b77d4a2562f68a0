// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/SeriesStrip.h"

#include "core/study/Windowing.h"
#include "ui/viewer/FrameImage.h"
#include "ui/viewer/SeriesDelegate.h"

#include <QListView>
#include <QLocale>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

FrameKey pictureOf(const ImageStack& stack) {
    return stack.slices.isEmpty() ? FrameKey{} : stack.slices.at(stack.slices.size() / 2).frame;
}

QString countText(const ImageStack& stack) {
    const auto count = stack.slices.size();
    const auto word = stack.isCine() ? (count == 1 ? "frame" : "frames") : (count == 1 ? "image" : "images");
    return QStringLiteral("%1 · %2 %3").arg(stack.modality).arg(count).arg(QLatin1String(word));
}

QString studyDetail(const ViewerStudy& study) {
    if (study.imagesHere == 0)
        return study.isPrior ? QStringLiteral("not here · Enter brings it")
                             : QStringLiteral("nothing here yet");
    if (study.imagesExpected > study.imagesHere)
        return QStringLiteral("%1 of %2 images here").arg(study.imagesHere).arg(study.imagesExpected);
    return study.study.description;
}

} // namespace

SeriesStrip::SeriesStrip(ViewerModel& model, DecodeQueue& queue, QWidget* parent)
    : QFrame(parent), m_model(model), m_queue(queue) {
    setObjectName(QStringLiteral("seriesStrip"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    m_view = new QListView(this);
    m_view->setObjectName(QStringLiteral("series"));
    m_view->setAccessibleName(QStringLiteral("Series"));
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_items = new QStandardItemModel(this);
    m_view->setModel(m_items);
    m_view->setItemDelegate(new SeriesDelegate(m_view));
    layout->addWidget(m_view);
    connect(m_view, &QListView::clicked, this, &SeriesStrip::choose);
    connect(m_view, &QListView::activated, this, &SeriesStrip::choose);
    connect(&model, &ViewerModel::opened, this, [this] {
        m_pictures.clear();
        rebuild();
    });
    connect(&model, &ViewerModel::priorsChanged, this, &SeriesStrip::rebuild);
    connect(&model, &ViewerModel::objectsChanged, this, &SeriesStrip::refresh);
    connect(&queue, &DecodeQueue::frameReady, this, &SeriesStrip::takeThumbnail);
}

SeriesStrip::~SeriesStrip() {
    m_queue.want(this, {});
}

QStandardItem* SeriesStrip::seriesItem(const ImageStack& stack) const {
    auto* item = new QStandardItem;
    const auto title = stack.description.isEmpty() ? stack.title() : stack.description;
    item->setData(SeriesDelegate::SeriesRow, SeriesDelegate::KindRole);
    item->setData(stack.studyUid, SeriesDelegate::StudyUidRole);
    item->setData(stack.id, SeriesDelegate::StackIdRole);
    item->setData(title, SeriesDelegate::TitleRole);
    item->setData(countText(stack), SeriesDelegate::DetailRole);
    item->setData(m_pictures.value(pictureOf(stack)), SeriesDelegate::PictureRole);
    const int shown = stack.id == m_active ? 2 : m_shown.contains(stack.id) ? 1 : 0;
    item->setData(shown, SeriesDelegate::ShownRole);
    item->setText(QStringLiteral("%1, %2%3")
                      .arg(title, countText(stack), shown > 0 ? QStringLiteral(", shown") : QString()));
    item->setToolTip(QStringLiteral("%1\n%2").arg(stack.title(), countText(stack)));
    return item;
}

void SeriesStrip::addStudy(const ViewerStudy& study) {
    auto* item = new QStandardItem;
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const auto date = british.toString(study.study.studyTime.date(), QStringLiteral("d MMM yyyy"));
    const auto title =
        study.isPrior ? QStringLiteral("%1 · %2").arg(date, study.study.modalities.join(QLatin1Char('/')))
                      : QStringLiteral("This study");
    item->setData(SeriesDelegate::StudyRow, SeriesDelegate::KindRole);
    item->setData(study.study.studyUid, SeriesDelegate::StudyUidRole);
    item->setData(study.isPrior, SeriesDelegate::PriorRole);
    item->setData(title, SeriesDelegate::TitleRole);
    item->setData(studyDetail(study), SeriesDelegate::DetailRole);
    item->setText(QStringLiteral("%1%2, %3")
                      .arg(study.isPrior ? QStringLiteral("Prior ") : QString(), title, studyDetail(study)));
    item->setToolTip(QStringLiteral("%1\n%2").arg(study.study.description, studyDetail(study)));
    m_items->appendRow(item);
    for (const auto& stack : study.stacks)
        m_items->appendRow(seriesItem(stack));
}

void SeriesStrip::rebuild() {
    const auto current = m_view->currentIndex();
    const auto study = current.data(SeriesDelegate::StudyUidRole).toString();
    const auto stack = current.data(SeriesDelegate::StackIdRole).toString();
    m_items->clear();
    for (const auto& each : m_model.studies())
        addStudy(each);
    for (int row = 0; row < m_items->rowCount(); ++row) {
        const auto index = m_items->index(row, 0);
        if (index.data(SeriesDelegate::StudyUidRole).toString() == study &&
            index.data(SeriesDelegate::StackIdRole).toString() == stack)
            m_view->setCurrentIndex(index);
    }
    wishThumbnails();
}

void SeriesStrip::refresh(const QString&) {
    rebuild();
}

void SeriesStrip::setShown(const QStringList& stackIds, const QString& activeStackId) {
    if (m_shown == stackIds && m_active == activeStackId) return;
    m_shown = stackIds;
    m_active = activeStackId;
    rebuild();
}

void SeriesStrip::wishThumbnails() {
    QList<FrameKey> keys;
    m_missing.clear();
    for (const auto& study : m_model.studies())
        for (const auto& stack : study.stacks) {
            const auto key = pictureOf(stack);
            if (m_pictures.contains(key)) continue;
            m_missing.insert(key, stack.id);
            keys << key;
        }
    m_queue.want(this, keys);
    for (const auto& key : keys)
        takeThumbnail(key);
}

void SeriesStrip::takeThumbnail(const FrameKey& key) {
    const auto id = m_missing.constFind(key);
    if (id == m_missing.constEnd()) return;
    const auto frame = m_queue.cached(key);
    if (!frame) return;
    const auto small = thinned(*frame, 4 * SeriesDelegate::pictureSize);
    const auto image = renderFrame(small, frame->isColour() ? study::Window{} : study::defaultWindow(*frame),
                                   Polarity::Normal);
    const auto side = static_cast<int>(SeriesDelegate::pictureSize * devicePixelRatioF());
    const auto size =
        QSizeF(image.width(), image.height() * pixelAspect(*frame)).scaled(side, side, Qt::KeepAspectRatio);
    auto picture = QPixmap::fromImage(reduced(image, size.toSize().expandedTo({1, 1})));
    picture.setDevicePixelRatio(devicePixelRatioF());
    m_pictures.insert(key, picture);
    for (int row = 0; row < m_items->rowCount(); ++row)
        if (auto* item = m_items->item(row); item->data(SeriesDelegate::StackIdRole).toString() == *id)
            item->setData(picture, SeriesDelegate::PictureRole);
    m_missing.erase(id);
}

void SeriesStrip::choose(const QModelIndex& index) {
    const auto study = index.data(SeriesDelegate::StudyUidRole).toString();
    if (index.data(SeriesDelegate::KindRole).toInt() == SeriesDelegate::SeriesRow)
        Q_EMIT seriesChosen(study, index.data(SeriesDelegate::StackIdRole).toString());
    else if (index.data(SeriesDelegate::PriorRole).toBool())
        Q_EMIT priorChosen(study);
}

void SeriesStrip::step(int by) {
    for (const auto& study : m_model.studies())
        for (qsizetype i = 0; i < study.stacks.size(); ++i) {
            if (study.stacks.at(i).id != m_active) continue;
            const auto next = i + by;
            if (next >= 0 && next < study.stacks.size())
                Q_EMIT seriesChosen(study.study.studyUid, study.stacks.at(next).id);
            return;
        }
}

} // namespace vigil::ui
