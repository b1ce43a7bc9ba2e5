"""Two windows, one draft: what differs between what is saved and what was typed."""

from typing import Any, NamedTuple

from . import prescription
from .forms import NEW, PLAIN, SessionForm
from .models import Session


class Difference(NamedTuple):
    """One field, as saved in the other window and as typed in this one; empty text where there is nothing."""

    label: str
    saved: str
    typed: str


def differences(form: SessionForm, saved: dict[str, Any], *, made: Session | None = None) -> list[Difference]:
    """Return the fields in which a form without mistakes differs from the draft as it is saved now.

    With `made`, the form may be the one that made that session: its "new course" is then the session's own.
    """
    is_own_course = made is not None and form.cleaned_data.get("complaint") == made.course.complaint
    course = {"course": made.course_id} if made is not None and is_own_course else {}
    typed = (
        form.cleaned_data
        | course
        | {
            "clock": f"{form.cleaned_data['clock']:%H:%M}",
            "points": prescription.write(list(form.prescription.needled)),
        }
    )
    names = ["course", "day", "clock", *PLAIN, "points", "vas_before", "vas_after"]
    pairs = [(name, _shown(form, name, saved.get(name)), _shown(form, name, typed.get(name))) for name in names]
    return [Difference(str(form[name].label), old, new) for name, old, new in pairs if old != new]


def _shown(form: SessionForm, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "course":
        complaints = {str(course.pk): course.complaint for course in form.courses} | {NEW: "A new course"}
        return complaints.get(str(value), "")
    if name == "day":
        return f"{value.day} {value:%B %Y}"
    return str(value).replace("\r\n", "\n").strip()
