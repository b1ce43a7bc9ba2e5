"""Reads imports: a few values of each column, one column, the counts and the rows of the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from patients.models import ImportRow, ImportRun

SAMPLED_ROWS = 40
SAMPLES = 3
SAMPLE_LENGTH = 40
REPORT_ROWS = 50
RECENT = 10
WRONG = (ImportRow.State.BAD, ImportRow.State.DUPLICATE)


@dataclass(frozen=True)
class Counts:
    """How many rows of a run stand where."""

    total: int
    waiting: int
    good: int
    duplicate: int
    bad: int
    made: int

    @property
    def checked(self) -> int:
        return self.total - self.waiting

    def progress(self, run: ImportRun) -> tuple[int, int]:
        """How many rows are done, of how many that this part of the work is about."""
        if run.state in (ImportRun.State.CHECKING, ImportRun.State.CHECKED):
            return self.checked, self.total
        return self.made, self.made + self.good + (self.duplicate if run.take_duplicates else 0)

    @property
    def left(self) -> int:
        """Rows that no patient was made of."""
        return self.good + self.duplicate + self.bad


def recent_runs(*, user: Any) -> list[ImportRun]:
    runs = ImportRun.objects.visible_to(user).select_related("started_by")
    return list(runs.annotate(made=Count("rows__patient"))[:RECENT])


def counts(run: ImportRun) -> Counts:
    found = dict(run.rows.order_by().values_list("state").annotate(Count("pk")))
    return Counts(total=run.rows_total, **{state: found.get(state, 0) for state in ImportRow.State.values})


def import_samples(run: ImportRun, *, columns: int) -> list[list[str]]:
    """A few different values of each column, from the first rows."""
    rows = list(run.rows.values_list("cells", flat=True)[:SAMPLED_ROWS])
    found = []
    for at in range(columns):
        values = dict.fromkeys(cells[at][:SAMPLE_LENGTH] for cells in rows if at < len(cells) and cells[at])
        found.append(list(values)[:SAMPLES])
    return found


def import_column(run: ImportRun, at: int) -> Iterator[str]:
    for cells in run.rows.values_list("cells", flat=True).iterator():
        if at < len(cells):
            yield cells[at]


def report(run: ImportRun, page: str | None) -> Page:
    """One page of the rows that need a look."""
    return Paginator(run.rows.filter(state__in=WRONG), REPORT_ROWS).get_page(page)


def left_over(run: ImportRun) -> Iterator[list[str]]:
    """The cells of each row that no patient was made of, as wide as the header, with the reasons last."""
    width = len(run.header)
    for row in run.rows.exclude(state=ImportRow.State.MADE).iterator():
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        yield [*cells[:width], " ".join(_reason(one) for one in row.problems), *cells[width:]]


def _reason(problem: dict[str, str]) -> str:
    return f"{problem['column']}: {problem['sentence']}" if problem["column"] else problem["sentence"]
