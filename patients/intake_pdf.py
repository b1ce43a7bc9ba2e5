"""The intake on paper: blank, for a patient to write on, and as it was handed in."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from reportlab.platypus import CondPageBreak, Flowable

from clinic.printing import (
    LTR,
    Paper,
    PrintSize,
    Styles,
    build_document,
    gap,
    lead,
    lines_to_write_on,
    notice,
    para,
    section,
    styles,
    table,
    tick_boxes,
    title,
    write_on_lines,
)
from patients.after_intake import URGENT
from patients.answers import DONT_KNOW, MOST_ACTIVITIES, Said
from patients.bodychart.drawing import figures, legend
from patients.bodychart.marks import read_marks
from patients.models import Intake
from patients.questionnaire import Question, Questionnaire, Step

LONG_LINES, SHORT_LINES = 3, 1
TALL = frozenset({"long_text", "activities", "vas"})
HELP_FIRST = (
    "Do not wait for your visit. Call your emergency number if it is sudden, severe or getting worse; otherwise speak "
    "to a doctor today, and tell us."
)


def written(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def intake_pdf(
    intake: Intake,
    said: list[tuple[Step, list[Said]]],
    *,
    paper: Paper = Paper.A4,
    print_size: PrintSize = PrintSize.NORMAL,
) -> bytes:
    """What a patient answered, for the practitioner."""
    st, patient = styles(print_size), intake.patient
    born = f", born {patient.born_in_words}" if patient.born_in_words else ""
    handed_in = timezone.localtime(intake.submitted_at)
    typed = f" and typed in by {intake.entered_by.name}" if intake.entered_by else ""
    how = f"{intake.get_how_display()}{typed}, {written(handed_in)} at {handed_in:%H:%M}"
    story: list[Flowable] = [title("Intake", st), lead(f"{LTR}{patient.full_name}{born}", st)]
    story.append(para(f"{how}. Questions: {intake.version}. Filled in on {written(intake.filled_on)}.", st.small))
    for step, answers in said:
        story.append(section(step.title, st))
        story.append(_answers(answers, st))
        for one in answers:
            if one.question.kind == "body_marks" and isinstance(intake.answers[one.question.id], list):
                story.append(figures(read_marks(intake.answers[one.question.id]), font_size=st.small.fontSize))
    return build_document(
        story,
        title="Intake",
        author=settings.CLINIC["name"],
        paper=paper,
        print_size=print_size,
        head=settings.CLINIC["name"],
        head_right="Confidential",
        footer_left=f"Intake {intake.pk}, patient {patient.pk}",
    )


def _answers(answers: list[Said], st: Styles) -> Flowable:
    rows = [[[(one.question.text, {"bold": True})], "\n".join(one.lines)] for one in answers]
    return table(rows, st, widths=[2, 3], header=False)


def blank_pdf(
    questionnaire: Questionnaire, *, paper: Paper = Paper.A4, print_size: PrintSize = PrintSize.NORMAL
) -> bytes:
    """Every question with boxes to tick and lines to write on. Questions that need a licence are not printed."""
    st = styles(print_size)
    story: list[Flowable] = [
        title(questionnaire.title, st),
        lead("Please answer as far as you like and bring this with you. Your answers are confidential.", st),
        write_on_lines([("Name", ""), ("Date of birth", ""), ("Today’s date", "")], st, widths=[3, 2, 2]),
    ]
    for step in questionnaire.steps:
        story += _blank_step(step, questionnaire, st)
    clinic = settings.CLINIC["name"]
    return build_document(
        story,
        title=questionnaire.title,
        author=clinic,
        paper=paper,
        print_size=print_size,
        head=clinic,
        head_right="Confidential when filled in",
        footer_left=f"Questions: {questionnaire.name} version {questionnaire.version}",
    )


def _blank_step(step: Step, questionnaire: Questionnaire, st: Styles) -> Iterator[Flowable]:
    questions = [one for one in step.questions if not one.needs_licence]
    if not questions:
        return
    yield CondPageBreak(st.body.leading * (_lines_needed(questions[0], st) + (6 if step.lead else 4)))
    yield section(step.title, st)
    if step.lead:
        yield para(step.lead, st.body)
    for question in questions:
        if question.id == URGENT:
            yield notice([HELP_FIRST], st, "If you tick any of these")
        yield from _blank_question(question, questionnaire, st)


def _blank_question(question: Question, questionnaire: Questionnaire, st: Styles) -> Iterator[Flowable]:
    yield CondPageBreak(st.body.leading * _lines_needed(question, st))
    yield para(question.text, st.subsection)
    about = (_for_whom(question, questionnaire), question.hint, f"Why we ask: {question.why}")
    yield para("\n".join(part for part in about if part), st.small)
    yield from _blank_answer(question, st)
    yield gap(st, 0.5)


def _lines_needed(question: Question, st: Styles) -> int:
    """How many lines must be left on a page to begin with the question there."""
    if question.kind == "body_marks":
        return 32 if st.print_size is PrintSize.NORMAL else 18
    return 9 if question.kind in TALL else 5


def _for_whom(question: Question, questionnaire: Questionnaire) -> str:
    relevance = question.relevance
    if relevance is None:
        return ""
    if relevance.ages is not None:
        return f"Only if you are between {relevance.ages[0]} and {relevance.ages[1]} years old."
    parent = questionnaire.questions[relevance.question]
    if parent.kind == "yes_no":
        return ""
    return f"Only if you ticked {' or '.join(f'“{parent.option_text(one)}”' for one in relevance.any[:1])}" + (
        " or another of the answers above." if len(relevance.any) > 1 else "."
    )


def _blank_answer(question: Question, st: Styles) -> Iterator[Flowable]:
    if question.kind == "body_marks":
        size = st.small.fontSize
        width = 430 if st.print_size is PrintSize.NORMAL else 350
        yield from (figures(width=width, font_size=size), legend(font_size=size), *tick_boxes([DONT_KNOW], st))
    elif question.kind in ("choice", "several", "yes_no"):
        yield from _boxes(question, st)
    elif question.kind == "vas":
        yield _scale(st)
    elif question.kind == "activities":
        for number in range(1, MOST_ACTIVITIES + 1):
            yield write_on_lines([(f"Activity {number}", ""), ("0 to 10", "")], st, widths=[5, 1])
    else:
        yield from lines_to_write_on(LONG_LINES if question.kind == "long_text" else SHORT_LINES, st)
        if question.takes_unknown:
            yield gap(st, 0.3)
            yield from tick_boxes([DONT_KNOW], st)


def _boxes(question: Question, st: Styles) -> Iterator[Flowable]:
    """Answers to tick; short ones beside each other."""
    words = [one.text for one in question.options]
    if question.kind == "yes_no":
        words = ["Yes", "No"]
    if question.takes_unknown:
        words = [*words, DONT_KNOW]
    longest = max(map(len, words))
    roomy = 34 if st.print_size is PrintSize.NORMAL else 20
    yield from tick_boxes(words, st, across=1 if longest > roomy else 3 if longest * 2 < roomy else 2)


def _scale(st: Styles) -> Flowable:
    return write_on_lines([("0, no pain", ""), ("A number from 0 to 100", ""), ("100, worst pain", "")], st)
