// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>
#include <QStringList>

class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace vigil::ui {

/// What the reader is about to sign and send, in words.
struct SignSummary {
    QString patient; ///< name, born, sex, identifier
    QStringList procedures;
    QString title;
    QString signer;
    int sections = 0; ///< with text in them
    int images = 0;
    QStringList alerts;   ///< "Critical: tension pneumothorax, this computer only"
    QStringList problems; ///< each stops the signing
    QStringList remarks;  ///< open: to be dismissed or answered first
};

/// The sheet before signing: what goes out, what stands in the way, the PIN. A page inside the report panel,
/// not a window; Esc goes back to the text and loses nothing. Owned by ReportPanel; UI thread.
class SignSheet : public QFrame {
    Q_OBJECT
public:
    enum class Pin { Known, ToBeChosen };

    explicit SignSheet(QWidget* parent = nullptr);

    void present(const SignSummary& summary, Pin pin);
    /// While the documents are written; nothing can be pressed.
    void showWorking(const QString& text);
    void showProblem(const QString& message);
    void showDone(const QString& message);
    /// The PIN was kept: another try asks for it once.
    void pinIsKnown();
    /// The signature it waited for is over, and the sheet is not shown any more.
    void forget();
    [[nodiscard]] bool isWorking() const { return m_working; }

Q_SIGNALS:
    void signRequested(const QString& pin);
    void pinChosen(const QString& pin);
    void dismissed();
    /// The reader saw all open remarks and stands by the text.
    void remarksDismissed();
    /// After success: go on to the next study.
    void finished();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildPin(QVBoxLayout& layout);
    void fillList(const SignSummary& summary);
    void addLine(const QString& label, const QString& text);
    void submit();
    void close();
    void dismissRemarks();
    void updateSign();

    QFormLayout* m_lines = nullptr;
    QLabel* m_problems = nullptr;
    QLabel* m_remarks = nullptr;
    QPushButton* m_dismiss = nullptr;
    QLabel* m_pinHint = nullptr;
    QLineEdit* m_pin = nullptr;
    QLineEdit* m_again = nullptr;
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_sign = nullptr;
    QPushButton* m_back = nullptr;
    Pin m_pinState = Pin::Known;
    bool m_working = false;
    bool m_done = false;
    bool m_blocked = false;
    bool m_remarksOpen = false;
};

} // namespace vigil::ui
