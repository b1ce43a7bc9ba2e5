"""One row of a spreadsheet, as the boxes of the patient form, with what is wrong in it."""

from dataclasses import dataclass, field
from typing import TypedDict

from .dates import NoDate, read_date
from .headers import JOINED, NAMES, TARGETS, answer
from .reading import NUL_SHOWN

SHOWN = 60  # characters of a wrong value that the report repeats


class Problem(TypedDict):
    """One thing that is wrong: in which column, what stands there, and the sentence that helps."""

    column: str
    value: str
    sentence: str


class Plan(TypedDict):
    """How a file is read: a target or "" per column, the order of dates, the status of those who have none."""

    targets: list[str]
    month_first: bool
    status: str


@dataclass
class Boxes:
    """What the patient form would have been sent, and the problems that it cannot see."""

    data: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # The columns that each field came from, for the report.
    columns: dict[str, list[int]] = field(default_factory=dict)


def problem(column: str, value: str, sentence: str) -> Problem:
    return {"column": column, "value": value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…", "sentence": sentence}


def boxes(cells: list[str], header: list[str], plan: Plan) -> Boxes:
    """Return the row as the form's own data; a wrong date, sex or status is a problem of the row."""
    made = Boxes()
    values: dict[str, list[str]] = {}
    for at, target in enumerate(plan["targets"]):
        text = cells[at] if at < len(cells) else ""
        if not target or not text:
            continue
        made.columns.setdefault(target, []).append(at)
        values.setdefault(target, []).append(text)
        if NUL_SHOWN in text:
            made.problems.append(
                problem(_heading(header, at), text, "This holds a character that cannot be kept (NUL). Type it again.")
            )
    for target, texts in values.items():
        made.data[target] = JOINED.get(target, " ").join(texts)
    made.data["full_name"] = " ".join(made.data.pop(name) for name in NAMES if name in made.data)
    made.columns["full_name"] = [at for name in NAMES for at in made.columns.get(name, [])]
    made.data.setdefault("status", plan["status"])
    _answers(made, header)
    _birthday(made, header, month_first=plan["month_first"])
    if len(cells) > len(header):
        made.problems.append(
            problem("", cells[len(header)], "This line has more cells than there are headings. Check its commas.")
        )
    return made


def _heading(header: list[str], at: int) -> str:
    return (header[at] if at < len(header) else "") or f"Column {at + 1}"


def column_of(made: Boxes, target: str, header: list[str]) -> str:
    """The headings of the columns that a field came from; the field's own name if there are none."""
    if headings := [_heading(header, at) for at in made.columns.get(target, [])]:
        return ", ".join(headings)
    return TARGETS.get(target, target)


def _answers(made: Boxes, header: list[str]) -> None:
    for target, allowed in (("sex", "F, M or blank"), ("status", "current, past or enquiry")):
        if made.columns.get(target):
            value = answer(target, made.data[target])
            if value is None:
                sentence = f"This word is not known here. Write {allowed}."
                made.problems.append(problem(column_of(made, target, header), made.data[target], sentence))
            made.data[target] = value or ("" if target == "sex" else "enquiry")


def _birthday(made: Boxes, header: list[str], *, month_first: bool) -> None:
    """Put a date of birth into the form's three boxes."""
    if not (text := made.data.pop("date_of_birth", "")):
        return
    try:
        born = read_date(text, month_first=month_first)
    except NoDate as error:
        made.problems.append(problem(column_of(made, "date_of_birth", header), text, str(error)))
        # Something that the form takes, so that it does not say a second time that the date is missing.
        made.data |= {"date_of_birth_0": "1", "date_of_birth_1": "1", "date_of_birth_2": "2000"}
        return
    parts = (str(born.day), str(born.month), f"{born.year:04d}")
    made.data |= {f"date_of_birth_{at}": part for at, part in enumerate(parts)}
