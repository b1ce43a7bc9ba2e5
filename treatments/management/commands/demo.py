"""`python manage.py demo`: a fictional clinic of any size."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.diary.models import Appointment
from clinic.staff.models import User
from patients.models import Patient
from treatments.demo.build import build
from treatments.models import Point, Session

LOGINS = (
    ("manager@demo.test", "practice manager"),
    ("practitioner@demo.test", "practitioner"),
    ("desk@demo.test", "front desk"),
)


class Command(BaseCommand):
    help = "Make a fictional clinic in an empty database; the same seed on the same day gives the same clinic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patients", type=int, default=40)
        parser.add_argument("--years", type=int, default=1, help="How far back its history reaches.")
        parser.add_argument("--sessions", type=int, help="How many past sessions (default: seven a patient).")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--if-empty", action="store_true", help="Do nothing, quietly, when anybody is there.")
        parser.add_argument("--even-in-production", action="store_true", help="Make demo accounts with DEBUG off.")

    def handle(self, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD", "hegu-demo")
        if User.objects.exists() or Patient.objects.exists():
            if not options["if_empty"]:
                raise CommandError("This clinic is not empty. The demo is made only in an empty database.")
            self._logins(password)
            return
        if not settings.DEBUG and not options["even_in_production"]:
            raise CommandError("DEBUG is off, so no demo accounts are made. Add --even-in-production if you mean it.")
        if not Point.objects.exists():
            raise CommandError("The point catalogue is empty. Run `python manage.py prepare` first.")
        if options["patients"] < 1 or options["years"] < 1:
            raise CommandError("Give at least 1 patient and 1 year.")
        self._build(password, options)
        self._logins(password)

    def _build(self, password: str, options: dict[str, Any]) -> None:
        began = time.monotonic()
        build(
            count=options["patients"],
            years=options["years"],
            seed=options["seed"],
            sessions=options["sessions"],
            password=password,
            progress=self._progress,
        )
        kinds = (Patient, Appointment, Session)
        made = ", ".join(f"{kind.objects.count():,} {kind._meta.verbose_name_plural}" for kind in kinds)
        self.stdout.write(f"Demo clinic: {made}, in {time.monotonic() - began:.1f} s.")

    def _progress(self, done: int, total: int) -> None:
        """A bar, for demos large enough to wait for."""
        if total > 5_000:
            filled = done * 40 // total
            self.stdout.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:,} of {total:,} patients", ending="")
            if done >= total:
                self.stdout.write("")
            self.stdout.flush()

    def _logins(self, password: str) -> None:
        if User.objects.filter(email=LOGINS[0][0]).exists():
            self.stdout.write(f"Demo log-ins, password {password}:")
            for email, role in LOGINS:
                self.stdout.write(f"  {email:<24} {role}")
