"""Audits the library's evidence: resolves every citation again and compares with what was recorded by hand."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.audit import WORDS, Finding, own
from library.audit_checks import disagreements
from library.audit_documents import document_problems
from library.content_checks import check
from library.content_files import CONTENT, Content, read_content
from library.models import Claim

FOLLOWS = {
    Claim.Verdict.CITED_AND_LISTED: "prints with its work",
    Claim.Verdict.NO_CITATION: "prints only as “no study named”",
}
WAITS = "does not print until an editor settles it"


class Command(BaseCommand):
    help = "Check every claim's verdict and findings against the lists of works, and print the table of verdicts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT, help="Another content folder.")
        parser.add_argument("--sources", type=Path, help="Folder with the clinic's documents, to check them as well.")

    def handle(self, *, folder: Path, sources: Path | None, **options: Any) -> None:
        for wanted in (folder, sources):
            if wanted is not None and not wanted.is_dir():
                raise CommandError(f"There is no folder {wanted}.")
        content = read_content(folder)
        problems = [*content.problems, *check(content)]
        if not problems:
            problems = [*disagreements(content), *(document_problems(content, sources) if sources else ())]
            for line in [*_table(content), "", *_findings(content), ""]:
                self.stdout.write(line)
        if problems:
            listed = "\n".join(map(str, sorted(set(problems))))
            raise CommandError(f"The audit disagrees with the files in {len(set(problems))} places.\n{listed}")
        compared = "the files and the documents" if sources else "the files (no documents were given)"
        self.stdout.write(f"The audit agrees with {compared}.")


def _table(content: Content) -> Iterator[str]:
    """Yield the counts of each verdict, by document."""
    counts = Counter((claim["verdict"], claim["source"]) for claim in content.claims)
    names = [source["id"] for source in content.sources]
    labels = {verdict.value: str(verdict.label) for verdict in Claim.Verdict}
    width = max(map(len, labels.values()))
    yield "  ".join(["Verdict".ljust(width), *names, "all"])
    for verdict, label in labels.items():
        numbers = [counts[verdict, name] for name in names]
        cells = [str(number).rjust(len(name)) for number, name in zip(numbers, names, strict=True)]
        yield "  ".join([label.ljust(width), *cells, str(sum(numbers)).rjust(3)])
    totals = [str(sum(counts[v, name] for v in labels)).rjust(len(name)) for name in names]
    yield "  ".join(["All claims".ljust(width), *totals, str(len(content.claims)).rjust(3)])


def _findings(content: Content) -> Iterator[str]:
    """Yield each finding with the claims and works that have it, and how each was settled."""
    for finding in Finding:
        claims = [claim for claim in content.claims if finding in claim.get("findings", [])]
        works = [work for work in content.references if finding in own(work).get("findings", [])]
        if not claims and not works:
            continue
        yield f"{WORDS[finding].capitalize()} ({len(claims) + len(works)})"
        for claim in claims:
            follows = WAITS if claim.get("has_figures") else FOLLOWS.get(claim["verdict"], WAITS)
            yield f"  claim {claim['id']}: {follows}. {claim['note']}"
        for work in works:
            yield f"  work {work['id']}: {own(work)['note']}"
