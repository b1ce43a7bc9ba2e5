"""Whatever is typed into a sheet prints as it was typed, on the page and on paper."""

import pytest
from django.urls import reverse

from library.models import FactsheetVersion
from library.sheet_pdf import Form, sheet_pdf
from tests.factories import DraftFactory, FactsheetVersionFactory
from tests.printing.reading import reader, text_of

pytestmark = pytest.mark.django_db

NASTY = [
    "Smith & Jones, pain <5/10 today",
    "BP <b>120",
    "name <script>alert(1)</script>",
    '<font color="white" size="1">penicillin</font> nothing',
    '<a href="https://evil.test">x</a> <a href="javascript:alert(1)">y</a>',
    '<img src="/etc/hostname.png"> <img src=x onerror=alert(1)>',
    '<img src="file:///etc/passwd"> http://127.0.0.1/x',
    '<font color="[[[getattr(1,2)]]]">x</font> ${7*7} {{ 7|add:7 }} {% now "Y" %}',
    '<onDraw name="os.system" label="id"/> <para>x</para> &lt; &#60;',
    "‮desrever‬ a\u200bb",
    "[x](javascript:alert) ![y](file.png) `z` | a | b |",
]


@pytest.fixture(params=NASTY)
def nasty(request):
    return request.param


def whole(nasty):
    """A version whose title, summary, body, author and reviewer are all hostile."""
    body = f"## In short\n\n- {nasty}\n\n## {nasty}\n\n{nasty}\n\n### {nasty}\n\n1. {nasty}\n"
    names = {"title": nasty, "summary": nasty, "author": nasty, "reviewer": nasty, "reviewed_on": "2026-01-05"}
    return FactsheetVersionFactory(published=True, body=body, sheet__slug="nasty", **names)


def test_on_the_page(anonymous, nasty):
    version = whole(nasty)
    page = anonymous.get(reverse("library:sheet", args=[version.sheet.slug])).content.decode()

    _, _, main = page.partition("<main")
    for tag in ("<script>alert", "<img", "<font", "<onDraw", "<para>", "onerror=alert(1)>", 'href="javascript'):
        assert tag not in main
    assert "https://evil.test" not in [part.split('"')[0] for part in page.split('href="')[1:]]


def test_on_paper(nasty):
    version = whole(nasty)
    pdf = sheet_pdf(FactsheetVersion.objects.get(pk=version.pk), Form(), on=version.published_on)
    words = "".join(text_of(pdf).split())

    if nasty.isascii() and "[" not in nasty:
        assert words.count("".join(nasty.split())) >= 5
    links = [a.get_object().get("/A", {}).get("/URI") for p in reader(pdf).pages for a in p.get("/Annots") or []]
    assert not [link for link in links if link and ("evil" in link or "javascript" in link)]
    assert not any(page.images for page in reader(pdf).pages)


def test_in_the_editor(practitioner, nasty):
    draft = DraftFactory()
    form = {"title": nasty, "summary": nasty, "body": f"## {nasty}\n\n{nasty}", "review_months": 12, "revision": 1}
    for response in (
        practitioner.post(reverse("library:edit-preview", args=[draft.pk]), form),
        practitioner.post(reverse("library:edit-draft", args=[draft.pk]), form, follow=True),
        practitioner.get(reverse("library:edit-review", args=[draft.pk])),
        practitioner.get(reverse("library:edit-sheet", args=[draft.sheet_id])),
        practitioner.get(reverse("library:edit-claims"), {"q": nasty[:100]}),
    ):
        assert response.status_code == 200
        shown = response.content.decode().rpartition("<main")[2].partition("</main>")[0]
        assert not any(tag in shown for tag in ("<script>alert", "<font", "<img", "<onDraw"))


@pytest.mark.parametrize("name", ["edit-draft", "edit-preview"])
@pytest.mark.parametrize(
    "changes",
    [
        {"body": "x" * 200_000},
        {"body": "a\0b"},
        {"title": "\0"},
        {"title": "y" * 10_000},
        {"title": ""},
        {"summary": "z" * 251},
        {"body": ""},
        {"review_months": "0"},
        {"review_months": "many"},
        {"review_months": "9" * 50},
        {"revision": "x"},
        {"revision": "-1"},
        {"revision": ""},
        {"revision": "9" * 50},
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(practitioner, name, changes):
    draft = DraftFactory()
    form = {"title": "T", "summary": "S", "body": "## A\n\nB", "review_months": "12", "revision": "1"} | changes
    response = practitioner.post(reverse(f"library:{name}", args=[draft.pk]), form)

    assert response.status_code == 200
    now = FactsheetVersion.objects.get(pk=draft.pk)
    assert (now.title, now.body, now.revision) == (draft.title, draft.body, 1)
    if name == "edit-draft":
        page = response.content.decode()
        assert "There is a problem" in page
        kept = response.context["form"]["title" if "title" not in changes else "summary"].value()
        assert kept == form["title" if "title" not in changes else "summary"]


@pytest.mark.parametrize("revision", ["", "x", "0", "9" * 50, "\0"])
@pytest.mark.parametrize("name", ["edit-review", "edit-publish", "edit-discard"])
def test_tampered_revisions_do_nothing(manager, practitioner, name, revision):
    draft = DraftFactory()
    manager.post(reverse(f"library:{name}", args=[draft.pk]), {"revision": revision})

    now = FactsheetVersion.objects.get(pk=draft.pk)
    assert (now.status, now.revision) == ("draft", 1)


def test_fields_that_are_no_concern_of_the_form_are_ignored(practitioner):
    draft = DraftFactory()
    form = {"title": "T", "summary": "S", "body": "## A\n\nB", "review_months": "12", "revision": "1"}
    form |= {"status": "published", "reviewer": "Me", "written_by": "", "number": "9", "origin": "files"}
    practitioner.post(reverse("library:edit-draft", args=[draft.pk]), form)

    now = FactsheetVersion.objects.get(pk=draft.pk)
    assert (now.title, now.status, now.reviewer, now.number, now.origin) == ("T", "draft", "", 2, "browser")
    assert now.written_by == draft.written_by
