// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

class QFormLayout;
class QKeyEvent;
class QLabel;
class QLayout;
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
/// until it is submitted or closed. Enter goes to the next field and stays in the last one, Ctrl+Enter
/// submits, Esc closes; the buttons are for the mouse and for a screen reader's press, because a dictated
/// "new line" is Enter and a dictated pause a space. Submitted once: until showProblem() or dismiss()
/// answers, nothing is submitted again. Owned by the pane that shows it; UI thread.
class FactsForm : public QFrame {
    Q_OBJECT
public:
    explicit FactsForm(QWidget* parent = nullptr);

    /// Starts a form. `act` names what is being recorded; it comes back with submitted().
    void ask(const QString& act, const QString& title, const QString& explanation, const QString& button,
             const QList<FactField>& fields);
    [[nodiscard]] QString act() const { return m_act; }
    /// Whom and what the act is about, below the title and to screen readers. Until the next ask().
    void setAbout(const QString& text);
    /// What one has before the eyes while filling it in: numbers, words to read out. Until the next ask().
    void setSheet(const QString& text);
    /// The answer: what went wrong, in plain words, above the button. The form stays as it is.
    void showProblem(const QString& message);
    /// Something that happened meanwhile; no answer to what was submitted.
    void showRemark(const QString& message);
    /// Submitted, and not answered yet.
    [[nodiscard]] bool isSaving() const { return m_saving; }
    void dismiss();

    [[nodiscard]] QString value(const QString& key) const;
    void setValue(const QString& key, const QString& text);
    /// All that stands in it, also where nothing is asked for at the moment.
    [[nodiscard]] QHash<QString, QString> values() const;
    void setValues(const QHash<QString, QString>& values);

Q_SIGNALS:
    void submitted(const QString& act, const QHash<QString, QString>& facts);
    /// A value changed, by whomever.
    void edited();
    /// It was open and is not any more. `hadFocus`: the caret was in it, and may go where the form came from.
    void dismissed(bool hadFocus);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLayout* buildButtons();
    void setSaving(bool saving);
    void submit();
    void toNextField();
    [[nodiscard]] bool hasFocusWithin() const;
    void addField(const FactField& field);
    void followEdits(QWidget* widget);
    void showWhatIsAskedFor();
    [[nodiscard]] bool isAskedFor(const FactField& field) const;
    QWidget* widgetFor(const FactField& field);
    void watch(QWidget* widget);
    bool takeKey(QObject* watched, QEvent* event);
    bool takeEnter(QObject* watched, const QKeyEvent& key);

    QString m_act;
    QString m_button; ///< what the button says when it can be pressed
    bool m_saving = false;
    QList<FactField> m_fields;
    QHash<QString, QWidget*> m_widgets;
    QHash<QString, QWidget*> m_rows; ///< what stands in the form for a field; mostly the widget itself
    QLabel* m_title = nullptr;
    QLabel* m_about = nullptr;
    QLabel* m_explanation = nullptr;
    QLabel* m_sheet = nullptr;
    QLabel* m_problem = nullptr;
    QFormLayout* m_form = nullptr;
    QPushButton* m_submit = nullptr;
    QPushButton* m_close = nullptr;
};

} // namespace vigil::ui
