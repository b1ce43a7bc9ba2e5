"""What was handed out prints again byte for byte, whatever has changed since."""

import os
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from clinic import kept_files
from library import sheet_pdf
from library.models import Handout
from tests.factories import (
    FactsheetFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    WithdrawalFactory,
)
from tests.factories import _taken_off as taken_off
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee"), published=True)


def give(client, patient=None, **changes):
    form = {"once_key": uuid.uuid4(), "sheet": "knee", "paper": "a4", "print_size": "normal"} | changes
    return client.post(reverse("library:give", args=[(patient or PatientFactory()).pk]), form)


def printed(client, handout, **query):
    return client.get(reverse("library:handout-pdf", args=[handout.pk]), query)


def stored(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_same_bytes_for_ever(desk, version, settings, monkeypatch):
    give(desk, PatientFactory(full_name="Canary Person"))
    handout = Handout.objects.get()
    first = printed(desk, handout).content
    assert "Given to Canary Person" in " ".join(text_of(first).split())

    WithdrawalFactory(version=taken_off(version))
    settings.CLINIC = settings.CLINIC | {"name": "Another name"}
    monkeypatch.setattr(sheet_pdf, "_draw", lambda *args, **kwargs: b"%PDF other code")
    handout.patient.full_name = "Renamed"
    handout.patient.save()
    assert printed(desk, handout).content == first


def test_the_name_of_the_file_tells_nothing(desk, version, settings):
    give(desk, PatientFactory(full_name="Canary Person"))
    handout = Handout.objects.get()

    [path] = stored(settings)
    assert path.relative_to(settings.MEDIA_ROOT).as_posix() == handout.file_name
    folder, short, name = handout.file_name.split("/")
    assert (folder, short) == ("handouts", name[:2])
    assert uuid.UUID(name.removesuffix(".pdf")).version == 4
    assert "no-store" in printed(desk, handout)["Cache-Control"]
    for guess in (f"/{handout.file_name}", f"/media/{handout.file_name}", f"/static/{handout.file_name}"):
        assert desk.get(guess).status_code == 404


@pytest.mark.parametrize("harm", ["missing", "changed", "folder"])
def test_a_file_that_is_lost_is_told_in_words(desk, version, settings, harm):
    give(desk)
    handout = Handout.objects.get()
    path = Path(default_storage.path(handout.file_name))
    if harm == "changed":
        path.write_bytes(path.read_bytes() + b" ")
    else:
        path.unlink()
    if harm == "folder":
        path.mkdir()

    response = printed(desk, handout)
    assert response.status_code == 404
    assert ("changed or damaged" if harm == "changed" else "not in the store") in response.content.decode()
    again = printed(desk, handout, drawn="again")
    assert again["Content-Disposition"] == f'inline; filename="handout-{handout.pk}-drawn-again.pdf"'
    assert "Drawn again from the record" in " ".join(text_of(again.content).split())


def test_a_handout_of_before_is_drawn_again_and_says_so(desk, version):
    handout = HandoutFactory(version=version)

    response = printed(desk, handout)
    assert "drawn-again" in response["Content-Disposition"]
    assert "Drawn again from the record" in " ".join(text_of(response.content).split())
    page = desk.get(reverse("library:patient-handouts", args=[handout.patient_id])).content.decode()
    assert "the first file was not kept" in page


def test_a_full_disk_records_nothing(desk, version, settings, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_files.os, "fsync", full)
    response = give(desk)
    assert "nothing was recorded" in response.content.decode()
    assert not Handout.objects.exists()
    assert stored(settings) == []


def test_the_file_is_there_before_the_row(desk, version, monkeypatch):
    seen = []
    save = Handout.save

    def watched(self, *args, **kwargs):
        seen.append(os.path.exists(default_storage.path(self.file_name)))
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Handout, "save", watched)
    give(desk)
    assert seen == [True]


def test_pressing_twice_keeps_one_file(desk, version, settings):
    patient, key = PatientFactory(), uuid.uuid4()
    give(desk, patient, once_key=key)
    give(desk, patient, once_key=key)

    assert len(stored(settings)) == 1


def test_a_row_that_is_refused_leaves_no_file(desk, version, settings, monkeypatch):
    """Two presses at the same moment: both draw, one row is written, and the other file goes."""
    patient, key = PatientFactory(), uuid.uuid4()
    give(desk, patient, once_key=key)
    real, calls = Handout.objects.filter, []

    def blind_at_first(*args, **kwargs):
        calls.append(kwargs)
        return real(pk=0) if len(calls) == 1 and "once_key" in kwargs else real(*args, **kwargs)

    monkeypatch.setattr(Handout.objects, "filter", blind_at_first)
    give(desk, patient, once_key=key)
    assert len(stored(settings)) == 1
    assert Handout.objects.count() == 1
