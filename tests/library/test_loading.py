"""load_library: all or nothing, safe to repeat, and mistakes are named by file and line."""

import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library.content_files import CONTENT
from library.models import Claim, Condition, Factsheet, FactsheetVersion, Reference, Source, Statement
from library.sheet_text import SAFETY

pytestmark = pytest.mark.django_db


def load(folder=CONTENT):
    out = StringIO()
    call_command("load_library", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CONTENT, tmp_path / "content")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def counts():
    return [model.objects.count() for model in (Source, Reference, Claim, Condition, Factsheet, FactsheetVersion)]


def test_loads_everything_with_its_evidence():
    files = list((CONTENT / "sheets").rglob("*.md"))

    assert f"{len(files)} sheets added" in load()

    migraine = Factsheet.objects.get(slug="migraine", language="en")
    assert migraine.current.number == 1
    assert migraine.current.review_by == date(
        migraine.current.published_on.year + 1, migraine.current.published_on.month, migraine.current.published_on.day
    )
    assert migraine.condition.synonyms
    first = migraine.current.statements.first()
    assert (first.claim.slug, first.section) == ("xu-migraine", "In short")
    assert [work.slug for work in first.claim.references.all()] == ["xu-2018"]
    assert Reference.objects.get(slug="xu-2018").listed_in.get().slug == "shaftesbury-posts"
    assert Condition.objects.get(slug="calcific-tendonitis").parent.slug == "shoulder-pain"
    [source] = [s for s in migraine.current.notes["sources"] if "Xu, J." in s["text"]]
    assert source["place"].startswith("Named in “Electro Acupuncture”, paragraph ")


def test_a_second_run_changes_nothing():
    load()
    before, versions = counts(), list(FactsheetVersion.objects.values())

    assert load() == "Library is up to date: nothing was changed.\n"
    assert (counts(), list(FactsheetVersion.objects.values())) == (before, versions)


def test_changed_words_make_a_new_version_and_the_old_one_stays(folder):
    load(folder)
    old = Factsheet.objects.get(slug="migraine", language="en").current
    edit(folder / "sheets/migraine.md", "## What it is\n", "## What it is\n\nA new line.\n")

    loaded, *notices = load(folder).splitlines()
    assert loaded == "Library loaded: 1 sheets changed"
    assert [notice.split(":")[0] for notice in notices] == ["sheets/es/migraine.md", "sheets/zh-hans/migraine.md"]
    assert all("is older than sheets/migraine.md" in notice for notice in notices)
    new = Factsheet.objects.get(slug="migraine", language="en").current
    assert (new.number, "A new line." in new.body) == (old.number + 1, True)
    old.refresh_from_db()
    assert "A new line." not in old.body
    assert Statement.objects.filter(version=old).exists()


def test_a_changed_claim_is_changed_once(folder):
    load(folder)
    edit(folder / "claims.yaml", "references: [han-2004]", "references: [zhao-2008]")

    load(folder)
    claim = Claim.objects.get(slug="han-endorphin-release")
    assert [work.slug for work in claim.references.all()] == ["zhao-2008"]
    assert "nothing was changed" in load(folder)


BROKEN = [
    ("claims.yaml", "- id: thin-needles", "- id: [", "claims.yaml:", "not valid YAML"),
    ("references.json", '"type"', "type", "references.json:", "not valid JSON"),
    ("claims.yaml", "references: [han-2004]", "references: [nobody-1900]", "claims.yaml:", "“nobody-1900”"),
    ("claims.yaml", "source: willcox-pain-relief", "source: nowhere", "claims.yaml:6", "“nowhere”"),
    ("claims.yaml", "verdict: no_citation", "verdict: fine", "claims.yaml:6", "“fine”"),
    ("claims.yaml", "- id: recognised-for-pain", "- id: thin-needles", "claims.yaml:14", "stands twice"),
    ("claims.yaml", "  cited_as: \"\"\n", "", "claims.yaml:6", "no cited_as"),
    ("conditions.yaml", "parent: chronic-pain", "parent: nothing", "conditions.yaml:5", "“nothing”"),
    ("sheets/migraine.md", "[[xu-migraine]]", "[[xu-typo]]", "sheets/migraine.md:18", "no claim “xu-typo”"),
    ("sheets/migraine.md", "[[xu-migraine]]", "[[thin-needles]]", "sheets/migraine.md:18", "names no study"),
    ("sheets/migraine.md", "[[xu-migraine]]", "[[trial-2025-endorphin-rise]]", "sheets/migraine.md:18", "figures"),
    ("sheets/migraine.md", "[[xu-migraine]]", "[[melzack-gate-acupuncture]]", "sheets/migraine.md:18", "settles it"),
    ("sheets/migraine.md", f"## {SAFETY}", "## Take care", "sheets/migraine.md:16", "is missing"),
    ("sheets/migraine.md", "slug: migraine", "slug: electroacupuncture", "sheets/migraine.md:2", "already used by"),
    ("sheets/migraine.md", "condition: migraine", "condition: gout", "sheets/migraine.md:2", "“gout”"),
    ("sheets/migraine.md", "title: Migraine", "title: [", "sheets/migraine.md:", "not valid YAML"),
    ("sheets/migraine.md", "summary:", "sumary:", "sheets/migraine.md:2", "summary"),
    ("sheets/migraine.md", "---\n", "", "sheets/migraine.md:1", "three hyphens"),
    ("sheets/migraine.md", "- Acupuncture may", "- <b>Acupuncture</b> may", "sheets/migraine.md:18", "HTML"),
    ("sheets/migraine.md", "related: [", "related: [no-such-sheet, ", "sheets/migraine.md:2", "“no-such-sheet”"),
    ("claims.yaml", "statement: Acupuncture means", "statement: 5 # means", "claims.yaml:6", "must be a text"),
    ("claims.yaml", "statement: Acupuncture means", "statement: null # means", "claims.yaml:6", "must be a text"),
    ("claims.yaml", "statement: Acupuncture means", 'statement: "" # means', "claims.yaml:6", "says nothing"),
    ("claims.yaml", "- id: thin-needles", "- id: Thin needles", "claims.yaml:6", "single hyphens"),
    ("claims.yaml", 'cited_as: ""', "cited_as: 1990-01-02", "claims.yaml:6", "must be a text"),
    ("claims.yaml", "references: []", "references: null", "claims.yaml:6", "must be a list of texts"),
    ("claims.yaml", "references: []", "references: [1990]", "claims.yaml:6", "must be a list of texts"),
    ("claims.yaml", "paragraph: 3", 'paragraph: "3"', "claims.yaml:6", "must have paragraph, a number"),
    ("claims.yaml", "  verdict: no_citation", "  verdict: x\n  verdict: no_citation", "claims.yaml:12", "stands twice"),
    ("claims.yaml", 'references: [han-2004]', "references: []", "claims.yaml:", "its reference is missing"),
    ("sources.yaml", 'title: "Electro Acupuncture"', "title: 5", "sources.yaml:", "posts must have title, a text"),
    ("sources.yaml", "paragraph: 1, why", "paragraph: one, why", "sources.yaml:4", "have paragraph, a number"),
    ("references.json", '"family": "Han"', '"family": null', "references.json:3", "author must have family, a text"),
    ("references.json", "          2004", '          "2004"', "references.json:3", "the year as a number"),
    ("references.json", 'ef": "Han,', 'ef": 5, "x": "Han,', "references.json:3", "as_printed must give"),
    ("sources.yaml", 'date: "May 1, 2024"', "date: 2024-05-01", "sources.yaml:4", "must be a text"),
    ("references.json", '"cited": true', '"cited": "yes"', "references.json:3", "true or false"),
    ("references.json", '"title": "Acupuncture and', '"title": null, "x": "', "references.json:3", "must be a text"),
    ("references.json", '"hegu": {', '"ours": {', "references.json:3", "no hegu"),
    ("references.json", 'Acupuncture and endorphins"', 'Acupuncture\\u0000"', "references.json:3", "NUL"),
    ("references.json", '"listed_in"', '"listed"', "references.json:3", "no listed_in"),
    ("conditions.yaml", "name: Migraine", "name: Chronic pain", "conditions.yaml:", "is that of “chronic-pain” too"),
    ("conditions.yaml", "icd10: \"M17\"", "icd10: 17", "conditions.yaml:6", "must be a text"),
    ("guidelines.yaml", "year: 2016", "year: then", "guidelines.yaml:3", "must be a number"),
    ("sheets/migraine.md", "after_months: 12", "after_months: soon", "sheets/migraine.md:2", "wrong form"),
    ("sheets/migraine.md", "title: Migraine", "title: 5", "sheets/migraine.md:2", "wrong form"),
    ("sheets/migraine.md", 'reviewer: ""', "reviewer: Dr Who", "sheets/migraine.md:2", "come together"),
    ("sheets/migraine.md", "body_area: head", "body_area: head\norder: first", "sheets/migraine.md:2", "order must be"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "why"), BROKEN)
def test_a_mistake_is_named_and_nothing_is_loaded(folder, file, old, new, where, why):
    edit(folder / file, old, new)

    with pytest.raises(CommandError) as caught:
        load(folder)
    assert [line for line in str(caught.value).splitlines() if line.startswith(where) and why in line]
    assert counts() == [0] * 6


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "claims.yaml").write_bytes("- id: café\n".encode("latin-1"))

    with pytest.raises(CommandError, match=r"claims.yaml:1: The file cannot be read \(UnicodeDecodeError\)"):
        load(folder)
    assert counts() == [0] * 6


def test_a_byte_order_mark_does_no_harm(folder):
    for path in (folder / "claims.yaml", folder / "references.json", folder / "sheets/migraine.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    load(folder)
    assert Factsheet.objects.filter(current__isnull=False).count() == len(list((folder / "sheets").rglob("*.md")))


def test_too_much_without_a_study_is_refused(folder):
    many = "\n".join(["- It goes.[[one-visit-rarely-lasts]]"] * 40)
    edit(folder / "sheets/migraine.md", "- One visit rarely", f"{many}\n- One visit rarely")

    with pytest.raises(CommandError, match=r"sheets/migraine.md:\d+: \d+ of \d+ sentences name no study"):
        load(folder)


def test_a_failure_half_way_leaves_everything_as_it_was(folder, monkeypatch):
    load(folder)
    before = list(Claim.objects.values())
    edit(folder / "claims.yaml", '  note: ""', "  note: Changed")
    monkeypatch.setattr("library.loading._load_sheets", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load(folder)
    assert list(Claim.objects.values()) == before


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        load(tmp_path / "nowhere")
