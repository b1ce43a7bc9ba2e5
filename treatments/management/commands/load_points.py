"""`load_points`: bring the table of points in line with the file; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treatments import catalogue


class Command(BaseCommand):
    help = "Load the catalogue of acupuncture points. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=catalogue.FILE, help="a CSV file with the same columns")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = catalogue.load_points(options["file"])
        except catalogue.BadPointsFile as error:
            raise CommandError(str(error)) from error
        if not (done.added or done.changed or done.keys_changed):
            self.stdout.write(f"Points: all {done.unchanged} were up to date, nothing changed.")
            return
        self.stdout.write(
            f"Points: {done.added} added, {done.changed} changed, {done.unchanged} unchanged; "
            f"{done.keys_changed} look-up keys changed."
        )
