"""`manage.py apply_tombstones [FILE]`: after a restore, erase again what had been erased since that backup was made."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from keeping.actions.erasures import apply_tombstone, as_line
from keeping.models import Tombstone


class Command(BaseCommand):
    help = "Erase again, after a restore, the records that had been erased since that backup was made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The kept file of tombstones; TOMBSTONES_FILE if left out.")

    def handle(self, *args: Any, file: str | None, **options: Any) -> None:
        told = [as_line(one) for one in Tombstone.objects.all()]
        path = Path(file or settings.TOMBSTONES_FILE)
        if file and not path.exists():
            raise CommandError(f"There is no file {path}.")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], 1):
            try:
                told.append(json.loads(line))
            except ValueError:
                raise CommandError(f"Line {number} of {path} is damaged. Nothing was erased.") from None
        erased = sum(apply_tombstone(one) for one in told)
        self.stdout.write(f"{len({one['patient_number'] for one in told})} tombstones, {erased} records erased again.")
