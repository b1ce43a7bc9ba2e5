"""The ZIP of one person's record. The same record on the same day gives the same bytes."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils import timezone

from clinic.kept_files import FileLost, kept
from clinic.spreadsheet import safe_cell
from clinic.staff.models import User
from clinic.trail.models import AccessEntry
from patients.models import Patient

from .fhir import bundle
from .plain import rows
from .record_pdf import record_pdf
from .registry import EXCLUDED, exported, rows_of

MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP knows; the manifest says when it was made
SPOOLED = 5_000_000


def archive(patient: Patient) -> tuple[IO[bytes], str]:
    """Return the ZIP as a file at its beginning (on the disk if it is large), and its SHA-256."""
    target = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the answer closes it
    manifest = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in _parts(patient):
            manifest[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            _add(made, name, content)
        told = {"made_on": timezone.localdate().isoformat(), "files": manifest, "left_out": EXCLUDED}
        _add(made, "manifest.json", _json(told))
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]
    target.seek(0)
    return target, digest


def _parts(patient: Patient) -> Iterator[tuple[str, bytes]]:
    """Every file of the archive by name; no name tells anything of the person."""
    records = (patient.pk, *sorted(set(patient.record_ids) - {patient.pk}))
    plain = {label: rows(label, *records) for label in exported()}
    titled = {exported()[label]: found for label, found in plain.items()}
    yield "record.pdf", record_pdf(patient, titled, day=timezone.localdate())
    yield "record.fhir.json", bundle(*records).encode()
    for label, found in plain.items():
        yield f"data/{label.lower().replace('.', '-')}.json", _json(found)
    lost = []
    for name, file_name, sha256 in _files(records):
        try:
            yield name, kept(file_name, sha256)
        except FileLost as error:
            lost.append(f"{name}: {error}")
    if lost:
        yield "files/missing.txt", "\n".join(lost).encode()
    yield "access.csv", _access(records)


def _files(records: tuple[int, ...]) -> Iterator[tuple[str, str, str]]:
    """What each file is called in the archive, its name in the store, and its SHA-256."""
    for handout in rows_of("library.Handout", *records).exclude(file_name="").order_by("pk"):
        yield f"files/handout-{handout.pk}.pdf", handout.file_name, handout.file_sha256
    for document in rows_of("patients.PatientDocument", *records).order_by("pk"):
        yield f"files/document-{document.pk}{Path(document.file_name).suffix}", document.file_name, document.sha256


def _access(records: tuple[int, ...]) -> bytes:
    """Who opened the record, oldest first."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["When", "Who", "Role", "What was done", "Where"])
    entries = AccessEntry.objects.filter(patient_id__in=records).order_by("pk")
    names = dict(User.objects.values_list("pk", "name"))
    for one in entries.iterator():
        who = names.get(one.user_id, f"Person {one.user_id}")
        cells = (timezone.localtime(one.at).isoformat(), who, one.roles, one.get_kind_display(), one.what)
        writer.writerow([safe_cell(cell) for cell in cells])
    return ("\ufeff" + written.getvalue()).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    made.writestr(info, content)
