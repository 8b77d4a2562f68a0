// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Objects.h"

namespace vigil::dicom::demo {
namespace {

Person person(const char* name, const char* firstNine, const QDate& birthDate, const char* sex, double metres,
              double kilograms) {
    return {QString::fromUtf8(name),
            nhsNumber(QString::fromLatin1(firstNine)),
            birthDate,
            QString::fromLatin1(sex),
            metres,
            kilograms};
}

std::shared_ptr<const Torso> torso(const Torso::Case& what) {
    return std::make_shared<const Torso>(what);
}

/// Builds one study after the other with accession numbers that count on.
class CaseBook {
public:
    explicit CaseBook(const QDate& today) : m_today(today) {}

    Study& add(const char* key, const Person& person, int daysAgo, const QTime& time, const char* modality,
               const char* description, const char* bodyPart) {
        Study study;
        study.key = QString::fromLatin1(key);
        study.person = person;
        study.date = m_today.addDays(-daysAgo);
        study.time = time;
        study.modality = QString::fromLatin1(modality);
        study.description = QString::fromUtf8(description);
        study.bodyPart = QString::fromLatin1(bodyPart);
        study.referrer = QStringLiteral("Sampleton^Ruth^^Dr");
        study.location = QStringLiteral("Outpatients");
        study.priority = QStringLiteral("LOW");
        equip(study);
        m_studies.append(study);
        order(description, "");
        return m_studies.last();
    }

    /// Names the procedure of the study added last, or adds one more to it.
    void order(const char* description, const char* code) {
        Study& study = m_studies.last();
        const int number =
            100 + static_cast<int>(m_studies.size()) * 10 + static_cast<int>(study.orders.size());
        const QString day = study.date.toString(QStringLiteral("yyMMdd"));
        study.orders.append({QStringLiteral("RXV%1%2").arg(day).arg(number),
                             QStringLiteral("RP%1%2").arg(day).arg(number), QString::fromUtf8(description),
                             QString::fromLatin1(code)});
    }

    [[nodiscard]] QDate today() const { return m_today; }
    [[nodiscard]] QList<Study> studies() const { return m_studies; }

private:
    static void equip(Study& study) {
        const bool film = study.modality == QLatin1String("DX") || study.modality == QLatin1String("CR");
        study.manufacturer = QStringLiteral("Phantom Imaging");
        study.model = film                                    ? QStringLiteral("Plane 7")
                      : study.modality == QLatin1String("CT") ? QStringLiteral("Spiral 64")
                      : study.modality == QLatin1String("MR") ? QStringLiteral("Field 1.5")
                                                              : QStringLiteral("Echo 5");
        study.station = study.modality + (film ? QStringLiteral("ROOM2") : QStringLiteral("01"));
    }

    QDate m_today;
    QList<Study> m_studies;
};

void request(Study& study, const char* priority, const char* location, const char* referrer,
             const char* reason) {
    study.priority = QString::fromLatin1(priority);
    study.location = QString::fromUtf8(location);
    study.referrer = QString::fromUtf8(referrer);
    study.reason = QString::fromUtf8(reason);
}

CtSeries ct(int number, const char* description, int slices, double top, double step,
            E_TransferSyntax syntax) {
    CtSeries series;
    series.number = number;
    series.description = QString::fromLatin1(description);
    series.protocol = series.description;
    series.slices = slices;
    series.top = top;
    series.step = step;
    series.syntax = syntax;
    return series;
}

void chestWithPrior(CaseBook& book) {
    const Person who = person("Testerton^Margaret^Ann^Mrs", "999000101",
                              book.today().addYears(-67).addDays(-40), "F", 1.62, 68);
    Torso::Case what;
    what.vessels = 170;
    what.veins = 110;
    what.seed = 11;
    for (const bool now : {true, false}) {
        Study& study = book.add(now ? "ct-chest" : "ct-chest-prior", who, now ? 1 : 372,
                                QTime(14, now ? 20 : 5), "CT", "CT Chest with contrast", "CHEST");
        request(study, now ? "HIGH" : "LOW", "Chest Clinic", "Mockford^James^^Dr",
                now ? "Follow-up of a nodule of the right upper lobe."
                    : "Cough for three months, smoker. Nodule on radiograph.");
        what.noduleRadius = now ? 9 : 5;
        CtSeries soft =
            ct(2, "Chest 5.0 soft tissue", 62, 150, 5, now ? EXS_LittleEndianExplicit : EXS_JPEGLSLossless);
        soft.contrast = QStringLiteral("Iohexol 300");
        study.series.append(torsoSeries(soft, torso(what)));
    }
}

void head(CaseBook& book) {
    const Person who =
        person("Sampleby^Arthur^^Mr", "999000102", book.today().addYears(-74).addDays(-200), "M", 1.76, 81);
    Study& study = book.add("ct-head", who, 0, QTime(0, 12), "CT", "CT Head", "HEAD");
    request(study, "STAT", "Emergency Department, Resus 2", "Fictley^Hannah^^Dr",
            "Sudden collapse, GCS 9, left hemiparesis.");
    CtSeries series = ct(2, "Head 5.0 brain", 30, 74, 5, EXS_JPEGProcess14SV1);
    series.spacing = 0.45;
    series.centre = 40;
    series.width = 80;
    series.noise = 3.5;
    series.kernel = QStringLiteral("H31s");
    study.series.append(headCtSeries(series, HeadFinding::Bleed));
}

Film chestFilm(const ChestRadiograph& what, int size, double spacing, const char* view,
               E_TransferSyntax syntax) {
    Film film;
    film.description = QStringLiteral("Chest %1").arg(QLatin1String(view));
    film.view = QString::fromLatin1(view);
    film.code = QStringLiteral("51185008");
    film.anatomy = QStringLiteral("Chest");
    film.syntax = syntax;
    film.draw = [what, size, spacing] { return chestRadiograph({size, size, spacing}, what); };
    return film;
}

void chestFilms(CaseBook& book) {
    const Person tall =
        person("Phantomley^Daniel^^Mr", "999000103", book.today().addYears(-23).addDays(-11), "M", 1.91, 72);
    Study& tension = book.add("xr-chest-tension", tall, 0, QTime(0, 31), "DX", "XR Chest", "CHEST");
    request(tension, "STAT", "Emergency Department, Majors", "Fictley^Hannah^^Dr",
            "Sudden breathlessness and chest pain, saturation 84 %.");
    ChestRadiograph what;
    what.finding = ChestFinding::TensionPneumothorax;
    what.seed = 5;
    tension.series.append(dxSeries(chestFilm(what, 2022, 0.175, "AP", EXS_LittleEndianExplicit)));

    const Person well =
        person("Pretendle^Joan^^Mrs", "999000104", book.today().addYears(-58).addDays(-300), "F", 1.65, 70);
    Study& normal = book.add("xr-chest", well, 2, QTime(11, 47), "CR", "XR Chest", "CHEST");
    request(normal, "LOW", "GP, Imaginary Lane Surgery", "Notreal^Peter^^Dr", "Pre-employment check.");
    what = {};
    what.breasts = true;
    what.seed = 6;
    normal.series.append(crSeries(chestFilm(what, 2010, 0.175, "PA", EXS_JPEGProcess14SV1)));

    const Person infant =
        person("Inventham^Oliver", "999000105", book.today().addMonths(-5).addDays(-9), "M", 0.66, 7.4);
    Study& small = book.add("xr-chest-infant", infant, 0, QTime(0, 5), "DX", "XR Chest", "CHEST");
    request(small, "HIGH", "Children's Assessment Unit", "Specimen^Laura^^Dr",
            "Cough and fever for two days. Pneumonia?");
    what = {};
    what.infant = true;
    what.scale = 0.45;
    what.seed = 8;
    small.series.append(dxSeries(chestFilm(what, 1480, 0.11, "AP", EXS_JPEGLSLossless)));
}

void trunkScans(CaseBook& book) {
    const Person tumour =
        person("Dummeridge^Colin^^Mr", "999000106", book.today().addYears(-61).addDays(-77), "M", 1.79, 88);
    Study& whole = book.add("ct-cap", tumour, 1, QTime(10, 2), "CT",
                            "CT Chest, Abdomen and Pelvis with contrast", "CHESTABDPELVIS");
    request(whole, "HIGH", "Colorectal Clinic (2WW)", "Examplewick^Susan^^Miss",
            "Weight loss, iron deficiency. Staging of a tumour of the caecum.");
    whole.orders.clear();
    book.order("CT Chest with contrast", "CCHEC");
    book.order("CT Abdomen with contrast", "CABDOC");
    book.order("CT Pelvis with contrast", "CPELVC");
    Torso::Case what;
    what.vessels = 150;
    what.veins = 140;
    what.liver = 108;
    what.metastases = true;
    what.width = 1.06;
    what.seed = 21;
    CtSeries venous = ct(2, "CAP 6.0 portal venous", 108, 148, 6, EXS_JPEGLSLossless);
    venous.contrast = QStringLiteral("Iohexol 300");
    venous.spacing = 0.78;
    whole.series.append(torsoSeries(venous, torso(what)));

    const Person emboli =
        person("Fabricott^Elaine^^Mrs", "999000107", book.today().addYears(-49).addDays(-150), "F", 1.68, 93);
    Study& ctpa = book.add("ctpa", emboli, 0, QTime(0, 44), "CT", "CT Pulmonary angiogram", "CHEST");
    request(ctpa, "STAT", "Acute Medical Unit", "Madeupton^Imran^^Dr",
            "Collapse ten days after hip surgery, tachycardia.");
    what = {};
    what.vessels = 340;
    what.veins = 180;
    what.emboli = true;
    what.width = 1.08;
    what.seed = 31;
    CtSeries arterial = ct(3, "CTPA 4.0", 64, 130, 4, EXS_LittleEndianExplicit);
    arterial.contrast = QStringLiteral("Iohexol 350");
    arterial.width = 700;
    arterial.centre = 120;
    ctpa.series.append(torsoSeries(arterial, torso(what)));

    const Person stone =
        person("Mockford^Neil^^Mr", "999000108", book.today().addYears(-38).addDays(-20), "M", 1.83, 90);
    Study& kub = book.add("ct-kub", stone, 0, QTime(1, 3), "CT", "CT KUB", "ABDOMENPELVIS");
    request(kub, "HIGH", "Emergency Department, Majors", "Fictley^Hannah^^Dr",
            "Colic of the left loin, blood in the urine.");
    what = {};
    what.stone = true;
    what.width = 1.05;
    what.seed = 41;
    kub.series.append(torsoSeries(ct(2, "KUB 5.0", 54, -225, 5, EXS_RLELossless), torso(what)));
}

void limbs(CaseBook& book) {
    const Person fallen =
        person("Examplewick^Moira^^Ms", "999000115", book.today().addYears(-69).addDays(-5), "F", 1.60, 61);
    Film hand;
    hand.description = QStringLiteral("Hand right PA");
    hand.view = QStringLiteral("PA");
    hand.code = QStringLiteral("85562004");
    hand.anatomy = QStringLiteral("Hand");
    hand.orientation = QStringLiteral("L\\F");
    hand.laterality = QStringLiteral("R");
    hand.kilovolts = 52;
    hand.density = 2.2;
    hand.draw = [] { return handRadiograph({2000, 2000, 0.13}); };
    Film wrist = hand;
    wrist.description = QStringLiteral("Wrist right PA");
    wrist.code = QStringLiteral("8205005");
    wrist.anatomy = QStringLiteral("Wrist");
    wrist.syntax = EXS_JPEGProcess14SV1;
    wrist.draw = [] {
        return wristRadiograph({1900, 1900, 0.115}, WristFinding::DistalRadiusFracture, false);
    };
    for (const bool isHand : {true, false}) {
        Study& study = book.add(isHand ? "xr-hand" : "xr-wrist", fallen, 1, QTime(17, isHand ? 31 : 36), "DX",
                                isHand ? "XR Hand right" : "XR Wrist right", "HAND");
        request(study, "MEDIUM", "Urgent Treatment Centre", "Sampleton^Ruth^^Dr",
                "Fell on outstretched hand. Tender wrist and fifth metacarpal.");
        study.bodyPart = isHand ? QStringLiteral("HAND") : QStringLiteral("WRIST");
        study.laterality = QStringLiteral("R");
        study.series.append(dxSeries(isHand ? hand : wrist));
    }
    const Person child = person("Fictley-Bront\xC3\xAB^Zo\xC3\xAB", "999000110",
                                book.today().addYears(-7).addDays(-130), "F", 1.24, 24);
    Study& buckle = book.add("xr-wrist-child", child, 1, QTime(18, 9), "DX", "XR Wrist left", "WRIST");
    request(buckle, "MEDIUM", "Children's Emergency Department", "Specimen^Laura^^Dr",
            "Fell from the climbing frame, swollen wrist.");
    buckle.laterality = QStringLiteral("L");
    Film small = wrist;
    small.description = QStringLiteral("Wrist left PA");
    small.laterality = QStringLiteral("L");
    small.orientation = QStringLiteral("R\\F");
    small.syntax = EXS_LittleEndianExplicit;
    small.draw = [] { return wristRadiograph({1600, 1600, 0.105}, WristFinding::BuckleFracture, true); };
    buckle.series.append(dxSeries(small));
}

MrSeries mr(int number, const char* description, Contrast contrast, double repetition, double echo,
            double inversion, int slices) {
    MrSeries series;
    series.number = number;
    series.description = QString::fromLatin1(description);
    series.contrast = contrast;
    series.repetition = repetition;
    series.echo = echo;
    series.inversion = inversion;
    series.slices = slices;
    return series;
}

void magnetic(CaseBook& book) {
    const Person stroke =
        person("Imaginay^Gwen^^Mrs", "999000111", book.today().addYears(-71).addDays(-222), "F", 1.58, 64);
    Study& brain = book.add("mr-brain", stroke, 1, QTime(9, 15), "MR", "MRI Brain", "BRAIN");
    request(brain, "HIGH", "Ward 4, Stroke Unit", "Pretendle^Owen^^Dr",
            "Right arm weakness and dysphasia since yesterday.");
    brain.series.append(brainMrSeries(mr(2, "T1 SE tra", Contrast::T1, 520, 12, 0, 22)));
    brain.series.append(brainMrSeries(mr(3, "T2 TSE tra", Contrast::T2, 4600, 98, 0, 22)));
    brain.series.append(brainMrSeries(mr(4, "FLAIR tra", Contrast::Flair, 9000, 110, 2500, 22)));
    MrSeries diffusion = mr(5, "DWI b1000 tra", Contrast::Diffusion, 3900, 92, 0, 22);
    diffusion.scanning = QStringLiteral("EP");
    diffusion.syntax = EXS_JPEGLSLossless;
    brain.series.append(brainMrSeries(diffusion));

    const Person player =
        person("Madeupton^Callum^^Mr", "999000116", book.today().addYears(-27).addDays(-64), "M", 1.81, 79);
    Study& knee = book.add("mr-knee", player, 3, QTime(15, 40), "MR", "MRI Knee left", "KNEE");
    request(knee, "LOW", "Orthopaedic Clinic", "Testerton^Grace^^Miss",
            "Twisting injury at football, locking. Meniscal tear?");
    knee.laterality = QStringLiteral("L");
    knee.series.append(kneeMrSeries(mr(2, "T1 SE sag", Contrast::T1, 560, 14, 0, 21)));
    MrSeries fluid = mr(3, "T2 FS sag", Contrast::T2, 3800, 60, 0, 21);
    fluid.syntax = EXS_JPEGProcess14SV1;
    knee.series.append(kneeMrSeries(fluid));
}

void others(CaseBook& book) {
    const Person heart =
        person("Notreal^Dorothy^^Mrs", "999000113", book.today().addYears(-80).addDays(-3), "F", 1.55, 57);
    Study& echo = book.add("us-heart", heart, 2, QTime(13, 25), "US", "Echocardiogram", "HEART");
    request(echo, "LOW", "Cardiology Clinic", "Inventham^Alan^^Dr", "Breathless on effort, murmur.");
    echo.series.append(ultrasoundSeries(1, 30));

    const Person dosed =
        person("Specimen^Harold^^Mr", "999000114", book.today().addYears(-55).addDays(-90), "M", 1.74, 84);
    Study& abdomen = book.add("ct-abdomen-dose", dosed, 2, QTime(16, 55), "CT", "CT Abdomen", "ABDOMEN");
    request(abdomen, "MEDIUM", "Ward 7B", "Dummeridge^Kate^^Dr", "Abdominal pain, raised white cells.");
    Torso::Case what;
    what.seed = 51;
    what.vessels = 160;
    what.veins = 130;
    what.liver = 105;
    abdomen.series.append(
        torsoSeries(ct(2, "Abdomen 8.0", 32, -120, 8, EXS_LittleEndianExplicit), torso(what)));
    abdomen.series.append(doseSeries(999, abdomen));
}

} // namespace

QString nhsNumber(const QString& firstNine) {
    int sum = 0;
    for (int i = 0; i < 9; ++i)
        sum += (10 - i) * firstNine.at(i).digitValue();
    const int check = (11 - sum % 11) % 11;
    return check == 10 ? QString() : firstNine + QString::number(check);
}

QList<Study> demoStudies(const QDate& today) {
    CaseBook book(today);
    chestWithPrior(book);
    head(book);
    chestFilms(book);
    trunkScans(book);
    limbs(book);
    magnetic(book);
    others(book);
    return book.studies();
}

} // namespace vigil::dicom::demo
