// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakePacs.h"

#include "core/study/Completeness.h"
#include "core/study/PacsSearch.h"

#include <QFile>
#include <QRegularExpression>

namespace vigil::test {

using namespace study;

namespace {

/// Wild cards as in PS3.4 C.2.2.2.4; an empty pattern matches everybody.
bool matches(const QString& pattern, const QString& name) {
    return pattern.isEmpty() || QRegularExpression(QRegularExpression::wildcardToRegularExpression(pattern))
                                    .match(name)
                                    .hasMatch();
}

} // namespace

class FakePacs::Worklist final : public WorklistSource {
public:
    explicit Worklist(FakePacs& pacs) : m_pacs(pacs) {}
    Result<void> find(const WorklistQuery& query, const std::function<void(Study)>& found,
                      std::stop_token stop) override {
        m_pacs.asking = true;
        const auto result = answer(query, found, stop);
        m_pacs.asking = false;
        return result;
    }
    Result<void> answer(const WorklistQuery& query, const std::function<void(Study)>& found,
                        const std::stop_token& stop) {
        if (m_pacs.beforeFind) m_pacs.beforeFind();
        m_pacs.lastQuery = query;
        if (m_pacs.fault) return *m_pacs.fault;
        for (const auto& study : m_pacs.studies) {
            if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Cancelled."), {}};
            if (!query.studyUid.isEmpty() && query.studyUid != study.studyUid) continue;
            if (!query.patientId.isEmpty() && query.patientId != study.patient.key.id) continue;
            if (!matches(query.patientName, study.patient.name)) continue;
            if (!query.accessionNumber.isEmpty() && query.accessionNumber != study.accessionNumber) continue;
            if (!mayHoldAny(study, query.modalities)) continue;
            if (query.from.isValid() && study.studyTime.date() < query.from) continue;
            found(study);
        }
        return {};
    }
    Result<QList<InstanceKey>> instances(const QString& studyUid, std::stop_token) override {
        if (m_pacs.fault) return *m_pacs.fault;
        return m_pacs.instancesOf.value(studyUid);
    }
    Result<QList<ObjectHeader>> documents(const QString& studyUid, std::stop_token stop) override {
        ++m_pacs.documentQuestions;
        if (m_pacs.documentsAsked) m_pacs.documentsAsked(stop);
        if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Cancelled."), {}};
        if (m_pacs.fault) return *m_pacs.fault;
        return m_pacs.documentsOf.value(studyUid);
    }
    Result<void> echo(std::stop_token) override {
        if (m_pacs.fault) return *m_pacs.fault;
        return {};
    }

private:
    FakePacs& m_pacs;
};

class FakePacs::Retriever final : public StudyRetriever {
public:
    Retriever(FakePacs& pacs, ObjectSink& sink) : m_pacs(pacs), m_sink(sink) {}
    Result<RetrieveOutcome> retrieve(const QString& studyUid, const Beforehand& before,
                                     const std::function<void(RetrieveProgress)>& progress,
                                     std::stop_token stop) override {
        ++m_pacs.retrieves;
        const auto& already = before.here;
        {
            const std::scoped_lock lock(m_pacs.mutex);
            m_pacs.lastAlready = already;
            m_pacs.lastSettledCount = before.settledCount;
        }
        if (m_pacs.fault) return *m_pacs.fault;
        const auto named = m_pacs.instancesOf.value(studyUid);
        RetrieveOutcome outcome;
        outcome.expected = static_cast<int>(named.size());
        outcome.method = QStringLiteral("move");
        outcome.counted = before.counted;
        outcome.uncertain = m_pacs.uncertain;
        for (qsizetype i = 0; i < named.size(); ++i) {
            if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Cancelled."), {}};
            if (already.contains(named.at(i)))
                ++outcome.received;
            else if (m_pacs.damaged.contains(named.at(i).sopInstanceUid)) {
                outcome.missing << named.at(i);
                outcome.damaged.insert(named.at(i).sopInstanceUid,
                                       m_pacs.damaged.value(named.at(i).sopInstanceUid));
                outcome.problem = damagedText(outcome.damaged);
            } else if (i >= named.size() - m_pacs.loseLast)
                outcome.missing << named.at(i);
            else {
                VIGIL_CHECK(send(named.at(i)));
                if (m_pacs.delivered) m_pacs.delivered();
                ++outcome.received;
            }
            progress({outcome.received, 0, outcome.expected});
        }
        return outcome;
    }

private:
    Result<void> send(const InstanceKey& key) {
        VIGIL_TRY(const auto path, m_sink.temporaryFile());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write("x") != 1)
            return Error{Error::Code::DiskFull, {}, {}};
        file.close();
        ReceivedObject object;
        object.temporaryPath = path;
        object.bytes = 1;
        object.header = m_pacs.headers.value(key.sopInstanceUid);
        object.header.key = key;
        return m_sink.accept(std::move(object)).get();
    }
    FakePacs& m_pacs;
    ObjectSink& m_sink;
};

std::unique_ptr<WorklistSource> FakePacs::worklistSource() {
    return std::make_unique<Worklist>(*this);
}

std::unique_ptr<StudyRetriever> FakePacs::retriever(ObjectSink& sink) {
    return std::make_unique<Retriever>(*this, sink);
}

} // namespace vigil::test
