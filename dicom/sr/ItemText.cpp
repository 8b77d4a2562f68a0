// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/ItemText.h"

#include "core/study/Patient.h"
#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QRegularExpression>

namespace vigil::dicom {

namespace {

bool mayBeNameless(const QString& type) {
    static const QStringList types{QStringLiteral("IMAGE"),    QStringLiteral("COMPOSITE"),
                                   QStringLiteral("WAVEFORM"), QStringLiteral("SCOORD"),
                                   QStringLiteral("SCOORD3D"), QStringLiteral("TCOORD")};
    return types.contains(type);
}

} // namespace

QString ItemText::line(DcmItem& item) const {
    const ItemReader reader(item, m_charset);
    const QString type = reader.value(DCM_ValueType);
    QString text = name(item);
    if (text.isEmpty() && !mayBeNameless(type)) {
        m_warnings.add(QStringLiteral("An item has no name."));
        text = QStringLiteral("(no name)");
    }
    const QString shown = value(item, type);
    if (!shown.isEmpty()) text += (text.isEmpty() ? QString() : QStringLiteral(": ")) + shown;
    if (text.isEmpty()) text = type.isEmpty() ? QStringLiteral("(nothing)") : type;
    const QString observed = reader.value(DCM_ObservationDateTime);
    if (!observed.isEmpty())
        text += QStringLiteral(" [%1]").arg(moment(observed, QStringLiteral("DATETIME")));
    return text;
}

QString ItemText::name(DcmItem& item) const {
    if (itemsOf(item, DCM_ConceptNameCodeSequence).empty()) return {};
    return codeText(item, DCM_ConceptNameCodeSequence, QStringLiteral("name"));
}

QString ItemText::value(DcmItem& item, const QString& type) const {
    const ItemReader reader(item, m_charset);
    const auto wanted = [this, &type](const QString& text) {
        if (text.isEmpty()) m_warnings.add(QStringLiteral("An item of type %1 is empty.").arg(type));
        return text;
    };
    if (type == QLatin1String("CONTAINER")) return {};
    if (type == QLatin1String("TEXT")) return wanted(reader.text(DCM_TextValue));
    if (type == QLatin1String("CODE"))
        return wanted(codeText(item, DCM_ConceptCodeSequence, QStringLiteral("value")));
    if (type == QLatin1String("NUM")) return wanted(number(item));
    if (type == QLatin1String("PNAME")) return wanted(personName(item));
    if (type == QLatin1String("DATETIME")) return moment(wanted(reader.value(DCM_DateTime)), type);
    if (type == QLatin1String("DATE")) return moment(wanted(reader.value(DCM_Date)), type);
    if (type == QLatin1String("TIME")) return moment(wanted(reader.value(DCM_Time)), type);
    if (type == QLatin1String("UIDREF")) return checkedUid(wanted(reader.value(DCM_UID)));
    if (type == QLatin1String("IMAGE") || type == QLatin1String("COMPOSITE") ||
        type == QLatin1String("WAVEFORM"))
        return wanted(reference(item));
    if (type == QLatin1String("SCOORD") || type == QLatin1String("SCOORD3D") ||
        type == QLatin1String("TCOORD"))
        return wanted(coordinates(item));
    m_warnings.add(type.isEmpty()
                       ? QStringLiteral("An item has no value type.")
                       : QStringLiteral("Items of type %1 are shown without their value.").arg(type));
    const QString text = reader.text(DCM_TextValue);
    return text.isEmpty() ? codeText(item, DCM_ConceptCodeSequence, QString()) : text;
}

QString ItemText::codeText(DcmItem& item, const DcmTagKey& sequence, const QString& what) const {
    const auto codes = itemsOf(item, sequence);
    if (codes.empty()) return {};
    const ItemReader reader(*codes.front(), m_charset);
    QString value = reader.text(DCM_CodeValue);
    if (value.isEmpty()) value = reader.text(DCM_LongCodeValue);
    if (value.isEmpty()) value = reader.text(DCM_URNCodeValue);
    const QString scheme = reader.text(DCM_CodingSchemeDesignator);
    const QString meaning = reader.text(DCM_CodeMeaning);
    if (!what.isEmpty() && (value.isEmpty() || meaning.isEmpty() || scheme.isEmpty()))
        m_warnings.add(QStringLiteral("A coded %1 is incomplete.").arg(what));
    return meaning.isEmpty() ? QStringLiteral("%1 (%2)").arg(value, scheme) : meaning;
}

QString ItemText::number(DcmItem& item) const {
    const auto values = itemsOf(item, DCM_MeasuredValueSequence);
    if (values.empty()) {
        const QString reason = codeText(item, DCM_NumericValueQualifierCodeSequence, QString());
        return reason.isEmpty() ? QString() : QStringLiteral("no value: %1").arg(reason);
    }
    const QString number = ItemReader(*values.front(), m_charset).value(DCM_NumericValue);
    bool isNumber = false;
    number.toDouble(&isNumber);
    if (!isNumber && !number.isEmpty()) m_warnings.add(QStringLiteral("A measured value is no number."));
    const auto units = itemsOf(*values.front(), DCM_MeasurementUnitsCodeSequence);
    QString unit;
    if (!units.empty()) unit = ItemReader(*units.front(), m_charset).text(DCM_CodeValue);
    if (unit == QLatin1String("1")) unit.clear(); // UCUM: no units
    return unit.isEmpty() ? number : number + QLatin1Char(' ') + unit;
}

QString ItemText::reference(DcmItem& item) const {
    const auto targets = itemsOf(item, DCM_ReferencedSOPSequence);
    if (targets.empty()) return {};
    const ItemReader reader(*targets.front(), m_charset);
    const QString uid = checkedUid(reader.value(DCM_ReferencedSOPInstanceUID));
    const QString sopClass = reader.value(DCM_ReferencedSOPClassUID);
    if (uid.isEmpty() || sopClass.isEmpty())
        m_warnings.add(QStringLiteral("A reference to an object is incomplete."));
    const char* known = dcmFindNameOfUID(sopClass.toLatin1().constData());
    QString text = QStringLiteral("%1 %2").arg(known != nullptr ? QString::fromLatin1(known) : sopClass, uid);
    const QStringList frames = reader.values(DCM_ReferencedFrameNumber);
    if (!frames.isEmpty()) text += QStringLiteral(", frame %1").arg(frames.join(QStringLiteral(", ")));
    return text.trimmed();
}

QString ItemText::coordinates(DcmItem& item) const {
    const ItemReader reader(item, m_charset);
    QString text = reader.value(DCM_GraphicType);
    if (text.isEmpty()) text = reader.value(DCM_TemporalRangeType);
    const Float32* data = nullptr;
    unsigned long count = 0;
    if (item.findAndGetFloat32Array(DCM_GraphicData, data, &count).bad() || data == nullptr) return text;
    constexpr unsigned long shownAtMost = 24;
    QStringList numbers;
    for (unsigned long index = 0; index < std::min(count, shownAtMost); ++index)
        numbers << QString::number(static_cast<double>(data[index]));
    if (count > shownAtMost) numbers << QStringLiteral("…");
    return text + QLatin1Char(' ') + numbers.join(QLatin1Char('\\'));
}

QString ItemText::moment(const QString& text, const QString& type) const {
    static const QRegularExpression date(QStringLiteral("^(\\d{4})(\\d\\d)(\\d\\d)"));
    static const QRegularExpression time(
        QStringLiteral("^(\\d\\d)(\\d\\d)?(\\d\\d)?(?:\\.\\d{1,6})?([+-]\\d{4})?$"));
    if (text.isEmpty()) return text;
    const auto complain = [this, &text] {
        m_warnings.add(QStringLiteral("A date or time is malformed."));
        return text;
    };
    QString shown;
    QString rest = text;
    if (type != QLatin1String("TIME")) {
        const auto day = date.match(text);
        if (!day.hasMatch() || !QDate::fromString(text.left(8), QStringLiteral("yyyyMMdd")).isValid())
            return complain();
        shown = QStringLiteral("%1-%2-%3").arg(day.captured(1), day.captured(2), day.captured(3));
        rest = text.mid(8);
        if (rest.isEmpty()) return shown;
    }
    const auto clock = time.match(rest);
    if (!clock.hasMatch() || (type == QLatin1String("DATE"))) return complain();
    if (!shown.isEmpty()) shown += QLatin1Char(' ');
    shown += clock.captured(1) + QLatin1Char(':') +
             (clock.captured(2).isEmpty() ? QStringLiteral("00") : clock.captured(2));
    if (!clock.captured(3).isEmpty()) shown += QLatin1Char(':') + clock.captured(3);
    return clock.captured(4).isEmpty() ? shown : shown + QLatin1Char(' ') + clock.captured(4);
}

QString ItemText::personName(DcmItem& item) const {
    const QString raw = ItemReader(item, m_charset).text(DCM_PersonName);
    QStringList groups;
    const auto parts = raw.split(QLatin1Char('='));
    for (const auto& group : parts) {
        if (group.count(QLatin1Char('^')) > 4)
            m_warnings.add(QStringLiteral("A person's name has too many parts."));
        if (const QString shown = study::displayName(group); !shown.isEmpty()) groups << shown;
    }
    if (parts.size() > 3) m_warnings.add(QStringLiteral("A person's name has too many parts."));
    return groups.join(QStringLiteral(" = "));
}

QString ItemText::checkedUid(const QString& uid) const {
    static const QRegularExpression form(QStringLiteral("^(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))*$"));
    if (!uid.isEmpty() && (uid.size() > 64 || !form.match(uid).hasMatch()))
        m_warnings.add(QStringLiteral("A unique identifier is malformed."));
    return uid;
}

} // namespace vigil::dicom
