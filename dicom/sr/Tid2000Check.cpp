// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Tid2000Check.h"

#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

struct Node {
    DcmItem* item;
    QString relation;
    QString type;
    study::Code name;
    QString position;
};

class Check {
public:
    QStringList run(DcmItem& dataset) {
        Node root{&dataset, QString(), ItemReader(dataset, {}).value(DCM_ValueType), nameOf(dataset),
                  QStringLiteral("1")};
        if (root.type != QLatin1String("CONTAINER"))
            complain(root, QStringLiteral("the root is no CONTAINER"));
        checkIdentification(dataset);
        int stage = 0;
        int languages = 0;
        int headings = 0;
        for (const auto& node : childrenOf(root)) {
            const int row = rowOf(node);
            if (row < 0) complain(node, QStringLiteral("not in TID 2000"));
            // Rows 2, 5, 7, 8 of the template, in this order.
            if (row >= 0 && row < stage) complain(node, QStringLiteral("out of order"));
            stage = std::max(stage, row);
            languages += row == 1 ? 1 : 0;
            headings += row == 3 ? 1 : 0;
            if (row == 3) section(node);
        }
        if (languages != 1) complain(root, QStringLiteral("%1 languages instead of one").arg(languages));
        if (headings == 0) complain(root, QStringLiteral("no heading"));
        return m_problems;
    }

private:
    static study::Code nameOf(DcmItem& item) {
        return ItemReader(item, {}).code(DCM_ConceptNameCodeSequence);
    }

    static bool isDcm(const Node& node, const char* value) {
        return node.name == study::Code{QString::fromLatin1(value), QStringLiteral("DCM"), QString()};
    }

    std::vector<Node> childrenOf(const Node& parent) {
        std::vector<Node> nodes;
        int number = 0;
        for (auto* item : itemsOf(*parent.item, DCM_ContentSequence)) {
            const ItemReader reader(*item, {});
            nodes.push_back({item, reader.value(DCM_RelationshipType), reader.value(DCM_ValueType),
                             nameOf(*item), QStringLiteral("%1.%2").arg(parent.position).arg(++number)});
        }
        return nodes;
    }

    void complain(const Node& node, const QString& what) {
        m_problems << QStringLiteral("%1 %2 (%3): %4").arg(node.position, node.type, node.name.meaning, what);
    }

    void checkIdentification(DcmItem& dataset) {
        for (auto* item : itemsOf(dataset, DCM_ContentTemplateSequence)) {
            const ItemReader reader(*item, {});
            if (reader.value(DCM_TemplateIdentifier) == QLatin1String("2000") &&
                reader.value(DCM_MappingResource) == QLatin1String("DCMR"))
                return;
        }
        m_problems << QStringLiteral("1: no template identification 2000, DCMR");
    }

    static int rowOf(const Node& node) {
        if (node.relation == QLatin1String("HAS CONCEPT MOD") && node.type == QLatin1String("CODE")) {
            if (isDcm(node, "121058")) return 0;
            if (isDcm(node, "121049")) return 1;
            return -1;
        }
        if (node.relation == QLatin1String("HAS OBS CONTEXT")) return isObserver(node) ? 2 : -1;
        return node.relation == QLatin1String("CONTAINS") && node.type == QLatin1String("CONTAINER") &&
                       !node.name.isEmpty()
                   ? 3
                   : -1;
    }

    /// TID 1002, 1003: type, name, login, organisation, roles.
    static bool isObserver(const Node& node) {
        static const struct {
            const char* code;
            const char* type;
        } parts[] = {{"121005", "CODE"}, {"121008", "PNAME"}, {"128774", "TEXT"},
                     {"121009", "TEXT"}, {"121010", "CODE"},  {"121011", "CODE"}};
        return std::any_of(std::begin(parts), std::end(parts), [&node](const auto& part) {
            return isDcm(node, part.code) && node.type == QLatin1String(part.type);
        });
    }

    void section(const Node& container) {
        bool hasContent = false;
        for (const auto& node : childrenOf(container)) {
            if (node.relation == QLatin1String("HAS OBS CONTEXT")) {
                if (!isObserver(node) || hasContent)
                    complain(node, QStringLiteral("not allowed at this place of a section"));
                continue;
            }
            hasContent = true;
            element(node);
        }
    }

    /// TID 2002: CODE or TEXT with a name, inferred from TID 2001; or TID 2001 itself.
    void element(const Node& node) {
        if (node.relation != QLatin1String("CONTAINS"))
            complain(node, QStringLiteral("relationship %1").arg(node.relation));
        const bool isStatement = node.type == QLatin1String("TEXT") || node.type == QLatin1String("CODE");
        if (!isStatement) {
            basis(node, QStringLiteral("CONTAINS"));
            return;
        }
        if (node.name.isEmpty()) complain(node, QStringLiteral("no name"));
        if (node.type == QLatin1String("TEXT") && ItemReader(*node.item, {}).text(DCM_TextValue).isEmpty())
            complain(node, QStringLiteral("empty"));
        for (const auto& child : childrenOf(node))
            basis(child, QStringLiteral("INFERRED FROM"));
    }

    /// TID 2001: an image, or a measurement of TID 1400 to 1404.
    void basis(const Node& node, const QString& relation) {
        if (node.relation != relation) complain(node, QStringLiteral("relationship %1").arg(node.relation));
        if (node.type == QLatin1String("IMAGE")) {
            if (itemsOf(*node.item, DCM_ReferencedSOPSequence).empty())
                complain(node, QStringLiteral("no reference"));
        } else if (node.type == QLatin1String("NUM")) {
            for (const auto& child : childrenOf(node))
                source(child);
        } else {
            complain(node, QStringLiteral("not in TID 2001"));
        }
    }

    /// TID 1400 with 320: what a measurement was taken from; coordinates are selected from an image.
    void source(const Node& node) {
        if (node.relation == QLatin1String("HAS CONCEPT MOD")) return;
        if (node.relation != QLatin1String("INFERRED FROM"))
            complain(node, QStringLiteral("relationship %1").arg(node.relation));
        if (node.type != QLatin1String("SCOORD")) return;
        const auto images = childrenOf(node);
        if (images.size() != 1 || images.front().relation != QLatin1String("SELECTED FROM"))
            complain(node, QStringLiteral("not selected from one image"));
    }

    QStringList m_problems;
};

} // namespace

QStringList tid2000Problems(DcmItem& dataset) {
    return Check().run(dataset);
}

} // namespace vigil::dicom
