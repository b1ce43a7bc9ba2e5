"""Which column is which: headings compared with those of `patients/data/import_headers.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from patients.folding import fold

TABLE = Path(__file__).resolve().parent.parent / "data" / "import_headers.yaml"
# Where a column may go, in the order offered.
TARGETS = {
    "full_name": "Full name",
    "given_name": "First name",
    "middle_name": "Middle name",
    "family_name": "Last name",
    "preferred_name": "What we call them",
    "date_of_birth": "Date of birth",
    "phone": "Phone",
    "email": "E-mail",
    "address": "Address",
    "sex": "Sex",
    "gender": "Gender",
    "pronouns": "Pronouns",
    "language": "Language",
    "doctor": "Doctor",
    "emergency_contact": "Emergency contact",
    "status": "Status",
}
NAMES = ("full_name", "given_name", "middle_name", "family_name")
# These take the text of several columns; the others one.
JOINED = {"phone": ", ", "address": "\n", "doctor": ", ", "emergency_contact": ", "}


@dataclass(frozen=True)
class Guess:
    """Which system a file seems to come from ("" for none), and a target or "" for each column."""

    system: str
    is_verified: bool
    targets: list[str]


@cache
def table() -> dict[str, Any]:
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def heading_key(heading: str) -> str:
    """The heading as it is compared: small letters and figures only, one space between words."""
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(heading)).split())


def guess(header: list[str]) -> Guess:
    """Say where each column seems to belong. A target that takes one column gets the first that fits."""
    keys = [heading_key(heading) for heading in header]
    system = _system(set(keys))
    known = _lookup(table()["fields"]) | _lookup(system["fields"] if system else {})
    targets: list[str] = []
    for key in keys:
        target = known.get(key, "")
        taken = target in targets and target not in JOINED
        targets.append("" if taken else target)
    if "given_name" in targets and "full_name" in targets:
        targets = ["" if target == "full_name" else target for target in targets]
    return Guess(system["name"] if system else "", bool(system and system["verified"]), targets)


def _system(keys: set[str]) -> dict[str, Any] | None:
    """The system most of whose telling headings are here, if more than half of them are."""
    scored = [(len(keys & set(one["tell"])) / len(one["tell"]), one) for one in table()["systems"].values()]
    best, system = max(scored, key=lambda pair: pair[0])
    return system if best > 0.5 else None


def _lookup(fields: dict[str, list[str]]) -> dict[str, str]:
    return {heading: field for field, headings in fields.items() for heading in headings}


def answer(field: str, text: str) -> str | None:
    """The value that the word in a cell stands for; None if it is not known."""
    word = fold(text)
    for value, words in table()["answers"][field].items():
        if word == value or word in words:
            return value
    return None
