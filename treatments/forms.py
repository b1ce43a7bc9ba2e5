"""The session form: one page in groups, saved as a draft or saved and signed."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.forms import OnceMixin, PlainForm, ThreeBoxDateField, VasInput
from clinic.times import ClockChange, local_instant, localised
from clinic.widgets import QuickHidden, QuickInput, QuickTextarea
from library.models import Condition
from patients.models import Patient

from . import prescription
from .actions import NewCourse, SessionContent, check_needles, needle_sentence
from .catalogue import catalogue
from .errors import NeedlesUnaccounted
from .models import Course, Session
from .models.courses import MOST_PLANNED
from .models.sessions import LONGEST_RETENTION_MINUTES, MOST_NEEDLES, WORST_PAIN_MM
from .queries import count_sessions
from .safety_form import REASON, SafetyFields
from .shorthand import LONGEST_TEXT

NEW = "new"
EARLIEST_YEAR = 1990
NEEDED_SOMETIMES = ("complaint", "planned_sessions", "needles_in", "needles_out")
# Columns of Session that the form fills one to one.
PLAIN = (
    *("change_since", "tongue", "pulse", "patterns", "principle", "notes", "advice"),
    *("needles_in", "needles_out", "needles_note", "retention_minutes"),
)


def number(label: str, *, lowest: int = 0, highest: int, unit: str, **kwargs: Any) -> forms.IntegerField:
    """A whole number in a short box. Blank is no answer, never 0."""
    sentence = f"{label} must be a whole number from {lowest} to {highest}{unit}."
    errors = {"invalid": sentence, "min_value": sentence, "max_value": sentence}
    kwargs.setdefault("widget", QuickInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}))
    return forms.IntegerField(
        label=label, required=False, min_value=lowest, max_value=highest, error_messages=errors, **kwargs
    )


def line(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=300, widget=QuickInput, **kwargs)


def text(label: str, limit: int, rows: int, **kwargs: Any) -> forms.CharField:
    widget = QuickTextarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=limit, widget=widget, **kwargs)


class SessionForm(SafetyFields, OnceMixin, PlainForm):
    """`courses` are those the session may belong to; `zone` is the wall clock that the page speaks."""

    version = forms.IntegerField(
        error_messages={
            "invalid": "This page is out of date. Open the draft again in another window and copy over what you typed."
        },
        widget=QuickHidden,
        required=False,
    )
    course = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the course that this session belongs to.",
            "invalid_choice": "Choose one of the courses offered.",
        },
    )
    complaint = line("Main complaint", help_text="In the patient’s words.")
    condition = forms.ModelChoiceField(
        Condition.objects.order_by("name"), label="Condition", required=False, empty_label="Not chosen"
    )
    goal = line("Goal", help_text="What the patient wants to be able to do again.")
    planned_sessions = number("Planned sessions", lowest=1, highest=MOST_PLANNED, unit="", initial=8)

    day = ThreeBoxDateField(what="Date of the session", label="Date")
    clock = forms.CharField(
        label="Time",
        max_length=8,
        widget=QuickInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
        error_messages={"required": "Enter the time at which the session began, for example 14:30."},
    )
    change_since = text("What has changed since last time", 4000, 3)
    vas_before = number("Pain before", highest=WORST_PAIN_MM, unit=" mm", widget=VasInput)
    points = forms.CharField(
        label="Points used",
        required=False,
        max_length=LONGEST_TEXT,
        widget=QuickTextarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "data-points": ""}),
        help_text="For example LI4 b, ST36 r 25mm obl, Yintang. Side l, r or b; depth in mm; angle perp, obl or trans.",
    )
    needles_in = number("Needles in", highest=MOST_NEEDLES, unit="", help_text="Needed to sign")
    needles_out = number("Needles out", highest=MOST_NEEDLES, unit="", help_text="Needed to sign")
    retention_minutes = number("Minutes retained", highest=LONGEST_RETENTION_MINUTES, unit="")
    needles_note = line("Why the counts differ", help_text="Only if fewer needles came out than went in.")
    vas_after = number("Pain after", highest=WORST_PAIN_MM, unit=" mm", widget=VasInput)
    tongue = line("Tongue")
    pulse = line("Pulse")
    patterns = line("Pattern")
    principle = line("Treatment principle")
    notes = text("Notes", 10_000, 4)
    advice = text("Advice given", 4000, 2)

    def __init__(
        self, *args: Any, patient: Patient, courses: list[Course], zone: str, signing: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.courses, self.zone, self.signing = courses, zone, signing
        self.prescription = self._read_points()
        self.look_at_safety(patient, self.prescription.needled, zone=zone)
        if not self.is_bound:
            self._show_what_is_needed()
        self.fields["course"].choices = [  # type: ignore[attr-defined]
            *((str(course.pk), course.complaint) for course in courses),
            (NEW, "A new course"),
        ]

    def _read_points(self) -> prescription.Prescription:
        text = str(self.data.get("points", "") if self.is_bound else self.initial.get("points") or "").strip()
        return prescription.read(text[:LONGEST_TEXT], catalogue()) if text else prescription.Prescription((), ())

    def show_version(self, version: int) -> None:
        """Let the page's next saving be one of `version`: what was typed stays as it is."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data

    @property
    def course_boxes(self) -> list[tuple[Any, Course | None, int]]:
        """Each radio button with its course and that course's number of sessions; None stands for the new one."""
        counts = count_sessions(self.courses) if self.courses else {}
        courses: list[Course | None] = [*self.courses, None]
        return [
            (box, one, counts.get(one.pk, 0) if one else 0) for box, one in zip(self["course"], courses, strict=True)
        ]

    def clean_complaint(self) -> str:
        if self.cleaned_data.get("course") == NEW and not self.cleaned_data["complaint"]:
            raise ValidationError("Enter the main complaint, in the patient’s words.")
        return self.cleaned_data["complaint"]

    def clean_planned_sessions(self) -> int | None:
        planned = self.cleaned_data["planned_sessions"]
        if self.cleaned_data.get("course") == NEW and planned is None:
            raise ValidationError(f"Enter how many sessions are planned, 1 to {MOST_PLANNED}.")
        return planned

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day.year < EARLIEST_YEAR:
            raise ValidationError(f"A session before {EARLIEST_YEAR} cannot be right. Check the year.")
        return day

    def clean_clock(self) -> time:
        typed = self.cleaned_data["clock"].strip().replace(".", ":")
        try:
            return datetime.strptime(typed, "%H:%M").replace(tzinfo=UTC).time()
        except ValueError:
            raise ValidationError("Write the time as hours and minutes, for example 14:30.") from None

    def clean_points(self) -> str:
        if self.prescription.mistakes:
            raise ValidationError([mistake.sentence for mistake in self.prescription.mistakes])
        return self.cleaned_data["points"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "clock" in cleaned:
            self._clean_start(cleaned)
        self._clean_needles(cleaned)
        if self.signing:
            self.clean_safety(cleaned)
        self._show_what_is_needed()
        return cleaned

    def _show_what_is_needed(self) -> None:
        """Take "(optional)" from what a new course, a signature or a caution needs; `clean` has rules of its own."""
        for name in (*NEEDED_SOMETIMES, *self.reason_names):
            self.fields[name].required = True

    def _clean_start(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["started_at"] = local_instant(cleaned["day"], cleaned["clock"], self.zone)
        except ClockChange as error:
            self.add_error("clock", error.sentence)
            return
        now = timezone.now()
        if cleaned["started_at"] > now:
            is_today = cleaned["day"] == localised(now, self.zone).date()
            sentence = "A session cannot be in the future. Check the {}."
            self.add_error("clock" if is_today else "day", sentence.format("time" if is_today else "date"))

    def _clean_needles(self, cleaned: dict[str, Any]) -> None:
        if self.errors.keys() & {"needles_in", "needles_out", "needles_note"}:
            return
        went_in, came_out, note = (cleaned.get(name) for name in ("needles_in", "needles_out", "needles_note"))
        if came_out is not None and went_in is None:
            self.add_error("needles_in", "Enter how many needles went in, 0 if there were none.")
        elif came_out is not None and (came_out > went_in or (came_out < went_in and not note)):
            self.add_error("needles_out", needle_sentence(went_in, came_out))
        elif self.signing:
            try:
                check_needles(went_in, came_out, note or "")
            except NeedlesUnaccounted as error:
                self.add_error("needles_in" if went_in is None else "needles_out", error.sentence)

    def content(self) -> SessionContent:
        """What was typed, as the actions take it. Only for a valid form."""
        cleaned = self.cleaned_data
        return SessionContent(
            course=self._course(),
            started_at=cleaned["started_at"],
            fields={name: cleaned[name] for name in PLAIN},
            needled=self.prescription.needled,
            vas_before=cleaned["vas_before"],
            vas_after=cleaned["vas_after"],
            reasons=self.reasons,
            confirmed_screening=self.confirmed_screening,
        )

    def _course(self) -> Course | NewCourse:
        cleaned = self.cleaned_data
        if cleaned["course"] != NEW:
            return next(course for course in self.courses if str(course.pk) == cleaned["course"])
        return {
            "complaint": cleaned["complaint"],
            "goal": cleaned["goal"],
            "planned_sessions": cleaned["planned_sessions"],
            "condition": cleaned["condition"],
        }


def initial_for_new(*, courses: list[Course], started_at: datetime, zone: str) -> dict[str, Any]:
    """What a new session's form begins with: the current course, if there is one, and when it began."""
    local = localised(started_at, zone)
    current = next((str(c.pk) for c in courses if c.status == Course.Status.CURRENT), NEW)
    return {"course": current, "day": local.date(), "clock": f"{local:%H:%M}", "once_key": uuid.uuid4()}


def initial_for_draft(
    session: Session, *, points: str, scores: dict[str, int], reasons: dict[str, str], zone: str
) -> dict[str, Any]:
    """What a draft's form begins with: the draft as it was saved."""
    local = localised(session.started_at, zone)
    return {name: getattr(session, name) for name in PLAIN} | {
        "once_key": session.once_key,
        "version": session.version,
        "course": str(session.course_id),
        "day": local.date(),
        "clock": f"{local:%H:%M}",
        "points": points,
        "vas_before": scores.get("before"),
        "vas_after": scores.get("after"),
        **{REASON + rule_id: reason for rule_id, reason in reasons.items()},
    }
