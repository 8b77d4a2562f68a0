// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/text/CodeExtensions.h"

#include <QHash>
#include <QStringDecoder>
#include <QStringList>

#include <algorithm>

namespace vigil::dicom {

namespace {

constexpr char escape = '\x1b';

bool isHigh(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

CharacterSet setOfRegistration(int number) {
    static const QHash<int, CharacterSet> sets{
        {6, CharacterSet::Ascii},     {100, CharacterSet::Latin1},   {101, CharacterSet::Latin2},
        {109, CharacterSet::Latin3},  {110, CharacterSet::Latin4},   {148, CharacterSet::Latin5},
        {203, CharacterSet::Latin9},  {144, CharacterSet::Cyrillic}, {127, CharacterSet::Arabic},
        {126, CharacterSet::Greek},   {138, CharacterSet::Hebrew},   {166, CharacterSet::Thai},
        {13, CharacterSet::Katakana}, {14, CharacterSet::Katakana},  {87, CharacterSet::Kanji},
        {159, CharacterSet::Kanji2},  {149, CharacterSet::Korean},   {58, CharacterSet::Chinese},
        {192, CharacterSet::Utf8}};
    return sets.value(number, CharacterSet::Unknown);
}

CharacterSet setOfTerm(const QString& term) {
    QString folded;
    for (const QChar c : term.toUpper())
        if (c.isLetterOrNumber()) folded += c;
    static const QHash<QString, CharacterSet> names{{QString(), CharacterSet::Ascii},
                                                    {QStringLiteral("ASCII"), CharacterSet::Ascii},
                                                    {QStringLiteral("GB18030"), CharacterSet::Gb18030},
                                                    {QStringLiteral("GBK"), CharacterSet::Gb18030},
                                                    {QStringLiteral("GB2312"), CharacterSet::Gb18030},
                                                    {QStringLiteral("UTF8"), CharacterSet::Utf8},
                                                    {QStringLiteral("LATIN1"), CharacterSet::Latin1},
                                                    {QStringLiteral("ISO88591"), CharacterSet::Latin1},
                                                    {QStringLiteral("ISO88592"), CharacterSet::Latin2},
                                                    {QStringLiteral("ISO88593"), CharacterSet::Latin3},
                                                    {QStringLiteral("ISO88594"), CharacterSet::Latin4},
                                                    {QStringLiteral("ISO88595"), CharacterSet::Cyrillic},
                                                    {QStringLiteral("ISO88596"), CharacterSet::Arabic},
                                                    {QStringLiteral("ISO88597"), CharacterSet::Greek},
                                                    {QStringLiteral("ISO88598"), CharacterSet::Hebrew},
                                                    {QStringLiteral("ISO88599"), CharacterSet::Latin5},
                                                    {QStringLiteral("ISO885911"), CharacterSet::Thai},
                                                    {QStringLiteral("ISO885915"), CharacterSet::Latin9},
                                                    {QStringLiteral("TIS620"), CharacterSet::Thai},
                                                    {QStringLiteral("EUCKR"), CharacterSet::Korean}};
    if (const auto found = names.constFind(folded); found != names.cend()) return *found;
    const auto marker = folded.lastIndexOf(QStringLiteral("IR"));
    return marker < 0 ? CharacterSet::Unknown : setOfRegistration(folded.mid(marker + 2).toInt());
}

/// What ICU calls a set whose bytes can be handed over unchanged.
const char* converterName(CharacterSet set) {
    switch (set) {
    case CharacterSet::Latin1:
        return "windows-1252"; // its superset: C1 controls do not occur in text, curly quotes do
    case CharacterSet::Latin2:
        return "ISO-8859-2";
    case CharacterSet::Latin3:
        return "ISO-8859-3";
    case CharacterSet::Latin4:
        return "ISO-8859-4";
    case CharacterSet::Latin5:
        return "ISO-8859-9";
    case CharacterSet::Latin9:
        return "ISO-8859-15";
    case CharacterSet::Cyrillic:
        return "ISO-8859-5";
    case CharacterSet::Arabic:
        return "ISO-8859-6";
    case CharacterSet::Greek:
        return "ISO-8859-7";
    case CharacterSet::Hebrew:
        return "ISO-8859-8";
    case CharacterSet::Thai:
        return "TIS-620";
    case CharacterSet::Kanji:
    case CharacterSet::Kanji2:
        return "EUC-JP";
    case CharacterSet::Korean:
        return "EUC-KR";
    case CharacterSet::Chinese:
    case CharacterSet::Gb18030:
        return "GB18030";
    default:
        return "UTF-8";
    }
}

QString convert(CharacterSet set, const QByteArray& bytes) {
    QStringDecoder decoder(converterName(set), QStringDecoder::Flag::Stateless);
    if (!decoder.isValid()) return QString(bytes.size(), QChar::ReplacementCharacter);
    // ICU keeps an incomplete character at the end to itself; a line feed behind it brings it out as U+FFFD.
    QString text = decoder.decode(bytes + '\n');
    if (text.endsWith(QLatin1Char('\n'))) text.chop(1);
    return text;
}

bool isDoubleByte(CharacterSet set) {
    return set == CharacterSet::Kanji || set == CharacterSet::Kanji2;
}

/// Sets without code extensions: the whole value is in them (PS3.5 6.1.2.4).
bool standsAlone(CharacterSet set) {
    return set == CharacterSet::Utf8 || set == CharacterSet::Gb18030;
}

struct Designation {
    const char* sequence; ///< after ESC
    CharacterSet set;
    bool upper; ///< G1 instead of G0
};

/// PS3.3 Table C.12-3 and C.12-4; "$@" is the older JIS C 6226, seen in the wild.
constexpr Designation designations[] = {
    {"(B", CharacterSet::Ascii, false},   {"(J", CharacterSet::Ascii, false},
    {")I", CharacterSet::Katakana, true}, {"-A", CharacterSet::Latin1, true},
    {"-B", CharacterSet::Latin2, true},   {"-C", CharacterSet::Latin3, true},
    {"-D", CharacterSet::Latin4, true},   {"-M", CharacterSet::Latin5, true},
    {"-b", CharacterSet::Latin9, true},   {"-L", CharacterSet::Cyrillic, true},
    {"-G", CharacterSet::Arabic, true},   {"-F", CharacterSet::Greek, true},
    {"-H", CharacterSet::Hebrew, true},   {"-T", CharacterSet::Thai, true},
    {"$B", CharacterSet::Kanji, false},   {"$@", CharacterSet::Kanji, false},
    {"$(D", CharacterSet::Kanji2, false}, {"$)C", CharacterSet::Korean, true},
    {"$)A", CharacterSet::Chinese, true}};

/// Reads a value from left to right, keeping what is designated to G0 and G1.
class Iso2022 {
public:
    Iso2022(const QByteArray& bytes, const std::vector<CharacterSet>& sets,
            const std::function<QString(const QByteArray&)>& repair)
        : m_bytes(bytes), m_repair(repair) {
        for (const auto set : sets)
            if (m_initialUpper == CharacterSet::Ascii && hasHighHalf(set)) m_initialUpper = set;
        m_upper = m_initialUpper;
    }

    QString decode() {
        while (m_at < m_bytes.size()) {
            const char c = m_bytes.at(m_at);
            if (c == escape)
                designate();
            else if (isDoubleByte(m_lower) && c > ' ' && c != '\x7f')
                takeKanji();
            else if (isHigh(c))
                takeUpper();
            else
                takeAscii();
        }
        return m_text;
    }

private:
    void designate() {
        for (const auto& designation : designations)
            if (m_bytes.mid(m_at + 1).startsWith(designation.sequence)) {
                (designation.upper ? m_upper : m_lower) = designation.set;
                m_at += 1 + static_cast<qsizetype>(qstrlen(designation.sequence));
                return;
            }
        m_text += QChar::ReplacementCharacter;
        ++m_at;
    }

    void takeAscii() {
        const char c = m_bytes.at(m_at++);
        m_text += QLatin1Char(c);
        // PS3.5 6.1.2.5.3: at these delimiters the sets of the first value are in force again. Without an
        // 8-bit first set the last designation stays, since nothing else could be meant by a high byte.
        if (QByteArray("\r\n\f\t^=\\").contains(c)) {
            m_lower = CharacterSet::Ascii;
            if (m_initialUpper != CharacterSet::Ascii) m_upper = m_initialUpper;
        }
    }

    void takeKanji() {
        QByteArray run;
        for (; m_at + 1 < m_bytes.size(); m_at += 2) {
            const char first = m_bytes.at(m_at);
            const char second = m_bytes.at(m_at + 1);
            if (first <= ' ' || second <= ' ') break;
            // EUC-JP holds JIS X 0208 with the high bits set, JIS X 0212 behind SS3.
            if (m_lower == CharacterSet::Kanji2) run += '\x8f';
            run += static_cast<char>(first | 0x80);
            run += static_cast<char>(second | 0x80);
        }
        if (!run.isEmpty()) {
            m_text += convert(m_lower, run);
            return;
        }
        m_text += QChar::ReplacementCharacter;
        ++m_at;
        m_lower = CharacterSet::Ascii;
    }

    void takeUpper() {
        const auto start = m_at;
        while (m_at < m_bytes.size() && isHigh(m_bytes.at(m_at)))
            ++m_at;
        const auto run = m_bytes.mid(start, m_at - start);
        if (m_upper == CharacterSet::Katakana) {
            for (const char c : run)
                m_text += katakana(static_cast<unsigned char>(c));
        } else if (m_upper != CharacterSet::Ascii) {
            m_text += convert(m_upper, run);
        } else {
            m_text += m_repair ? m_repair(run) : QString(run.size(), QChar::ReplacementCharacter);
        }
    }

    static QChar katakana(unsigned char c) {
        constexpr unsigned first = 0xa1;
        constexpr unsigned last = 0xdf;
        constexpr unsigned halfwidth = 0xff61;
        return c >= first && c <= last ? QChar(static_cast<char16_t>(halfwidth + c - first))
                                       : QChar(QChar::ReplacementCharacter);
    }

    const QByteArray& m_bytes;
    const std::function<QString(const QByteArray&)>& m_repair;
    qsizetype m_at = 0;
    CharacterSet m_lower = CharacterSet::Ascii;
    CharacterSet m_upper = CharacterSet::Ascii;
    CharacterSet m_initialUpper = CharacterSet::Ascii;
    QString m_text;
};

} // namespace

std::vector<CharacterSet> characterSets(const QString& specificCharacterSet) {
    std::vector<CharacterSet> sets;
    for (const auto& term : specificCharacterSet.split(QLatin1Char('\\')))
        sets.push_back(setOfTerm(term));
    return sets;
}

bool hasHighHalf(CharacterSet set) {
    return set != CharacterSet::Unknown && set != CharacterSet::Ascii && !isDoubleByte(set);
}

QString decodeWith(const QByteArray& bytes, const std::vector<CharacterSet>& sets,
                   const std::function<QString(const QByteArray&)>& repair) {
    const auto whole = std::find_if(sets.begin(), sets.end(), standsAlone);
    if (whole != sets.end()) return convert(*whole, bytes);
    return Iso2022(bytes, sets, repair).decode();
}

} // namespace vigil::dicom
