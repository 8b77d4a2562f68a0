// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/demo/Canvas.h"
#include "dicom/demo/Cases.h"
#include "dicom/demo/Head.h"
#include "dicom/demo/Radiographs.h"
#include "dicom/demo/Torso.h"

#include <memory>

/// The series of the demo studies: pixels of the phantoms with the modules of their IOD (PS3.3 A.3, A.2,
/// A.26, A.4, A.7).
namespace vigil::dicom::demo {

struct CtSeries {
    int number = 1;
    QString description;
    QString protocol;
    QString kernel = QStringLiteral("B30f");
    E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    int slices = 60;
    double top = 150; ///< z of the first slice
    double step = 5;  ///< mm downwards
    double spacing = 0.74;
    double centre = 40; ///< window
    double width = 400;
    double noise = 12; ///< HU
    QString contrast;  ///< agent; empty: without
};
[[nodiscard]] Series torsoSeries(const CtSeries& what, std::shared_ptr<const Torso> torso);
[[nodiscard]] Series headCtSeries(const CtSeries& what, HeadFinding finding);

struct MrSeries {
    int number = 1;
    QString description;
    QString scanning = QStringLiteral("SE"); ///< (0018,0020)
    double repetition = 500;                 ///< ms
    double echo = 12;                        ///< ms
    double inversion = 0;                    ///< ms, 0: none
    Contrast contrast = Contrast::T1;
    E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    int slices = 22;
};
[[nodiscard]] Series brainMrSeries(const MrSeries& what);
[[nodiscard]] Series kneeMrSeries(const MrSeries& what);

struct Film {
    int number = 1;
    QString description;
    QString view; ///< PA, AP, LL …
    QString code; ///< SNOMED CT of the anatomy, with its meaning in `anatomy`
    QString anatomy;
    QString orientation = QStringLiteral("L\\F");
    QString laterality = QStringLiteral("U"); ///< of the image: R, L, U (unpaired)
    double kilovolts = 110;
    double density = 9; ///< attenuation that comes out at 63 % of white
    E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    std::function<Canvas()> draw;
};
/// Digital X-Ray Image for presentation, MONOCHROME2.
[[nodiscard]] Series dxSeries(const Film& film);
/// Computed Radiography Image, MONOCHROME1.
[[nodiscard]] Series crSeries(const Film& film);

[[nodiscard]] Series ultrasoundSeries(int number, int frames);
/// X-Ray Radiation Dose SR (TID 10011) of a CT study.
[[nodiscard]] Series doseSeries(int number, const Study& study);

} // namespace vigil::dicom::demo
