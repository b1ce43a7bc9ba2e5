"""How long an import takes: `python -m tests.load.bench_import [--rows N] [--patients M] [--excel]`.

Sends a made-up list of N people through the pages of a clinic with M patients, in a scratch folder (or the empty
database that DATABASE_URL names), as a browser does, and prints the seconds of each part.
"""

import argparse
import csv
import io
import json
import os
import random
import tempfile
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

NAMES = ["Anna", "Bero", "Camille", "Doton", "Elsa", "Fivi", "Guna", "Haro", "Isla", "Joton", "Kavi", "Lisa"]
FAMILIES = [
    a + b for a in ("Ash", "Brook", "Cart", "Dal", "Ever", "Glen", "Hart", "Kest") for b in ("er", "ton", "ley")
]
HEADER = ["First name", "Last name", "Date of birth", "Mobile", "E-mail", "Address line 1", "City", "Sex"]
MOST_SECONDS = 120


def people(count: int, seed: int):
    rolled = random.Random(seed)  # noqa: S311 - invented people, the same each time
    for number in range(count):
        born = date(1935, 1, 1) + timedelta(days=rolled.randrange(30_000))
        first, middle, last = rolled.choice(NAMES), rolled.choice(NAMES), rolled.choice(FAMILIES)
        yield f"{first} {middle}", f"{last}{seed}", born, f"07700 {number:06d}", f"p{seed}x{number}@clinic.test"


def as_file(rows: int, *, excel: bool) -> bytes:
    lines = [HEADER]
    lines += [
        [first, last, f"{born:%d/%m/%Y}", phone, email, f"{at} Mill Lane", "Bath", "FM"[at % 2]]
        for at, (first, last, born, phone, email) in enumerate(people(rows, 2))
    ]
    if excel:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line)
        packed = io.BytesIO()
        book.save(packed)
        return packed.getvalue()
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    return written.getvalue().encode()


def a_clinic_with(patients: int):
    """Return a client logged in as the manager of a clinic of that size."""
    import django

    django.setup()
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from clinic.staff.models import User
    from patients.models import Patient

    setup_test_environment(debug=False)  # keeps the forms of answers; with DEBUG on each statement is kept in memory
    for alias in ("default", "trail"):
        call_command("migrate", database=alias, verbosity=0) if alias in _aliases() else None
    user = User.objects.create_user("manager@clinic.test", "hegu-test", name="Manager")
    user.groups.add(Group.objects.get(name="Manager"))
    batch = []
    for first, last, born, phone, email in people(patients, 1):
        batch.append(Patient(full_name=f"{first} {last}", date_of_birth=born, phone=phone, email=email))
        if len(batch) == 5_000:
            Patient.objects.bulk_create(batch)
            batch = []
    Patient.objects.bulk_create(batch)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _aliases():
    from django.conf import settings

    return settings.DATABASES


def send(client, content: bytes, name: str):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {"file": SimpleUploadedFile(name, content), "once_key": str(uuid.uuid4())}
    return client.post("/patients/import/", data).url.removesuffix("columns/")


def drive(client, run: str) -> tuple[float, int]:
    """Press on until the part is over; return the longest answer in seconds, and how many there were."""
    longest, steps, busy = 0.0, 0, True
    while busy:
        began = time.monotonic()
        busy = client.post(f"{run}step/", headers={"Accept": "application/json"}).json()["busy"]
        longest, steps = max(longest, time.monotonic() - began), steps + 1
    return longest, steps


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--patients", type=int, default=0)
    parser.add_argument("--excel", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hegu-import-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'clinic.sqlite3'}")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "clinic.settings", "DEBUG": "1", "SECRET_KEY": "x" * 60}
        client = a_clinic_with(asked.patients)
        content = as_file(asked.rows, excel=asked.excel)
        seconds, marks = {}, [time.monotonic()]

        def done(part: str) -> None:
            marks.append(time.monotonic())
            seconds[part] = round(marks[-1] - marks[-2], 1)

        run = send(client, content, "list.xlsx" if asked.excel else "list.csv")
        done("read")
        form = client.get(f"{run}columns/").context["form"]
        client.post(f"{run}columns/", {field.html_name: field.value() or "" for field in form})
        done("match")
        longest, steps = drive(client, run)
        done("check")
        client.post(f"{run}go/", {"duplicates": "on"})
        more = drive(client, run)
        done("import")
        seconds |= {"all": round(marks[-1] - marks[0], 1), "longest answer": round(max(longest, more[0]), 1)}
        from patients.models import Patient

        made = Patient.objects.count() - asked.patients
        print(json.dumps({"rows": asked.rows, "made": made, "steps": steps + more[1], "seconds": seconds}))  # noqa: T201
        return 0 if made == asked.rows and seconds["all"] < MOST_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
