// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

class QFormLayout;
class QLabel;
class QPushButton;

namespace vigil::ui {

/// One thing that a form asks for.
struct FactField {
    enum class Kind { Line, Choice, OpenChoice, Time, Date, YesNo, Text };
    enum class Need { Required, Optional };

    QString key;
    QString label;
    Kind kind = Kind::Line;
    Need need = Need::Required;
    QStringList choices; ///< Choice: these only; OpenChoice: these or own words
    QString initial;     ///< YesNo: "yes" or empty; Time: local ISO time; Date: ISO
    QString hint;
    /// Asked for only while another field has one of these values; empty = always.
    QString shownFor{};
    QStringList shownWhen{};
};

/// A small form inside the page, for the facts that an act needs: no window of its own, nothing typed is lost
/// until it is submitted or closed. Enter goes to the next field, Ctrl+Enter submits, Esc closes. Owned by
/// the pane that shows it; UI thread.
class FactsForm : public QFrame {
    Q_OBJECT
public:
    explicit FactsForm(QWidget* parent = nullptr);

    /// Starts a form. `act` names what is being recorded; it comes back with submitted().
    void ask(const QString& act, const QString& title, const QString& explanation, const QString& button,
             const QList<FactField>& fields);
    [[nodiscard]] QString act() const { return m_act; }
    /// What one has before the eyes while filling it in: numbers, words to read out. Until the next ask().
    void setSheet(const QString& text);
    /// What went wrong, in plain words, above the button; the form stays as it is.
    void showProblem(const QString& message);
    void dismiss();

    [[nodiscard]] QString value(const QString& key) const;
    void setValue(const QString& key, const QString& text);

Q_SIGNALS:
    void submitted(const QString& act, const QHash<QString, QString>& facts);
    void dismissed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void submit();
    void addField(const FactField& field);
    void showWhatIsAskedFor();
    [[nodiscard]] bool isAskedFor(const FactField& field) const;
    QWidget* widgetFor(const FactField& field);
    void watch(QWidget* widget);
    bool takeKey(QObject* watched, QEvent* event);

    QString m_act;
    QList<FactField> m_fields;
    QHash<QString, QWidget*> m_widgets;
    QHash<QString, QWidget*> m_rows; ///< what stands in the form for a field; mostly the widget itself
    QLabel* m_title = nullptr;
    QLabel* m_explanation = nullptr;
    QLabel* m_sheet = nullptr;
    QLabel* m_problem = nullptr;
    QFormLayout* m_form = nullptr;
    QPushButton* m_submit = nullptr;
};

} // namespace vigil::ui
