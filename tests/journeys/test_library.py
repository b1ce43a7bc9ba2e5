"""A visitor with a phone finds a sheet, reads it and passes it on; a colleague gives it to a patient."""

import pytest
from playwright.sync_api import expect

from library.models import Handout

pytestmark = pytest.mark.journey


def test_a_visitor_finds_a_sheet_and_passes_it_on(visitor):
    one = visitor(360)
    asked = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.open("/library/")
    box = one.page.get_by_role("searchbox", name="Find a sheet")
    box.press_sequentially("mygrane", delay=30)
    expect(one.page.get_by_role("heading", name="1 sheet for “mygrane”")).to_be_visible()
    expect(one.page.get_by_role("status")).to_have_text("1 sheet for “mygrane”")
    expect(one.page.get_by_role("heading", name="Conditions")).to_be_hidden()
    one.check()
    assert not any("mygr" in address for address in asked), "what is typed stands in no address"

    box.fill("insomnia")
    one.page.get_by_text("We have no sheet on this yet").wait_for()
    one.check()
    box.fill("qqqqzz")
    expect(one.page.get_by_role("heading", name="Nothing found")).to_be_visible()
    one.check()
    box.fill("")
    expect(one.page.get_by_role("heading", name="Conditions")).to_be_visible()
    expect(one.page.get_by_role("heading", name="Nothing found")).to_have_count(0)

    box.fill("mygrane")
    expect(one.page.get_by_role("heading", name="1 sheet for “mygrane”")).to_be_visible()
    one.press("Migraine", role="link", exact=True)
    one.sees("In short", "Safety and when to get help", "Sources", "Next review by")
    pdf = one.page.get_by_role("link", name="PDF, A4, Large print").get_attribute("href")
    answer = one.page.request.get(one.address + pdf)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")

    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name="Copy link").click()
    expect(one.page.get_by_text("The link was copied.")).to_be_visible()
    assert one.page.evaluate("navigator.clipboard.readText()") == f"{one.address}/library/migraine/"
    one.check()

    assert one.page.context.cookies() == [], "a reader leaves with no cookie"


def test_a_visitor_looks_by_letter_and_by_area(visitor):
    one = visitor(1440)
    one.open("/library/")
    with one.page.expect_navigation():
        one.page.locator('.library-figure a[href$="area=belly"]').click()
    one.check()
    one.sees("Conditions: belly", "Nausea and vomiting")
    one.press("B", role="link", exact=True)
    one.sees("Conditions: B")
    one.press("Backache see Chronic low back pain", role="link")
    contents = one.page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="Safety and when to get help").click()
    expect(one.page.get_by_role("heading", name="Safety and when to get help")).to_be_in_viewport()


def test_the_search_works_without_scripts(visitor, browser, clinic):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{clinic}/library/")
    page.get_by_label("Find a sheet").fill("mygrane")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 sheet for “mygrane”")).to_be_visible()
    page.get_by_role("link", name="Migraine", exact=True).click()
    expect(page.get_by_role("link", name="/library/migraine/")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    context.close()


def test_a_colleague_gives_a_sheet_from_where_it_is_read(visitor):
    one = visitor(1440)
    one.log_in("practitioner@demo.test")
    one.open("/library/migraine/")
    one.press("Give to patient", role="link")
    box = one.page.get_by_role("combobox", name="Patient")
    box.press_sequentially("mar", delay=20)
    expect(one.page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    one.press("Go on")
    expect(one.page.get_by_role("radio", name="Migraine")).to_be_checked()
    with one.page.expect_response(lambda answer: answer.url.endswith(".pdf")):
        one.page.get_by_role("button", name="Give and open to print").click()
    patient = Handout.objects.latest("pk").patient_id

    one.open(f"/patients/{patient}/handouts/")
    one.sees("Sheets that fit", "What to expect at your visit and after it", "Migraine version 1")
    one.open(f"/patients/{patient}/")
    one.sees("Papers", "Give What to expect")
