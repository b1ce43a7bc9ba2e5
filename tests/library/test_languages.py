"""The public library in Spanish and Chinese: pages, links between languages, and what is not there yet."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from library.content_files import read_content
from library.loading import load
from library.models import Factsheet, Handout
from tests.factories import FactsheetFactory, FactsheetVersionFactory, PatientFactory

pytestmark = pytest.mark.django_db
INDEX = reverse("library:index")


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """The whole content, loaded once; each test takes back what it does, and the last one all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(read_content(), on=timezone.localdate())
        yield
        transaction.set_rollback(True)


def page(client, slug="migraine", name="library:sheet", **query):
    return client.get(reverse(name, args=[slug]), query)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("language", "tag", "said"),
    [
        ("es", "es", ["Migraña", "En breve", "Imprimir o guardar", "Fuentes", "Lea después", "Biblioteca",
                      "Traducción todavía no revisada por un profesional clínico", "Ir al contenido principal"]),
        ("zh-hans", "zh-Hans", ["偏头痛", "要点", "打印或保存", "资料来源", "接着读", "资料库",
                                "译文尚未经临床医务人员审阅", "跳到主要内容"]),
        ("ZH-Hans", "zh-Hans", ["偏头痛"]),
        ("en", "en-GB", ["Migraine", "In short", "Print or save", "Not yet reviewed by a clinician"]),
    ],
)  # fmt: skip
def test_a_sheet_is_shown_in_the_language_that_is_asked_for(library, anonymous, language, tag, said):
    response = page(anonymous, lang=language)
    words = text_of(response)

    assert f'<html lang="{tag}">' in words
    assert f'<article class="sheet-text" lang="{tag}">' in words
    for part in said:
        assert part in words
    if tag != "en-GB":
        for english in ("Print or save", "Sources", "Read next", "Skip to main", "Staff log in", "reviewed by"):
            assert english not in words


def test_the_languages_of_a_sheet_lead_to_each_other(library, anonymous):
    words = text_of(page(anonymous, lang="es"))

    for tag, query in (("en-GB", ""), ("es", "?lang=es"), ("zh-Hans", "?lang=zh-hans")):
        address = f"/library/migraine/{query}"
        assert f'<link rel="alternate" hreflang="{tag}" href="http://testserver{address}">' in words
        assert re.search(rf'<a href="{re.escape(address)}" lang="{tag}" hreflang="{tag}"', words)
    assert '<link rel="canonical" href="http://testserver/library/migraine/?lang=es">' in words
    assert 'href="/library/migraine.pdf?paper=a4&amp;print=large&amp;lang=es"' in words
    assert 'href="/library/tension-type-headache/?lang=es"' in words
    assert re.search(r'hreflang="es" aria-current="true">Español', words)


def test_a_sheet_that_is_not_in_a_language_yet_is_shown_in_english_and_says_so(library, anonymous):
    response = page(anonymous, "fibromyalgia", lang="es")
    words = text_of(response)

    assert response.status_code == 200
    assert "Esta hoja todavía no está en español. Aquí está en inglés." in words
    assert '<html lang="es">' in words
    assert '<article class="sheet-text" lang="en-GB">' in words
    assert '<link rel="canonical" href="http://testserver/library/fibromyalgia/">' in words
    assert 'href="/library/fibromyalgia.pdf?paper=a4"' in words


def test_a_pdf_that_is_not_in_a_language_yet_says_so(library, anonymous):
    response = page(anonymous, "fibromyalgia", "library:sheet-pdf", lang="zh-hans")

    assert response.status_code == 404
    assert "这份资料还没有中文版。这里是英文版。" in text_of(response)
    assert 'href="/library/fibromyalgia.pdf"' in text_of(response)


def test_the_pdf_is_in_the_language(library, anonymous):
    response = page(anonymous, name="library:sheet-pdf", lang="es", paper="letter")

    assert response["Content-Disposition"] == 'inline; filename="migraine-es-letter-normal.pdf"'
    assert response.content.startswith(b"%PDF")


def test_a_print_that_does_not_exist_is_explained_in_the_language(library, anonymous):
    response = page(anonymous, name="library:sheet-pdf", lang="es", paper="a5")

    assert response.status_code == 400
    assert "Esta hoja no se puede imprimir de esa manera" in text_of(response)


@pytest.mark.parametrize("name", ["library:sheet", "library:sheet-pdf"])
def test_only_the_translation_of_a_withdrawn_sheet_is_no_english_sheet(anonymous, name):
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee", language="es"), published=True)

    assert page(anonymous, "knee", name).status_code == 404
    assert page(anonymous, "knee", name, lang="zh-hans").status_code == 404
    assert page(anonymous, "knee", name, lang="es").status_code == 200


def test_the_list_and_the_search_hold_the_sheets_of_the_language(library, anonymous):
    listed = anonymous.get(INDEX, {"lang": "zh-hans"})
    assert {card.language for card in (*listed.context["conditions"], *listed.context["topics"])} == {"zh-hans"}
    assert listed.context["count"] == 8
    assert "按字母" not in text_of(listed), "Chinese has no letters to look by"
    assert "/library/migraine/?lang=zh-hans" in text_of(listed)

    for language, text, slugs in [
        ("es", "jaqueca", ["migraine"]),
        ("es", "me duele la rodila", ["knee-osteoarthritis"]),
        ("es", "migrana", ["migraine"]),
        ("es", "HIPERÉMESIS", ["nausea-and-vomiting"]),
        ("zh-hans", "头疼", ["migraine", "tension-type-headache"]),
        ("zh-hans", "我的膝盖", ["knee-osteoarthritis"]),
        ("zh-hans", "jaqueca", ["migraine"]),  # by the name that it has in another language
        ("en", "jaqueca", ["migraine"]),
        ("es", "qwxyz", []),
    ]:
        for response in (
            anonymous.get(INDEX, {"lang": language, "q": text}),
            anonymous.post(reverse("library:find"), {"lang": language, "q": text}),
        ):
            found = response.context["sheets"]
            assert [sheet.slug for sheet in found][: len(slugs) or None] == slugs, text
            assert {sheet.language for sheet in found} <= {language}
            said = {"es": "para «", "zh-hans": "找到", "en": "for “"}[language]
            assert not slugs or said in text_of(response)


def test_a_search_that_is_too_long_is_told_in_the_language(library, anonymous):
    assert "Use menos de 100 caracteres" in text_of(anonymous.get(INDEX, {"lang": "es", "q": "x" * 101}))


@pytest.mark.parametrize("language", ["tlh", "", "es\0", "es,en", "x" * 5000])
def test_a_language_that_the_library_does_not_keep_is_told(anonymous, language):
    response = anonymous.get(INDEX, {"lang": language})

    assert response.status_code == 400
    assert "does not keep that language" in text_of(response)


def test_staff_read_the_mark_in_english_too(library, desk):
    words = text_of(page(desk, lang="zh-hans"))

    assert "译文尚未经临床医务人员审阅" in words
    assert "Translation not yet reviewed by a clinician" in words


def test_a_reviewed_translation_says_by_whom(library, anonymous):
    sheet = Factsheet.objects.select_related("current").get(slug="migraine", language="es")
    old = sheet.current
    names = ("title", "summary", "body", "notes", "author")
    kept = {name: getattr(old, name) for name in names}
    FactsheetVersionFactory(
        sheet=sheet, number=2, published=True, reviewer="Dra. Ana Ruiz", reviewed_on=date(2026, 1, 5), **kept
    )
    words = text_of(page(anonymous, lang="es"))

    assert "Revisada por Dra. Ana Ruiz" in words
    assert "no revisada" not in words


def test_a_translation_that_is_older_than_the_english_says_so_on_page_and_paper(library, anonymous):
    english = Factsheet.objects.select_related("current").get(slug="migraine", language="en")
    assert "más antigua" not in text_of(page(anonymous, lang="es"))
    pdf = page(anonymous, name="library:sheet-pdf", lang="es").content
    FactsheetVersionFactory(sheet=english, number=2, published=True, published_on=timezone.localdate() - timedelta(1))

    assert "Esta traducción es más antigua que la hoja en inglés" in text_of(page(anonymous, lang="es"))
    assert page(anonymous, name="library:sheet-pdf", lang="es").content != pdf
    assert "older than the English" not in text_of(page(anonymous))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_asks_as_many_questions_however_many_languages_there_are(
    anonymous, language, django_assert_max_num_queries
):
    for one in ("en", "es", "zh-hans"):
        FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee", language=one), published=True)

    with django_assert_max_num_queries(3):
        assert page(anonymous, "knee", lang=language).status_code == 200


# --- giving ---


def give(client, patient, **data):
    data = {"sheet": "knee", "print_size": "normal", "paper": "a4", "once_key": uuid4(), **data}
    return client.post(reverse("library:give", args=[patient.pk]), data)


@pytest.fixture
def knee():
    """A sheet in English and Spanish, and one in English alone."""
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="visit"), title="Your visit", published=True)
    return {
        language: FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee", language=language), published=True)
        for language in ("en", "es")
    }


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("", "en"), ("Polish", "en"), ("Spanish", "es"), ("español", "es"), ("English, Castellano", "es"),
        ("Mandarin Chinese", "zh-hans"), ("中文", "zh-hans"),
    ],
)  # fmt: skip
def test_the_language_that_is_noted_of_the_patient_is_chosen_already(knee, desk, spoken, language):
    patient = PatientFactory(language=spoken)
    response = desk.get(reverse("library:give", args=[patient.pk]))

    assert response.context["form"]["language"].value() == language
    assert "Sore knee (also Español)" in text_of(response)


@pytest.mark.parametrize("language", ["en", "es", ""])
def test_the_sheet_is_given_in_the_language_that_is_chosen(knee, desk, language):
    patient = PatientFactory()
    assert give(desk, patient, language=language).status_code == 302

    given = Handout.objects.get(patient=patient)
    assert (given.language, given.version) == (language or "en", knee[language or "en"])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"sheet": "visit", "language": "es"}, "“Your visit” is not in Español yet. Choose English or another sheet."),
        ({"language": "zh-hans"}, "“Sore knee” is not in 简体中文 yet."),
        ({"language": "tlh"}, "Choose one of these languages."),
        ({"language": "es\0"}, "language"),
        ({"sheet": "elbow", "language": "es"}, "That sheet is not published."),
    ],
)
def test_a_language_in_which_the_sheet_is_not_is_told(knee, desk, data, says):
    patient = PatientFactory()
    response = give(desk, patient, **data)

    assert response.status_code == 200
    assert says in text_of(response)
    assert not Handout.objects.exists()
