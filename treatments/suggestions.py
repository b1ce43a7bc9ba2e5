"""Which sheet somebody who comes on a day should be given; pure rules, no database."""

from collections.abc import Collection
from dataclasses import dataclass

YOUR_VISIT = "your-visit"


@dataclass(frozen=True)
class Sheet:
    """A published sheet, by what the choice needs to know of it."""

    slug: str
    version: int
    title: str = ""


def suggested(
    *, condition: Sheet | None, your_visit: Sheet | None, given: Collection[int], is_first: bool
) -> Sheet | None:
    """Return the sheet to suggest, or none.

    The sheet of the current course's condition comes first, then, on a first visit or a free consultation, what to
    expect of it. `given` holds the versions that the person has at home: nobody gets the same words twice.
    """
    for sheet in (condition, your_visit if is_first else None):
        if sheet is not None and sheet.version not in given:
            return sheet
    return None
