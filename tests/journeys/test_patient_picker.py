"""Choosing a patient with the keyboard and the mouse, in a real browser, on a page made for the purpose."""

import mimetypes
import os
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import expect, sync_playwright

from clinic.access import Role
from clinic.forms import PlainForm
from patients.fields import PatientChoiceField

pytestmark = [pytest.mark.journey, pytest.mark.no_database]

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
PAGE = """
{% extends "staff.html" %}{% load static crispy_forms_tags %}
{% block head %}<link rel="stylesheet" href="{% static 'css/patient-picker.css' %}">{% endblock %}
{% block page_title %}Book{% endblock %}
{% block content %}<form method="post" novalidate>{% csrf_token %}{% crispy form %}
  <button type="submit" class="btn btn-primary">Book</button></form>{% endblock %}
{% block scripts %}{{ block.super }}
  <script type="module" src="{% static 'js/patient-picker.js' %}"></script>{% endblock %}
"""
PEOPLE = [
    {"id": 3, "name": "Ann <b>Smith</b>", "called": "Annie", "facts": "born 7 March 1984, phone ends 0210"},
    {"id": 5, "name": "Bea Smith", "called": "", "facts": "born 1 May 1950"},
]


class BookingForm(PlainForm):
    patient = PatientChoiceField()


def page_html():
    request = RequestFactory().get("/diary/book/")
    request.user = SimpleNamespace(name="Ann", is_authenticated=True, is_active=True, _role_names=[Role.DESK])
    return engines["django"].from_string(PAGE).render({"form": BookingForm()}, request)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--lang=en-GB"]
        browser = playwright.chromium.launch(executable_path=path if Path(path).exists() else None, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """The page; `page.asked` are the texts looked up, `page.sent` the forms sent."""
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.problems, page.asked, page.sent = [], [], []
    page.on("console", lambda said: page.problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.route("**/*", lambda route: answer(page, route))
    page.goto("http://clinic.test/diary/book/")
    yield page
    assert page.problems == []
    context.close()


def answer(page, route):
    path = urlsplit(route.request.url).path
    body = parse_qs(route.request.post_data or "")
    if path == "/patients/lookup/":
        assert route.request.headers["x-csrftoken"]
        page.asked.append(body["q"][0])
        found = [person for person in PEOPLE if body["q"][0] in person["name"].lower()]
        route.fulfill(json={"people": found, "more": False, "guess": False})
    elif route.request.method == "POST":
        page.sent.append(body)
        route.fulfill(status=204)
    elif path.startswith("/static/"):
        kind = mimetypes.guess_type(path)[0] or "font/woff2"
        route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type=kind)
    else:
        route.fulfill(body=page_html(), content_type="text/html; charset=utf-8")


def send(page):
    page.get_by_role("button", name="Book").click()
    page.wait_for_timeout(100)
    return page.sent[-1]


def test_choosing_with_the_keyboard(page):
    box = page.get_by_role("combobox", name="Patient")
    box.press_sequentially("smith", delay=10)
    expect(page.get_by_role("option")).to_have_count(2)
    assert page.asked == ["smith"], "one question for a word typed without a pause"

    box.press("ArrowDown")
    box.press("ArrowDown")
    selected = page.get_by_role("option", selected=True)
    expect(selected).to_contain_text("Bea Smith")
    assert box.get_attribute("aria-activedescendant") == selected.get_attribute("id")
    box.press("Enter")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("radio", name="Bea Smith born 1 May 1950")).to_be_checked()
    assert page.sent == []
    assert send(page)["patient"] == ["5"]


def test_choosing_with_the_mouse_shows_names_as_they_are(page):
    page.get_by_role("combobox").fill("smith")
    page.get_by_role("option", name="Ann <b>Smith</b> (Annie)").click()

    expect(page.get_by_role("radio")).to_be_checked()
    assert send(page)["patient"] == ["3"]


def test_escape_closes_and_typing_again_takes_the_choice_back(page):
    box = page.get_by_role("combobox")
    box.fill("bea")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("radio")).to_be_checked()

    box.fill("zzz")
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.locator(".patient-picker-status")).to_contain_text("Nobody found")
    sent = send(page)
    assert "patient" not in sent
    assert sent["patient-search"] == ["zzz"]


def test_axe_finds_nothing_with_the_list_open_and_somebody_chosen(page):
    page.get_by_role("combobox").fill("smith")
    expect(page.get_by_role("option")).to_have_count(2)
    page.get_by_role("combobox").press("ArrowDown")
    opened = Axe().run(page)
    page.get_by_role("combobox").press("Enter")
    chosen = Axe().run(page)

    for found in (opened, chosen):
        problems = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
        assert problems == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
