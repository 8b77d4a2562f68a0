// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/CsvTable.h"

#include <QStringDecoder>

namespace vigil::directory {

namespace {

Error invalid(int line, const QString& what) {
    return {Error::Code::Invalid, QStringLiteral("line %1: %2").arg(line).arg(what), {}};
}

/// Takes the text character by character. Used for one call.
class Scanner {
public:
    explicit Scanner(QString text) : m_text(std::move(text)) {}

    Result<QList<CsvTable::Row>> rows() {
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            const auto c = m_text.at(i);
            if (m_inQuotes) {
                if (c == QLatin1Char('\n')) ++m_line;
                if (c != QLatin1Char('"'))
                    m_cell += c;
                else if (i + 1 < m_text.size() && m_text.at(i + 1) == QLatin1Char('"'))
                    m_cell += m_text.at(++i);
                else
                    m_inQuotes = false;
            } else if (c == QLatin1Char('"')) {
                if (!m_cell.isEmpty())
                    return invalid(m_line, QStringLiteral("a quotation mark within a value"));
                m_inQuotes = m_wasQuoted = true;
            } else if (c == QLatin1Char(',')) {
                endCell();
            } else if (c == QLatin1Char('\n')) {
                endRow();
                m_row.line = ++m_line;
            } else if (m_wasQuoted && !c.isSpace()) {
                return invalid(m_line, QStringLiteral("text after a closing quotation mark"));
            } else {
                m_cell += c;
            }
        }
        if (m_inQuotes) return invalid(m_row.line, QStringLiteral("a quotation mark that is not closed"));
        endRow();
        return m_rows;
    }

private:
    void endCell() {
        m_row.cells << m_cell.trimmed();
        m_cell.clear();
        m_wasQuoted = false;
    }
    void endRow() {
        endCell();
        const bool empty = m_row.cells.join(QString()).isEmpty();
        if (!empty) m_rows << m_row;
        m_row.cells.clear();
    }

    QString m_text;
    QString m_cell;
    CsvTable::Row m_row{1, {}};
    QList<CsvTable::Row> m_rows;
    int m_line = 1;
    bool m_inQuotes = false;
    bool m_wasQuoted = false;
};

} // namespace

Result<CsvTable> CsvTable::parse(const QByteArray& csv) {
    int line = 1;
    for (const auto& each : csv.split('\n')) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        static_cast<void>(QString(decoder(each)));
        if (decoder.hasError())
            return invalid(line, QStringLiteral("this is not UTF-8: save the table as \"CSV UTF-8\""));
        ++line;
    }
    auto text = QString::fromUtf8(csv);
    if (text.startsWith(QChar(0xFEFF))) text.remove(0, 1);
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    VIGIL_TRY(auto rows, Scanner(text).rows());
    return CsvTable{std::move(rows)};
}

} // namespace vigil::directory
