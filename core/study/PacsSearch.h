// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace vigil::study {

/// What to ask a PACS for when a reader looks for `text`: a name becomes one query with wild cards between
/// and after its parts (PS3.4 C.2.2.2.4), anything with a digit is looked for as patient identifier and as
/// accession number. Empty when there is nothing to look for: a PACS would answer with everybody. Pure.
[[nodiscard]] QList<WorklistQuery> queriesFor(const QString& text);

/// The words of the same text as the lists on this computer look for them: folded, without commas, and each
/// only up to its first wild card. Pure.
[[nodiscard]] QStringList searchWords(const QString& text);

/// Whether a study holds one of these modalities, or may: what a PACS says nothing about (Modalities in
/// Study, 0008,0061, is optional in an answer) is not left out. No modalities stand for all. Pure.
[[nodiscard]] bool mayHoldAny(const Study& study, const QStringList& modalities);

} // namespace vigil::study
