"""What the evidence pages ask: claims with what counts for them, the works, and the sheets that print a claim.

The library holds some hundreds of claims, so the list is read whole, in few queries, and sifted in memory.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from library.audit import WORDS
from library.citations import reference_line
from library.models import Claim, Factsheet, Reference, Settlement, Statement
from patients.folding import fold


@dataclass
class ClaimRow:
    """A claim with all that its line on the page shows."""

    claim: Claim
    settlement: Settlement | None = None
    sheets: list[Factsheet] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        return self.claim.effective_verdict

    @property
    def verdict_label(self) -> str:
        return Claim.Verdict(self.verdict).label

    @property
    def is_printable(self) -> bool:
        allowed = (Claim.Verdict.CITED_AND_LISTED, Claim.Verdict.NO_CITATION)
        return self.verdict in allowed and not self.claim.effective_has_figures

    @property
    def works(self) -> list[Reference]:
        """The works that count: the one an editor chose, or those that the citation fits."""
        if self.settlement is not None and self.settlement.reference is not None:
            return [self.settlement.reference]
        return list(self.claim.references.all())

    @property
    def place(self) -> dict[str, Any]:
        """Post (its title), heading and paragraph."""
        titles = {post["id"]: post["title"] for post in self.claim.source.posts}
        place = self.claim.place
        post = titles.get(place.get("post", ""), "")
        return {"post": post, "heading": place.get("heading", ""), "paragraph": place.get("paragraph")}

    @property
    def findings(self) -> list[str]:
        return words_for(self.claim.findings)

    @property
    def may_print(self) -> str:
        """In words: where the statement may stand on a sheet."""
        if self.claim.effective_has_figures:
            return "May not be printed: figures without a full reference"
        return {
            Claim.Verdict.CITED_AND_LISTED: "May be printed, with its work",
            Claim.Verdict.NO_CITATION: "May be printed only where no study is named",
        }.get(Claim.Verdict(self.verdict), "May not be printed until an editor settles it")


def words_for(findings: Iterable[str]) -> list[str]:
    known = {finding.value: words for finding, words in WORDS.items()}
    return [known.get(finding, finding) for finding in findings]


def claim_rows(claims: QuerySet[Claim] | None = None) -> list[ClaimRow]:
    """Return the claims (all of them, in the order of the documents) with what counts for each."""
    found = (Claim.objects.all() if claims is None else claims).with_standing()  # type: ignore[attr-defined]
    newest = Settlement.objects.select_related("reference", "by").order_by("number")
    found = found.select_related("source").order_by("source__slug", "pk")
    found = found.prefetch_related("references", Prefetch("settlements", queryset=newest, to_attr="history"))
    sheets = _sheets_by_claim()
    return [ClaimRow(claim, next(reversed(claim.history), None), sheets.get(claim.pk, [])) for claim in found]


def _sheets_by_claim() -> dict[int, list[Factsheet]]:
    """Return for each claim the published sheets that print it."""
    shown = {
        sheet.current_id: sheet
        for sheet in Factsheet.objects.filter(current__isnull=False).select_related("current").order_by("slug")
    }
    printed: dict[int, list[Factsheet]] = {}
    pairs = Statement.objects.filter(version__in=shown).values_list("claim_id", "version_id").distinct()
    for claim, version in sorted(pairs):
        printed.setdefault(claim, []).append(shown[version])
    return printed


def sift(
    rows: Sequence[ClaimRow], *, text: str = "", verdict: str = "", source: str = "", use: str = ""
) -> list[ClaimRow]:
    """Return the rows that have every word of `text`, and the verdict, the document and the use that are named."""
    words = fold(text).split()
    return [
        row
        for row in rows
        if verdict in ("", row.verdict)
        and source in ("", row.claim.source.slug)
        and (not use or (use == "used") == bool(row.sheets))
        and all(word in _said(row) for word in words)
    ]


def _said(row: ClaimRow) -> str:
    claim = row.claim
    works = " ".join(reference_line(work.csl) for work in row.works) if row.works else ""
    return fold(" ".join([claim.slug, claim.statement, claim.cited_as, claim.note, works, *row.findings]))


def shares(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    """Return each verdict with how many claims have it, and its place on a bar 100 wide."""
    counts = Counter(row.verdict for row in rows)
    drawn, start = [], 0.0
    for verdict in Claim.Verdict:
        width = round(100 * counts[verdict] / len(rows), 2) if rows else 0.0
        drawn.append({"verdict": verdict, "count": counts[verdict], "start": round(start, 2), "width": width})
        start += width
    return drawn


def works_in_order() -> list[dict[str, Any]]:
    """Return every work with where it is listed, the claims that cite it and what is odd about its entry."""
    works = Reference.objects.prefetch_related("listings__source", "claims")
    return [
        {
            "work": work,
            "line": reference_line(work.csl),
            "findings": words_for(work.csl.get("custom", {}).get("hegu", {}).get("findings", [])),
            "times": work.csl.get("custom", {}).get("hegu", {}).get("times_listed", 1),
        }
        for work in works
    ]
