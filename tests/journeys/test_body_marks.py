"""Marking pain on the drawn body, in a real browser, on a page made for the purpose, under the clinic's own policy."""

import json
import mimetypes
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory

from clinic.forms import PlainForm
from patients.bodychart.forms import BodyMarksField

pytestmark = [pytest.mark.journey, pytest.mark.no_database]

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
HOST = "http://clinic.test"
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self'"
PAGE = """
{% extends "public.html" %}{% load static crispy_forms_tags %}
{% block head %}<link rel="stylesheet" href="{% static 'css/body-chart.css' %}">
<link rel="stylesheet" href="{% static 'css/body-marks.css' %}">{% endblock %}
{% block page_title %}Your pain{% endblock %}
{% block content %}
<form method="post" novalidate>{% csrf_token %}{% crispy form %}
<div class="actions"><button type="submit" class="btn btn-primary">Save and go on</button></div></form>{% endblock %}
{% block scripts %}{{ block.super }}<script type="module" src="{% static 'js/body-marks.js' %}"></script>{% endblock %}
"""
KNEE = {"view": "front", "x": 590, "y": 1478, "region": "knee-front-left", "kind": "ache"}


class PainForm(PlainForm):
    pain = BodyMarksField(label="Where does it hurt?", required=False)


def page_html(form):
    return engines["django"].from_string(PAGE).render({"form": form}, RequestFactory().get("/pain/"))


@pytest.fixture
def visit(browser):
    """`visit(marks)` opens the page; what is sent comes back checked, in `page.forms`."""
    contexts = []

    def open_page(marks=None, **options):
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.problems, page.forms = [], [PainForm(initial={"pain": marks or []})]
        page.on("console", lambda said: page.problems.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))

        def answer(route):
            path = urlsplit(route.request.url).path
            if path.startswith("/static/"):
                kind = mimetypes.guess_type(path)[0] or "font/woff2"
                return route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type=kind)
            if route.request.method == "POST":
                page.forms.append(PainForm(QueryDict(route.request.post_data)))
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            return route.fulfill(body=page_html(page.forms[-1]), headers=headers)

        page.route("**/*", answer)
        page.goto(f"{HOST}/pain/")
        return page

    yield open_page
    for context in contexts:
        assert [problem for page in context.pages for problem in page.problems] == []
        context.close()


def tap(page, view, x, y):
    """Tap a figure at a place given in the drawing's units."""
    layer = page.locator(f"[data-view={view}] [data-layer]")
    where = "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }"
    page.evaluate("(y) => scrollBy(0, y - innerHeight / 2)", layer.evaluate(where, [x, y])[1])
    page.mouse.click(*layer.evaluate(where, [x, y]))


def marked(page):
    return [(mark["region"], mark["kind"]) for mark in json.loads(page.locator("[data-marks]").input_value())]


def saved(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    form = page.forms[-1]
    assert form.is_valid(), form.errors
    return [(mark["region"], mark["kind"]) for mark in form.cleaned_data["pain"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, scheme, width, scripts):
    page = visit([KNEE], color_scheme=scheme, viewport={"width": width, "height": 800}, java_script_enabled=scripts)

    if scripts:
        found = Axe().run(page)
        broken = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
        assert broken == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_tap_adds_a_mark_of_the_chosen_kind_and_says_so(visit):
    page = visit(viewport={"width": 360, "height": 800})
    page.get_by_role("radio", name="burning").check()
    tap(page, "back", 440, 840)

    assert marked(page) == [("lower-back-left", "burning")]
    assert page.get_by_role("status").inner_text() == "Added. Lower back, left: burning"
    assert page.locator("[data-list] li").inner_text().startswith("Lower back, left: burning")
    assert saved(page) == [("lower-back-left", "burning")]


def test_second_tap_removes_and_undo_brings_back(visit):
    page = visit()
    tap(page, "front", 590, 1478)
    tap(page, "front", 596, 1470)
    assert marked(page) == []
    assert page.get_by_role("status").inner_text() == "Removed. Left knee, front: ache"

    page.get_by_role("button", name="Undo").click()
    assert marked(page) == [("knee-front-left", "ache")]
    page.get_by_role("button", name="Undo").click()
    assert marked(page) == []


def test_tap_beside_the_outline_marks_the_nearest_part_and_a_far_one_nothing(visit):
    page = visit()
    tap(page, "front", 500, 1600)
    assert marked(page) == []
    tap(page, "front", 650, 1625)
    assert marked(page) == [("shin-left", "ache")]
    assert saved(page) == [("shin-left", "ache")]


def test_keyboard_alone_adds_and_removes(visit):
    page = visit()
    page.get_by_label("Where", exact=True).select_option("back/calf-right")
    page.get_by_role("combobox", name="What it feels like").select_option("numb")
    page.get_by_role("button", name="Add this place").press("Enter")

    assert marked(page) == [("calf-right", "numb")]
    assert page.evaluate("document.activeElement.id") == "id_pain_place_0"
    page.get_by_role("button", name="Remove Right calf: numbness").press("Enter")
    assert marked(page) == []
    assert page.evaluate("document.activeElement.textContent").strip() == "Undo"


def test_row_that_is_half_filled_asks_for_the_rest(visit):
    page = visit()
    page.get_by_label("Where", exact=True).select_option("front/throat")
    page.get_by_role("button", name="Add this place").click()

    assert page.get_by_text("Choose what it feels like there.").is_visible()
    assert marked(page) == []


def test_at_most_sixty(visit):
    page = visit([KNEE | {"y": 1440 + at // 6, "x": 580 + at % 6} for at in range(60)])
    tap(page, "back", 440, 840)

    assert len(marked(page)) == 60
    assert page.get_by_role("status").inner_text() == "You can mark at most 60 places. Remove one first."


def test_kinds_and_buttons_are_large_enough_for_a_finger(visit):
    page = visit([KNEE], viewport={"width": 360, "height": 800})
    for target in page.locator(".body-kind, .body-list button, [data-undo], [data-add]").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_without_scripts_the_list_is_the_field(visit):
    page = visit([KNEE], java_script_enabled=False)
    page.get_by_label("Where", exact=True).select_option("front/throat")
    page.get_by_role("combobox", name="What it feels like", exact=True).select_option("sharp")
    page.get_by_label("Where, place 2", exact=True).select_option("back/heel-left")
    page.get_by_label("What it feels like, place 2", exact=True).select_option("ache")
    page.get_by_role("checkbox", name="Remove Left knee, front: ache").check()

    assert not page.get_by_role("button", name="Undo").is_visible()
    assert saved(page) == [("throat", "sharp"), ("heel-left", "ache")]


def test_what_is_sent_is_only_the_marks(visit):
    page = visit()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    tap(page, "front", 590, 1478)
    saved(page)

    assert set(parse_qs(sent[0])) - {"csrfmiddlewaretoken"} == {"pain"}
