// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"
#include "dicom/demo/Objects.h"

#include <dcmtk/dcmsr/dsrdoc.h>

namespace vigil::dicom::demo {
namespace {

using Mode = DSRTypes::E_AddMode;

DSRCodedEntryValue dcm(const char* value, const char* meaning) {
    return {value, "DCM", meaning};
}

/// Adds content items and remembers the first failure; the cursor stays on the item added last.
class DoseTree {
public:
    explicit DoseTree(DSRDocument& document) : m_tree(document.getTree()) {}

    void container(DSRTypes::E_RelationshipType relationship, const DSRCodedEntryValue& name, Mode mode) {
        add(relationship, DSRTypes::VT_Container, name, mode);
    }
    void code(DSRTypes::E_RelationshipType relationship, const DSRCodedEntryValue& name,
              const DSRCodedEntryValue& value, Mode mode) {
        add(relationship, DSRTypes::VT_Code, name, mode);
        if (m_condition.good()) note(m_tree.getCurrentContentItem().setCodeValue(value));
    }
    void text(const DSRCodedEntryValue& name, const QString& value, Mode mode) {
        add(DSRTypes::RT_contains, DSRTypes::VT_Text, name, mode);
        if (m_condition.good())
            note(m_tree.getCurrentContentItem().setStringValue(value.toUtf8().constData()));
    }
    void uid(DSRTypes::E_RelationshipType relationship, const DSRCodedEntryValue& name, const QString& value,
             Mode mode) {
        add(relationship, DSRTypes::VT_UIDRef, name, mode);
        if (m_condition.good())
            note(m_tree.getCurrentContentItem().setStringValue(value.toUtf8().constData()));
    }
    void number(const DSRCodedEntryValue& name, const char* value, const DSRCodedEntryValue& unit,
                Mode mode) {
        add(DSRTypes::RT_contains, DSRTypes::VT_Num, name, mode);
        if (m_condition.good())
            note(m_tree.getCurrentContentItem().setNumericValue(DSRNumericMeasurementValue(value, unit)));
    }
    void up() {
        if (m_tree.goUp() == 0) note(SR_EC_InvalidDocumentTree);
    }
    [[nodiscard]] OFCondition condition() const { return m_condition; }

private:
    void add(DSRTypes::E_RelationshipType relationship, DSRTypes::E_ValueType type,
             const DSRCodedEntryValue& name, Mode mode) {
        if (m_condition.bad()) return;
        if (m_tree.addContentItem(relationship, type, mode) == 0)
            note(SR_EC_InvalidDocumentTree);
        else
            note(m_tree.getCurrentContentItem().setConceptName(name));
    }
    void note(const OFCondition& condition) {
        if (m_condition.good()) m_condition = condition;
    }

    DSRDocumentTree& m_tree;
    OFCondition m_condition = EC_Normal;
};

/// TID 10011 CT Radiation Dose with one irradiation event (TID 10012, 10013).
OFCondition fillTree(DSRDocument& document, const QString& studyUid, const QString& eventUid,
                     const QString& protocol) {
    constexpr auto after = DSRTypes::AM_afterCurrent;
    constexpr auto below = DSRTypes::AM_belowCurrent;
    const DSRCodedEntryValue doseLength("mGy.cm", "UCUM", "mGy.cm");
    DoseTree tree(document);
    tree.container(DSRTypes::RT_isRoot, dcm("113701", "X-Ray Radiation Dose Report"), after);
    tree.code(DSRTypes::RT_hasConceptMod, dcm("121058", "Procedure reported"),
              {"77477000", "SCT", "Computed Tomography X-Ray"}, below);
    tree.code(DSRTypes::RT_hasConceptMod, {"363703001", "SCT", "Has Intent"},
              {"261004008", "SCT", "Diagnostic Intent"}, below);
    tree.up();
    tree.code(DSRTypes::RT_hasObsContext, dcm("121005", "Observer Type"), dcm("121007", "Device"), after);
    tree.uid(DSRTypes::RT_hasObsContext, dcm("121012", "Device Observer UID"),
             dicomUid(derivedId(QUuid(), QStringLiteral("demo scanner"))), after);
    tree.code(DSRTypes::RT_hasObsContext, dcm("113705", "Scope of Accumulation"), dcm("113014", "Study"),
              after);
    tree.uid(DSRTypes::RT_hasProperties, dcm("110180", "Study Instance UID"), studyUid, below);
    tree.up();
    tree.container(DSRTypes::RT_contains, dcm("113811", "CT Accumulated Dose Data"), after);
    tree.number(dcm("113812", "Total Number of Irradiation Events"), "1", {"{events}", "UCUM", "events"},
                below);
    tree.number(dcm("113813", "CT Dose Length Product Total"), "412.6", doseLength, after);
    tree.up();
    tree.container(DSRTypes::RT_contains, dcm("113819", "CT Acquisition"), after);
    tree.text(dcm("125203", "Acquisition Protocol"), protocol, below);
    tree.code(DSRTypes::RT_contains, dcm("123014", "Target Region"), {"818981001", "SCT", "Abdomen"}, after);
    tree.code(DSRTypes::RT_contains, dcm("113820", "CT Acquisition Type"),
              {"116152004", "SCT", "Spiral Acquisition"}, after);
    tree.uid(DSRTypes::RT_contains, dcm("113769", "Irradiation Event UID"), eventUid, after);
    tree.container(DSRTypes::RT_contains, dcm("113829", "CT Dose"), after);
    tree.number(dcm("113830", "Mean CTDIvol"), "16.1", {"mGy", "UCUM", "mGy"}, below);
    tree.number(dcm("113838", "DLP"), "412.6", doseLength, after);
    tree.up();
    tree.up();
    tree.code(DSRTypes::RT_contains, dcm("113854", "Source of Dose Information"),
              dcm("113856", "Automated Data Collection"), after);
    return tree.condition();
}

} // namespace

Series doseSeries(int number, const Study& study) {
    const QString protocol = study.description;
    return {number,
            QStringLiteral("Dose report"),
            QStringLiteral("Dose report"),
            EXS_LittleEndianExplicit,
            1,
            [protocol](Header& header, int) {
                OFString studyUid;
                OFString instanceUid;
                header.note(header.item().findAndGetOFString(DCM_StudyInstanceUID, studyUid));
                header.note(header.item().findAndGetOFString(DCM_SOPInstanceUID, instanceUid));
                DSRDocument document(DSRTypes::DT_XRayRadiationDoseSR);
                const QString event = dicomUid(
                    derivedId(QUuid(), QString::fromLatin1(instanceUid.c_str()) + QStringLiteral("/event")));
                header.note(fillTree(document, QString::fromLatin1(studyUid.c_str()), event, protocol));
                // The content only: patient, study and equipment are those of the study's other objects.
                header.note(document.getTree().write(header.item()));
                header.text(DCM_SOPClassUID, QString::fromLatin1(UID_XRayRadiationDoseSRStorage))
                    .text(DCM_CompletionFlag, QStringLiteral("COMPLETE"))
                    .text(DCM_VerificationFlag, QStringLiteral("UNVERIFIED"))
                    .emptySequence(DCM_ReferencedPerformedProcedureStepSequence)
                    .emptySequence(DCM_PerformedProcedureCodeSequence);
                header.text(DCM_Modality, QStringLiteral("SR"));
                Header content = header.child(DCM_ContentTemplateSequence);
                content.text(DCM_MappingResource, QStringLiteral("DCMR"))
                    .text(DCM_TemplateIdentifier, QStringLiteral("10011"));
                header.join(content);
            }};
}

} // namespace vigil::dicom::demo
