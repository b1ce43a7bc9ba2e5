"""Loads the library's content files. A second run changes nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from library.content_files import CONTENT, ContentError, read_content
from library.loading import load


class Command(BaseCommand):
    help = "Load sources, references, claims, conditions and factsheets from library/content. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT, help="Another content folder.")
        parser.add_argument(
            "--take",
            metavar="SLUG",
            nargs="+",
            default=[],
            help="Publish the files of these sheets although the clinic wrote its own version or withdrew the sheet.",
        )

    def handle(self, *, folder: Path, take: list[str], **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        content = read_content(folder)
        try:
            loaded = load(content, on=timezone.localdate(), take=take)
        except ContentError as error:
            raise CommandError(f"Nothing was loaded.\n{_listed(error.problems)}") from error
        changed = loaded.changed
        if changed:
            self.stdout.write("Library loaded: " + ", ".join(f"{number} {what}" for what, number in changed.items()))
        else:
            self.stdout.write("Library is up to date: nothing was changed.")
        for notice in content.older_than_english():
            self.stdout.write(str(notice))
        for name, reason in loaded.left.items():
            self.stdout.write(f"Left as the clinic has it: {name}, because {reason}.")


def _listed(problems: Iterable[Any]) -> str:
    return "\n".join(str(problem) for problem in problems)
