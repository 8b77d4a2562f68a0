// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/study/Windowing.h"
#include "dicom/Dicom.h"

#include <QFile>
#include <QImage>
#include <QJsonArray>

namespace vigil::app {

namespace {

QImage imageOf(const study::PixelFrame& frame, const study::Window& window) {
    if (frame.isColour())
        return QImage(frame.rgb.data(), frame.columns, frame.rows, 3 * frame.columns, QImage::Format_RGB888)
            .copy();
    const auto grey = study::applyWindow(frame, window);
    return QImage(grey.pixels.data(), grey.columns, grey.rows, grey.columns, QImage::Format_Grayscale8)
        .copy();
}

} // namespace

int renderVerb(Call& call) {
    const auto out = call.option(QStringLiteral("out"));
    if (!out || out->isEmpty())
        return call.usage(
            QStringLiteral("usage: vigilctl render FILE [--frame N] [--window CENTER,WIDTH] --out FILE.png"));
    if (const auto ready = dicom::initialise(); !ready) return call.fail(ready.error());
    const auto reader = dicom::frameReader();
    const auto frame = reader->read(call.file(0), call.number(QStringLiteral("frame"), 0));
    if (!frame) return call.fail(frame.error());
    auto window = study::defaultWindow(*frame);
    if (const auto text = call.option(QStringLiteral("window"))) {
        bool center = false;
        bool width = false;
        window = {text->section(QLatin1Char(','), 0, 0).toDouble(&center),
                  text->section(QLatin1Char(','), 1).toDouble(&width),
                  {}};
        if (!center || !width || window.width < 1)
            return call.usage(QStringLiteral("--window is CENTER,WIDTH, e.g. 40,400"));
    }
    if (!imageOf(*frame, window).save(call.absolute(*out), "PNG"))
        return call.fail({Error::Code::Denied, QStringLiteral("The picture could not be written."), {}});
    return call.done({{"columns", frame->columns},
                      {"rows", frame->rows},
                      {"center", window.center},
                      {"width", window.width}},
                     QStringLiteral("%1 × %2, window %3/%4")
                         .arg(frame->columns)
                         .arg(frame->rows)
                         .arg(window.center)
                         .arg(window.width));
}

int srShowVerb(Call& call) {
    if (const auto ready = dicom::initialise(); !ready) return call.fail(ready.error());
    QFile file(call.file(0));
    if (!file.open(QIODevice::ReadOnly))
        return call.fail({Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}});
    RandomIds ids;
    const auto rendered = dicom::srCodec(ids)->render(file.readAll());
    if (!rendered) return call.fail(rendered.error());
    for (const auto& warning : rendered->warnings)
        call.warn(QStringLiteral("warning: ") + warning);
    return call.done({{"title", rendered->title},
                      {"text", rendered->text},
                      {"warnings", QJsonArray::fromStringList(rendered->warnings)}},
                     rendered->title + QLatin1Char('\n') + rendered->text);
}

int demoVerb(Call& call) {
    if (const auto ready = dicom::initialise(); !ready) return call.fail(ready.error());
    const auto written = dicom::writeDemoStudies(call.file(0), QDate::currentDate());
    if (!written) return call.fail(written.error());
    return call.done({{"files", *written}},
                     QStringLiteral("%1 files in %2").arg(*written).arg(call.operand(0)));
}

} // namespace vigil::app
