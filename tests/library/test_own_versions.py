"""What the loader does with sheets that the clinic has made its own."""

import shutil
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from library.actions import publish_draft, review_draft, save_draft, start_draft, withdraw_version
from library.content_files import CONTENT
from library.models import Factsheet
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def load(folder, **options):
    out = StringIO()
    call_command("load_library", folder=folder, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """The content in English alone, loaded, and then one file of it changed."""
    folder = shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("es", "zh-hans"))
    load(folder)
    path = folder / "sheets/migraine.md"
    path.write_text(path.read_text("utf-8").replace("## What it is\n", "## What it is\n\nFrom the file.\n"), "utf-8")
    return folder


@pytest.fixture
def migraine(folder):
    return Factsheet.objects.select_related("current").get(slug="migraine", language="en")


def draft_of(sheet):
    writer = UserFactory()
    draft = start_draft(sheet=sheet, words_of=sheet.current, by=writer)
    body = draft.body.replace("## What it is\n", "## What it is\n\nFrom the clinic.\n")
    words = {"title": draft.title, "summary": draft.summary, "body": body, "review_months": 12}
    return save_draft(draft=draft, revision=draft.revision, by=writer, **words)


def own(sheet):
    draft, on = draft_of(sheet), sheet.current.published_on
    draft = review_draft(draft=draft, revision=draft.revision, by=UserFactory(), on=on)
    return publish_draft(draft=draft, revision=draft.revision, by=UserFactory(), on=on)


def test_the_clinics_own_version_stays(folder, migraine):
    version = own(migraine)
    said = load(folder)

    assert said == (
        "Library is up to date: nothing was changed.\n"
        "Left as the clinic has it: migraine (en), because its current version was written here.\n"
    )
    migraine.refresh_from_db()
    assert migraine.current == version
    assert "clinic" in migraine.search_words
    assert load(folder) == said


def test_nothing_is_loaded_under_an_open_draft(folder, migraine):
    draft = draft_of(migraine)

    assert "Left as the clinic has it: migraine (en), because a draft of it is open." in load(folder)
    assert "a draft of it is open" in load(folder, take=["migraine"])
    draft.delete()
    assert load(folder) == "Library loaded: 1 sheets changed\n"


def test_a_withdrawn_sheet_does_not_come_back_by_itself(folder, migraine):
    withdraw_version(version=migraine.current, reason="Wrong.", by=UserFactory(), once_key=uuid4())

    assert "because it was withdrawn here" in load(folder)
    migraine.refresh_from_db()
    assert migraine.current is None


@pytest.mark.parametrize("change", ["own", "withdrawn"])
def test_the_file_is_taken_when_that_is_asked(folder, migraine, change):
    if change == "own":
        own(migraine)
    else:
        withdraw_version(version=migraine.current, reason="Wrong.", by=UserFactory(), once_key=uuid4())

    assert load(folder, take=["migraine"]) == "Library loaded: 1 sheets changed\n"
    migraine.refresh_from_db()
    assert "From the file." in migraine.current.body
    assert load(folder) == "Library is up to date: nothing was changed.\n"
