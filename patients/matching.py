"""How likely two records are to be of one person: pure, no database.

Names, date of birth, phone and e-mail each speak for or against. Families share a telephone and twins a birthday, so
one of them alone is not enough for the list of likely pairs; typing a new patient warns of less.
"""

from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from patients.folding import fold, phone_core, phone_forms
from patients.phones import national, numbers_in

SIMILAR_NAME = 80  # of 100
SHORTEST_PHONE = 6
LIKELY = 4
SAME_NAME, ALIKE_NAME, SAME_BIRTHDAY, OTHER_BIRTHDAY, SAME_PHONE, SAME_EMAIL = 4, 3, 3, -3, 2, 2
IDENTITY = ("full_name", "preferred_name", "date_of_birth", "phone", "email")


class Identity:
    """What tells one person from another, folded once."""

    def __init__(
        self, full_name: str, preferred_name: str = "", born: date | None = None, phone: str = "", email: str = ""
    ) -> None:
        self.name, self.called, self.born = fold(full_name), fold(preferred_name), born
        self.email = fold(email)
        self._phone = phone

    @classmethod
    def of(cls, patient: Any) -> "Identity":
        return cls(*(getattr(patient, name) for name in IDENTITY))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset([*phone_forms(self._phone), *numbers_in(self._phone)])

    @cached_property
    def cores(self) -> frozenset[str]:
        """The numbers as they are the same however dialled; those too short to mean one person are left out."""
        found = {*map(phone_core, phone_forms(self._phone)), *map(national, numbers_in(self._phone))}
        return frozenset(core for core in found if len(core) >= SHORTEST_PHONE)


def is_similar(one: Identity, other: Identity) -> bool:
    """Say whether the name is spelt like the other's full name or what the other is called."""
    return any(
        max(fuzz.token_sort_ratio(one.name, name), fuzz.token_set_ratio(one.name, name)) >= SIMILAR_NAME
        for name in (other.name, other.called)
        if name
    )


def reasons(one: Identity, other: Identity) -> tuple[str, ...]:
    """What the two share, in words; nothing if they share nothing that is worth a look."""
    found = []
    same_birthday = one.born is not None and one.born == other.born
    if same_birthday and is_similar(one, other):
        found.append("same date of birth and a similar name")
    elif one.name == other.name and not (one.born and other.born):
        found.append("same name")
    if one.numbers & other.numbers:
        found.append("same phone number")
    if one.email and one.email == other.email:
        found.append("same e-mail address")
    return tuple(found)


def score(one: Identity, other: Identity) -> int:
    """How much speaks for one person; from LIKELY on the pair is worth somebody's time."""
    total = 0
    if one.name == other.name:
        total += SAME_NAME
    elif is_similar(one, other) or is_similar(other, one):
        total += ALIKE_NAME
    if one.born and other.born:
        total += SAME_BIRTHDAY if one.born == other.born else OTHER_BIRTHDAY
    total += SAME_PHONE if one.cores & other.cores else 0
    return total + (SAME_EMAIL if one.email and one.email == other.email else 0)


def shared(one: Identity, other: Identity) -> str:
    """What speaks for the pair, for the list: every fact that was counted, those against it too."""
    same_name = one.name == other.name
    facts = ["same name"] if same_name else ["similar name"] if is_similar(one, other) or is_similar(other, one) else []
    if one.born and other.born:
        facts.append("same date of birth" if one.born == other.born else "different dates of birth")
    facts += ["same phone number"] if one.cores & other.cores else []
    facts += ["same e-mail address"] if one.email and one.email == other.email else []
    return ", ".join(facts)
