// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/answer_page.h"

#include <QScrollBar>
#include <QSplitter>

#include "format/notices.h"
#include "format/variant_answer.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/marks.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

QString escaped(std::string_view text) { return models::text(text).toHtmlEscaped(); }

QString html_of(const std::vector<format::Piece>& pieces) {
  QString html;
  for (const format::Piece& piece : pieces) {
    QString shown = escaped(piece.text);
    if (piece.code) shown = QStringLiteral("<code>%1</code>").arg(shown);
    html += piece.strong ? QStringLiteral("<b>%1</b>").arg(shown) : shown;
  }
  return html;
}

// The marks of the forest plot as letters.
QString letter_of(compare::Outcome outcome) {
  switch (models::outcome_mark(outcome)) {
    case models::Mark::Circle:
      return QStringLiteral("\u25cf");
    case models::Mark::Downwards:
      return QStringLiteral("\u25bc");
    case models::Mark::Diamond:
    case models::Mark::Pentagon:
      return QStringLiteral("\u25c6");
    case models::Mark::Triangle:
      return QStringLiteral("\u25b2");
    case models::Mark::Square:
      return QStringLiteral("\u25a0");
    case models::Mark::Ring:
      return QStringLiteral("\u25cb");
    case models::Mark::Cross:
      break;
  }
  return QStringLiteral("\u2715");
}

QString outcome_letter(compare::Outcome outcome) {
  return QStringLiteral("<span style='color:%1'>%2</span>")
      .arg(models::outcome_color(outcome).name(), letter_of(outcome));
}

QString answers_html(const models::LoadedRun& run) {
  QString html = QStringLiteral("<p style='font-size:large'>%1</p>")
                     .arg(html_of(format::summary(run, run.findings)));
  for (const format::VariantAnswer& answer : format::variant_answers(run, run.findings)) {
    html += QStringLiteral("<p>%1 <b>%2</b>: %3<br>%4")
                .arg(outcome_letter(answer.outcome), escaped(answer.variant),
                     QString::fromUtf8(to_string(answer.outcome)), html_of(answer.text));
    if (!answer.others.empty()) html += QStringLiteral("<br>") + escaped(answer.others);
    html += QStringLiteral("</p>");
  }
  if (const std::string tests = format::family_text(run); !tests.empty())
    html += QStringLiteral("<p><i>%1</i></p>").arg(escaped(tests));
  return html;
}

QColor severity_color(catalog::Severity severity) {
  switch (severity) {
    case catalog::Severity::Error:
      return models::status_color(CellStatus::GuestOops);
    case catalog::Severity::Warning:
      return models::status_color(CellStatus::WorkloadError);
    case catalog::Severity::Note:
      break;
  }
  return models::status_color(CellStatus::Planned);
}

QString notices_html(const std::vector<format::Notice>& notices) {
  if (notices.empty()) return QStringLiteral("<p>Nothing is missing.</p>");
  QString html;
  for (const format::Notice& notice : notices) {
    html += QStringLiteral("<p><span style='color:%1'>\u25a0</span> <b>%2</b>: %3.")
                .arg(severity_color(notice.severity).name(),
                     models::text(to_string(notice.severity)), escaped(notice.what));
    if (!notice.remedy.empty()) html += QStringLiteral("<br>\u2192 %1").arg(escaped(notice.remedy));
    html += QStringLiteral("</p>");
  }
  return html;
}

// The place in the text stays.
void set_html(QTextBrowser& browser, const QString& html) {
  const int place = browser.verticalScrollBar()->value();
  browser.setHtml(html);
  browser.verticalScrollBar()->setValue(place);
}

QTextBrowser* text_box(const QString& accessible_name, QWidget* parent) {
  auto* box = new QTextBrowser(parent);
  box->setAccessibleName(accessible_name);
  box->setOpenLinks(false);
  box->setFrameShape(QFrame::NoFrame);
  box->setTabChangesFocus(true);
  box->document()->setDocumentMargin(0);
  return box;
}

// A caption above what it names.
QWidget* captioned(const QString& caption, QWidget* content) {
  auto* both = new QWidget(content->parentWidget());
  auto* layout = new QVBoxLayout(both);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  QLabel* name = label("caption", both);
  name->setText(caption);
  name->setBuddy(content);
  layout->addWidget(name);
  layout->addWidget(content, 1);
  return both;
}

}  // namespace

AnswerPage::AnswerPage(QWidget* parent)
    : Page(parent),
      title_(label("title", this)),
      question_(label("subtitle", this)),
      answers_(text_box(tr("What each variant changed"), this)),
      notices_(text_box(tr("What is missing or touches the numbers"), this)),
      conditions_(new ConditionChoice(this)),
      forest_(new charts::ForestPlot(this)),
      effects_(new models::EffectModel(models::effect_columns(), this)),
      note_(label("caption", this)) {
  question_->setWordWrap(true);
  note_->setWordWrap(true);
  auto* parts = new QSplitter(Qt::Vertical, this);
  parts->addWidget(texts());
  parts->addWidget(effects_part());
  parts->setChildrenCollapsible(false);
  parts->setHandleWidth(kGap);
  parts->setStretchFactor(0, 2);
  parts->setStretchFactor(1, 3);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(title_);
  layout->addWidget(question_);
  layout->addWidget(parts, 1);

  connect(conditions_, &ConditionChoice::changed, this, [this] { show_effects(); });
  connect(forest_, &charts::ForestPlot::activated, this, [this](const QString& metric) {
    models::Place place{.page = models::PageId::Compare};
    place.condition = static_cast<std::size_t>(conditions_->choice().currentIndex());
    place.metric = metric.toStdString();
    Q_EMIT pointed_at(place);
  });
}

QWidget* AnswerPage::texts() {
  auto* halves = new QSplitter(Qt::Horizontal, this);
  halves->addWidget(captioned(tr("The answer"), answers_));
  halves->addWidget(captioned(tr("Before you believe it"), notices_));
  halves->setChildrenCollapsible(false);
  halves->setHandleWidth(2 * kGap);
  halves->setStretchFactor(0, 3);
  halves->setStretchFactor(1, 2);
  return halves;
}

QWidget* AnswerPage::effects_part() {
  auto* part = new QWidget(this);
  auto* layout = new QVBoxLayout(part);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  layout->addWidget(conditions_);
  layout->addWidget(captioned(tr("Effects against the baseline, with 95 % intervals"), forest_), 1);
  layout->addWidget(note_);
  QStringList words;
  using compare::Outcome;
  for (const Outcome outcome : {Outcome::Improved, Outcome::Regressed, Outcome::Changed,
                                Outcome::Lead, Outcome::NoDifference, Outcome::Inconclusive})
    words << letter_of(outcome) + QStringLiteral(" ") + QString::fromUtf8(to_string(outcome));
  note_->setText(words.join(QStringLiteral("   ")) +
                 tr(".   A click, or Return, shows the boots of the metric."));
  return part;
}

void AnswerPage::show_run(const models::RunData& run) {
  run_ = run;
  title_->setText(models::text(run->run.name));
  question_->setText(models::text(run->about.question));
  question_->setVisible(!run->about.question.empty());
  set_html(*answers_, answers_html(*run));
  set_html(*notices_, notices_html(format::notices(*run, run->findings)));
  conditions_->setVisible(run->conditions.size() > 1);
  conditions_->offer(run);
}

void AnswerPage::show_effects() {
  const int at = conditions_->choice().currentIndex();
  std::vector<models::EffectGroup> groups;
  if (at >= 0)
    groups = models::effect_groups(*run_, run_->findings,
                                   run_->findings.conditions.at(static_cast<std::size_t>(at)));
  effects_->set_rows(models::effect_rows(groups));
  forest_->show_effects(std::move(groups));
}

}  // namespace folioscope::pages
