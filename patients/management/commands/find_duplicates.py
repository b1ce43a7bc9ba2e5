"""Compares all records and refreshes the work list of those that may be of one person."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from patients.duplicates import find_all

BAR = 30


class Command(BaseCommand):
    help = "Find records that may be of one person, for the list under Patients. Run it nightly and after an import."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = find_all(self._progress if options["verbosity"] else lambda done, total: None)
        if options["verbosity"]:
            self.stdout.write(
                f"{waiting} pairs wait for a decision." if waiting != 1 else "1 pair waits for a decision."
            )

    shown = -1

    def _progress(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent == self.shown or not sys.stderr.isatty():
            return
        self.shown = percent
        bar = "#" * (BAR * percent // 100)
        self.stderr.write(f"\r[{bar:<{BAR}}] {percent:3}%", ending="\n" if percent == 100 else "")
