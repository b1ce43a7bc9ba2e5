"""The scripts and the looks of the shared parts, in a real browser, on a page made for the purpose."""

import mimetypes
import os
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import sync_playwright

from clinic.access import Role
from clinic.forms import DateOfBirthField, PlainForm, VasInput

pytestmark = [pytest.mark.journey, pytest.mark.no_database]

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
HOST = "http://clinic.test"
PAGE = """
{% extends "patients/patient_page.html" %}{% load static crispy_forms_tags %}
{% block head %}<link rel="stylesheet" href="{% static 'css/vas.css' %}">{% endblock %}
{% block page_title %}Log a session{% endblock %}
{% block patient_alerts %}<li class="chip chip-stop"><i class="bi bi-x-octagon-fill" aria-hidden="true"></i>Stop</li>
<li class="chip chip-caution">Anticoagulant</li><li class="chip chip-alert">To sign</li>
<li class="chip chip-ok">Valid</li><li class="chip chip-quiet">Booked</li><li class="chip">Arrived</li>{% endblock %}
{% block patient_content %}
  <div class="notice notice-success"><p>Saved.</p></div><div class="notice notice-warning"><p>Expires soon.</p></div>
  <div class="notice notice-error"><p>Expired.</p></div>
  <form method="post" novalidate>{% csrf_token %}{% crispy form %}
    <div class="actions"><button type="submit" class="btn btn-primary">Save draft</button>
      <button type="button" class="btn btn-secondary">Add</button>
      <button type="button" class="btn btn-danger">Cancel</button></div></form>
{% endblock %}
{% block scripts %}{{ block.super }}<script type="module" src="{% static 'js/vas.js' %}"></script>{% endblock %}
"""


class VisitForm(PlainForm):
    born = DateOfBirthField()
    change = forms.ChoiceField(choices=[("b", "Better"), ("w", "Worse")], widget=forms.RadioSelect)
    pain = forms.IntegerField(label="Pain before", min_value=0, max_value=100, required=False, widget=VasInput)
    notes = forms.CharField(widget=forms.Textarea, required=False, help_text="For the record")
    room = forms.ChoiceField(choices=[("1", "Room 1")], required=False)


def page_html(data=None):
    request = RequestFactory().get("/patients/7/sessions/new/")
    request.user = SimpleNamespace(
        name="Mei Chen", is_authenticated=True, is_active=True, _role_names=[Role.PRACTITIONER]
    )
    patient = {"pk": 7, "full_name": "Ann Example", "preferred_name": "Annie", "age": 42}
    context = {"form": VisitForm(data), "patient": patient, "tab": "sessions"}
    return engines["django"].from_string(PAGE).render(context, request)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--lang=en-GB"]
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path if Path(path).exists() else None, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """`visit(data)` opens the page with the form filled so; posts are counted, not answered."""
    contexts = []

    def open_page(data=None, **options):
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.problems, page.posts = [], 0
        page.on("console", lambda said: page.problems.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))

        def answer(route):
            path = urlsplit(route.request.url).path
            if route.request.method == "POST":
                page.posts += 1
                route.fulfill(status=204)
            elif path.startswith("/static/"):
                kind = mimetypes.guess_type(path)[0] or "font/woff2"
                route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type=kind)
            else:
                route.fulfill(body=page_html(data), content_type="text/html; charset=utf-8")

        page.route("**/*", answer)
        page.goto(f"{HOST}/patients/7/sessions/new/")
        return page

    yield open_page
    for context in contexts:
        assert [problem for page in context.pages for problem in page.problems] == []
        context.close()


BAD = {"born_0": "27", "born_1": "smarch", "born_2": "1984", "pain": "101"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("data", [None, BAD], ids=["empty", "wrong"])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, scheme, width, data):
    page = visit(data, color_scheme=scheme, viewport={"width": width, "height": 800})

    found = Axe().run(page)
    assert [(broken["id"], [node["html"] for node in broken["nodes"]]) for broken in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_summary_takes_the_focus_and_leads_to_the_wrong_box(visit):
    page = visit(BAD)

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="Date of birth must be a real date").click()
    assert page.evaluate("document.activeElement.id") == "id_born_1"
    page.get_by_role("link", name="Choose change").click()
    assert page.evaluate("document.activeElement.id") == "id_change_0"


def test_slider_stays_blank_until_touched_and_follows_the_keys(visit):
    page = visit()
    box, slider = page.get_by_label("Pain before (optional)"), page.get_by_role("slider")

    assert slider.get_attribute("aria-valuetext") == "Not scored"
    slider.press("Tab")
    assert box.input_value() == ""
    slider.press("ArrowRight")
    assert (box.input_value(), slider.get_attribute("aria-valuetext")) == ("1", "1 millimetres")
    slider.press("PageUp")
    assert box.input_value() == "11"


def test_slider_can_score_no_pain_from_blank(visit):
    page = visit()
    page.get_by_role("slider").press("Home")

    assert page.get_by_label("Pain before (optional)").input_value() == "0"


def test_typed_number_moves_the_slider_and_clear_takes_it_back(visit):
    page = visit()
    box, slider = page.get_by_label("Pain before (optional)"), page.get_by_role("slider")

    box.fill("34")
    assert slider.input_value() == "34"
    box.fill("101")
    assert slider.get_attribute("aria-valuetext") == "Not a whole number from 0 to 100"
    page.get_by_role("button", name="Clear").click()
    assert (box.input_value(), slider.get_attribute("aria-valuetext")) == ("", "Not scored")


def test_slider_takes_a_press_of_the_mouse(visit):
    page = visit()
    slider = page.get_by_role("slider")
    slider.click(position={"x": slider.bounding_box()["width"] / 2, "y": 20})

    assert abs(int(page.get_by_label("Pain before (optional)").input_value()) - 50) <= 1


def test_score_is_a_number_box_where_scripts_do_not_run(visit):
    page = visit(java_script_enabled=False)

    assert page.get_by_label("Pain before (optional)").is_visible()
    assert page.get_by_role("slider").count() == 0
    assert not page.get_by_role("button", name="Clear").is_visible()


def test_second_press_sends_nothing(visit):
    page = visit()
    save = page.get_by_role("button", name="Save draft")
    save.dblclick()
    save.click(force=True)
    page.wait_for_timeout(200)

    assert page.posts == 1
    assert save.get_attribute("aria-disabled") == "true"
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    save.click()
    page.wait_for_timeout(200)
    assert page.posts == 2


def test_slash_goes_to_the_search_box_but_not_while_typing(visit):
    page = visit()
    notes = page.get_by_label("Notes (optional)")
    notes.press("/")
    assert notes.input_value() == "/"

    page.locator("#main").press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_question_mark_shows_the_shortcuts_and_escape_closes_them(visit):
    page = visit()
    page.locator("#main").press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert dialog.is_visible()

    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_rail_marks_where_one_is(visit):
    page = visit()

    assert page.locator(".rail-nav [aria-current=page]").inner_text().strip() == "Patients"
    assert page.locator(".tabs [aria-current=page]").inner_text().strip() == "Sessions"
