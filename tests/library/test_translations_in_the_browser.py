"""Translations that are written and withdrawn in the browser: what they keep, and what they go with."""

from datetime import date
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from library.actions import NotPrintable, publish_draft, review_draft, save_draft, start_draft, withdraw_version
from library.models import Factsheet, Withdrawal
from library.section_titles import TITLES
from library.shelf import shelf
from library.translated import note_of
from library.translations import text_digest, translation_note
from tests.factories import (
    SHEET_BODY,
    ClaimFactory,
    FactsheetFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    SignpostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def _a_monday(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with time_machine.travel("2026-02-02 12:00Z", tick=False):
        yield


def in_spanish(body):
    for kind, title in TITLES["en"].items():
        body = body.replace(f"## {title}", f"## {TITLES['es'][kind]}")
    return body


@pytest.fixture
def knee():
    """A sheet in English and, made from that wording, in Spanish; by language."""
    ClaimFactory(slug="cited-claim")
    ClaimFactory(slug="uncited-claim", uncited=True)
    SignpostFactory(slug="safety-not-urgent-care")
    english = FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee"), published=True)
    digest = text_digest(title=english.title, summary=english.summary, body=english.body)
    spanish = FactsheetVersionFactory(
        sheet=FactsheetFactory(slug="knee", language="es"),
        title="Rodilla",
        body=in_spanish(SHEET_BODY),
        notes=translation_note("Ana Ruiz", digest, 1),
        published=True,
    )
    return {"en": english, "es": spanish}


def withdraw(version):
    return withdraw_version(version=version, reason="Wrong dose.", by=UserFactory(), once_key=uuid4())


def page(client, name="library:sheet", **query):
    return client.get(reverse(name, args=["knee"]), query)


def text_of(response):
    return unescape(" ".join(response.content.decode().split()))


def test_a_draft_of_a_translation_keeps_what_it_translates_and_speaks_its_language(knee):
    writer = UserFactory()
    draft = start_draft(sheet=knee["es"].sheet, words_of=knee["es"], by=writer)
    body = draft.body.replace("One visit", "Una visita")
    words = {"title": draft.title, "summary": draft.summary, "body": body, "review_months": 12}
    draft = save_draft(draft=draft, revision=draft.revision, by=writer, **words)
    assert note_of(draft) == note_of(knee["es"])
    assert "párrafo" in draft.notes["sources"][-1]["place"]

    draft = review_draft(draft=draft, revision=draft.revision, by=UserFactory(), on=TODAY)
    published = publish_draft(draft=draft, revision=draft.revision, by=UserFactory(), on=TODAY)
    assert note_of(published) == note_of(knee["es"])
    assert "párrafo" in published.notes["sources"][-1]["place"]


def test_the_editor_names_sections_in_the_language_of_the_sheet(practitioner, knee):
    draft = start_draft(sheet=knee["es"].sheet, words_of=knee["es"], by=UserFactory())
    ClaimFactory(slug="knee-doc", statement="Knees", uncited=True)
    words = {"title": "Rodilla", "summary": draft.summary, "revision": draft.revision, "review_months": 12}
    body = draft.body.replace("## En breve", "## In short") + "\n\nMilagro.[[knee-doc]]\n"
    response = practitioner.post(reverse("library:edit-preview", args=[draft.pk]), words | {"body": body})
    text = text_of(response)

    assert "The section must be called “En breve”." in text
    assert f"it may stand only in “{TITLES['es']['no-study']}”" in text
    assert "“milagro”" in text
    for ask in ({"q": "knees", "lang": "es"}, {"q": "knees"}):
        found = text_of(practitioner.get(reverse("library:edit-claims"), ask))
        assert f"Only in the section “{TITLES[ask.get('lang', 'en')]['no-study']}”." in found
    assert 'href="/library/knee/?lang=es"' in text_of(
        practitioner.get(reverse("library:edit-sheet", args=[knee["es"].sheet_id]))
    )


def test_the_translations_go_with_the_english_sheet(anonymous, manager, knee):
    HandoutFactory(version=knee["es"], language="es")
    asked = text_of(manager.get(reverse("library:withdraw", args=[knee["en"].pk])))
    assert "Its translations are withdrawn with it" in asked
    assert "1 person was given it" in asked
    withdrawal = withdraw(knee["en"])

    assert Withdrawal.objects.count() == 2
    assert Withdrawal.objects.get(version=knee["es"]).reason.endswith("withdrawn: Wrong dose.")
    assert withdrawal.version == knee["en"]
    assert shelf("es").cards == shelf("en").cards == []
    for name in ("library:sheet", "library:sheet-pdf"):
        said = page(anonymous, name, lang="es")
        assert said.status_code == 410
        assert "Hemos retirado esta hoja" in text_of(said)
        assert "junto con la hoja en inglés que traduce" in text_of(said)
        assert '<html lang="es">' in text_of(said)
        assert page(anonymous, name).status_code == 410
        assert page(anonymous, name, lang="zh-hans").status_code == 410  # as the English sheet, told in Chinese
    assert "我们收回了这份资料" in text_of(page(anonymous, lang="zh-hans"))


def test_who_presses_is_told_that_the_translations_went_too(manager, knee):
    url = reverse("library:withdraw", args=[knee["en"].pk])
    response = manager.post(url, {"reason": "Wrong.", "once_key": uuid4()}, follow=True)

    assert "So are its translations (Español)" in text_of(response)


def test_an_older_english_version_takes_only_what_was_made_from_it(knee):
    newer = FactsheetVersionFactory(sheet=knee["en"].sheet, number=2, title="Newer", published=True)
    withdraw(knee["en"])
    assert not Factsheet.objects.get(slug="knee", language="es").current

    other = FactsheetVersionFactory(sheet=knee["es"].sheet, number=2, body=in_spanish(SHEET_BODY), published=True)
    Factsheet.objects.filter(pk=newer.sheet_id).update(current=None)  # it was replaced since
    withdraw(newer)
    assert not Withdrawal.objects.filter(version=other).exists()


def test_a_withdrawn_translation_leaves_the_english_sheet(anonymous, knee):
    withdraw(knee["es"])
    said = page(anonymous, lang="es")

    assert said.status_code == 410
    assert "Retiramos esta hoja el 2 de febrero de 2026 porque" in text_of(said)
    assert 'href="/library/knee/" lang="en-GB"' in text_of(said)
    assert page(anonymous).status_code == 200


def test_a_translation_is_not_published_while_the_english_sheet_is_withdrawn(knee):
    writer, reviewer = UserFactory(), UserFactory()
    draft = start_draft(sheet=knee["es"].sheet, words_of=knee["es"], by=writer)
    draft = review_draft(draft=draft, revision=draft.revision, by=reviewer, on=TODAY)
    withdraw(knee["en"])

    with pytest.raises(NotPrintable, match="English sheet that this translates was withdrawn"):
        publish_draft(draft=draft, revision=draft.revision, by=reviewer, on=TODAY)


@pytest.mark.parametrize("language", ["es", "xx", "", "e\0s"])
def test_the_language_of_the_page_goes_along_to_the_patient(desk, knee, language):
    patient = PatientFactory(language="")
    give = reverse("library:give-sheet", args=["knee"])
    there = desk.post(f"{give}?lang={language}", {"patient": patient.pk}).url
    assert there.endswith("?sheet=knee&lang=es" if language == "es" else "?sheet=knee")
    assert desk.get(there).context["form"]["language"].value() == ("es" if language == "es" else "en")


@pytest.mark.parametrize(("language", "tag"), [("en", ""), ("es", "?lang=es")])
def test_caches_keep_each_language_by_its_own_address(anonymous, knee, language, tag):
    response = anonymous.get(f"/library/knee/{tag}")

    assert response["Cache-Control"] == "public, max-age=300"
    assert f'rel="canonical" href="http://testserver/library/knee/{tag}"' in text_of(response)
    other = "/library/knee/" if tag else "/library/knee/?lang=es"
    assert anonymous.get(other, headers={"if-none-match": response["ETag"]}).status_code == 200
    assert f"http://testserver/library/knee/{tag}" in text_of(anonymous.get(reverse("sitemap")))
