// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Query.h"

#include "dicom/text/CharacterSets.h"
#include "dicom/text/ItemReader.h"

#include <algorithm>
#include <vector>

namespace vigil::dicom {

namespace {

const char* nameOf(Query::Level level) {
    switch (level) {
    case Query::Level::Series:
        return "SERIES";
    case Query::Level::Image:
        return "IMAGE";
    case Query::Level::Study:
        break;
    }
    return "STUDY";
}

T_DIMSE_Message findRequest(const char* model, quint16 messageId) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_C_FIND_RQ;
    auto& request = message.msg.CFindRQ;
    request.MessageID = messageId;
    OFStandard::strlcpy(request.AffectedSOPClassUID, model, sizeof(request.AffectedSOPClassUID));
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    request.DataSetType = DIMSE_DATASET_PRESENT;
    return message;
}

} // namespace

QString dateRange(const QDate& from, const QDate& to) {
    const auto text = [](const QDate& date) {
        return date.isValid() ? date.toString(QStringLiteral("yyyyMMdd")) : QString();
    };
    if (!from.isValid() && !to.isValid()) return {};
    return from == to ? text(from) : text(from) + QLatin1Char('-') + text(to);
}

bool isAscii(const QString& text) {
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.unicode() < 128; });
}

QStringList characterSetsFor(const QString& name, const study::PacsPeer& peer) {
    const auto utf8 = QStringLiteral("ISO_IR 192");
    QStringList sets{utf8};
    if (!isAscii(name) && peer.charset != utf8 && encodeText(name, peer.charset)) sets << peer.charset;
    return sets;
}

Query::Query(Level level) {
    m_identifier.putAndInsertString(DCM_QueryRetrieveLevel, nameOf(level));
}

Query& Query::match(const DcmTagKey& tag, const QString& value) {
    if (!isAscii(value)) m_identifier.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
    m_identifier.putAndInsertString(DcmTag(tag), value.toUtf8().constData());
    return *this;
}

Query& Query::matchIn(const QString& characterSet, const DcmTagKey& tag, const std::string& bytes) {
    m_identifier.putAndInsertString(DCM_SpecificCharacterSet, characterSet.toLatin1().constData());
    m_identifier.putAndInsertString(DcmTag(tag), bytes.c_str());
    return *this;
}

Query& Query::matchAny(const DcmTagKey& tag, const QStringList& uids) {
    return match(tag, uids.join(QLatin1Char('\\')));
}

Query& Query::ask(std::initializer_list<DcmTagKey> tags) {
    for (const auto& tag : tags)
        if (!m_identifier.tagExists(tag)) m_identifier.insertEmptyElement(DcmTag(tag));
    return *this;
}

Result<void> find(Association& association, const char* model, DcmDataset& identifier,
                  const std::function<Next(DcmItem&)>& found) {
    const auto context = association.contextFor(model);
    if (context == 0) return notOffered(QStringLiteral("searching (C-FIND)"), association.parties());
    const auto messageId = association.nextMessageId();
    auto request = findRequest(model, messageId);
    VIGIL_CHECK(association.send(context, request, &identifier));
    for (;;) {
        auto message = association.receive();
        if (!message) {
            if (message.error().code == Error::Code::Cancelled) association.cancel(context, messageId);
            return message.error();
        }
        if (message->command.CommandField != DIMSE_C_FIND_RSP)
            return association.errorOf(
                makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "no C-FIND response"));
        const auto& response = message->command.msg.CFindRSP;
        std::unique_ptr<DcmDataset> answer;
        if (response.DataSetType != DIMSE_DATASET_NULL) {
            VIGIL_TRY(answer, association.receiveDataset());
        }
        if (!DICOM_PENDING_STATUS(response.DimseStatus)) {
            if (response.DimseStatus == STATUS_Success) return {};
            return errorOfStatus(response.DimseStatus, QStringLiteral("C-FIND"), association.parties());
        }
        if (answer && found(*answer) == Next::Enough) {
            association.cancel(context, messageId);
            return {};
        }
        // A long stream of answers must not outrun the wish to stop.
        if (association.patience().stop.stop_requested()) {
            association.cancel(context, messageId);
            return errorOf({LinkEnd::Kind::Cancelled, 0}, association.parties());
        }
    }
}

Result<void> find(Association& association, Query& query, const std::function<void(DcmItem&)>& found) {
    return find(association, UID_FINDStudyRootQueryRetrieveInformationModel, query.identifier(),
                [&](DcmItem& answer) {
                    found(answer);
                    return Next::More;
                });
}

Result<void> findInstances(Association& association, const QString& studyUid,
                           const std::function<bool(DcmItem&)>& wanted,
                           std::initializer_list<DcmTagKey> imageKeys,
                           const std::function<void(DcmItem& series, DcmItem& image)>& found) {
    Query seriesQuery(Query::Level::Series);
    seriesQuery.match(DCM_StudyInstanceUID, studyUid)
        .ask({DCM_SeriesInstanceUID, DCM_Modality, DCM_SeriesNumber, DCM_SeriesDescription});
    std::vector<std::unique_ptr<DcmItem>> series;
    VIGIL_CHECK(find(association, seriesQuery, [&](DcmItem& item) {
        if (wanted(item)) series.push_back(std::make_unique<DcmItem>(item));
    }));
    for (const auto& item : series) {
        const auto seriesUid = ItemReader(*item, {}).value(DCM_SeriesInstanceUID);
        if (seriesUid.isEmpty()) continue;
        Query imageQuery(Query::Level::Image);
        imageQuery.match(DCM_StudyInstanceUID, studyUid)
            .match(DCM_SeriesInstanceUID, seriesUid)
            .ask(imageKeys);
        VIGIL_CHECK(find(association, imageQuery, [&](DcmItem& image) { found(*item, image); }));
    }
    return {};
}

} // namespace vigil::dicom
