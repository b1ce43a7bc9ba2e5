"""The check of a few hundred rows at a time: the patient form's own rules, and who may be here already."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rapidfuzz import fuzz

from patients.folding import fold, search_name_for
from patients.imports.rows import Boxes, Problem, boxes, column_of, problem
from patients.models import ImportRow, ImportRun, Patient

SIMILAR_NAME = 80  # of 100, as in patients.queries


def check_rows(run: ImportRun, rows: list[ImportRow]) -> None:
    """Set state, details, problems and key of each row. Nothing is saved here."""
    form = _form()
    for row in rows:
        made = boxes(row.cells, run.header, run.plan)
        row.details, row.problems = _checked(form, made, run.header)
        row.state = ImportRow.State.BAD if row.problems else ImportRow.State.GOOD
        row.key = "" if row.problems else _key(row.details)
    good = [row for row in rows if row.state == ImportRow.State.GOOD]
    _mark_doubles(run, good)
    _mark_known([row for row in good if row.state == ImportRow.State.GOOD])


def _form() -> Any:
    from patients.forms.people import PatientForm  # at call time: the forms import the actions

    return PatientForm(data={})


def _checked(form: Any, made: Boxes, header: list[str]) -> tuple[dict[str, Any], list[Problem]]:
    """Send the row through the patient form, which is made once: making it takes longer than checking."""
    form.data, form._errors = made.data, None
    problems = list(made.problems)
    said = {one["column"] for one in problems}
    for name, sentences in form.errors.items():
        column = column_of(made, name, header)
        if column not in said:
            problems += [problem(column, str(made.data.get(name, "")), str(sentence)) for sentence in sentences]
    if problems:
        return {}, problems
    details = {name: value for name, value in form.details.items() if value not in ("", None)}
    if born := details.get("date_of_birth"):
        details["date_of_birth"] = born.isoformat()
    return details, []


def _key(details: dict[str, Any]) -> str:
    """One digest for what is one person inside of a file: name and date of birth, or name and e-mail without one."""
    told = details.get("date_of_birth") or fold(details.get("email", ""))
    return hashlib.sha256(f"{fold(details['full_name'])}\n{told}".encode()).hexdigest()


def _mark_doubles(run: ImportRun, rows: list[ImportRow]) -> None:
    """Flag each row whose person stands on an earlier line of the file."""
    first = dict(
        run.rows.filter(key__in={row.key for row in rows})
        .exclude(state=ImportRow.State.WAITING)
        .order_by("-line")
        .values_list("key", "line")
    )
    for row in rows:
        if first.setdefault(row.key, row.line) < row.line:
            _flag(row, f"The same person stands on line {first[row.key]} of this file.")


def _mark_known(rows: list[ImportRow]) -> None:
    """Flag each row whose person may be a patient already: same name, same birthday and a similar name, same e-mail."""
    by_name, by_birthday, by_email = _known(rows)
    for row in rows:
        name, born = fold(row.details["full_name"]), row.details.get("date_of_birth", "")
        email = fold(row.details.get("email", ""))
        if any(not born or not other or born == other for other in by_name[name[:100]]):
            _flag(row, "A patient of this name is here already.")
        elif any(_is_similar(name, other) for other in by_birthday[born]):
            _flag(row, "A patient with this date of birth and a similar name is here already.")
        elif email and email in by_email:
            _flag(row, "A patient with this e-mail address is here already.")


def _known(rows: Iterable[ImportRow]) -> tuple[dict[str, list[str]], dict[str, list[str]], set[str]]:
    """Three queries, however many rows: birthdays of those with a name, names of those with a birthday, e-mails."""
    rows = list(rows)
    by_name: dict[str, list[str]] = defaultdict(list)
    by_birthday: dict[str, list[str]] = defaultdict(list)
    names = {search_name_for(row.details["full_name"]) for row in rows}
    found = Patient.objects.filter(search_name__in=names).values_list("search_name", "date_of_birth")
    for name, born in found.iterator():
        by_name[name].append(born.isoformat() if born else "")
    birthdays = {row.details["date_of_birth"] for row in rows if "date_of_birth" in row.details}
    for born, name in (
        Patient.objects.filter(date_of_birth__in=birthdays).values_list("date_of_birth", "search_name").iterator()
    ):
        by_birthday[str(born)].append(name)
    emails = {row.details["email"] for row in rows if "email" in row.details}
    same = Patient.objects.filter(email__in=emails | {fold(email) for email in emails} - {""})
    return by_name, by_birthday, {fold(email) for email in same.values_list("email", flat=True)}


def _is_similar(name: str, other: str) -> bool:
    return max(fuzz.token_sort_ratio(name, other), fuzz.token_set_ratio(name, other)) >= SIMILAR_NAME


def _flag(row: ImportRow, sentence: str) -> None:
    row.state = ImportRow.State.DUPLICATE
    row.problems = [problem("", row.details["full_name"], sentence)]
