"""A visitor reads in Chinese and in Spanish; a colleague gives the Spanish sheet to a patient who speaks Spanish."""

import pytest
from playwright.sync_api import expect

from library.models import Handout
from patients.models import Patient

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [360, 1440])
def test_a_visitor_reads_in_another_language(visitor, width):
    one = visitor(width)
    one.open("/library/migraine/")
    one.page.get_by_role("link", name="简体中文").click()
    expect(one.page.get_by_role("heading", level=1)).to_have_text("偏头痛")
    expect(one.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    one.sees("要点", "译文尚未经临床医务人员审阅")
    one.check()

    one.page.get_by_role("link", name="Español").click()
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Migraña")
    one.check()
    pdf = one.page.get_by_role("link", name="PDF, A4, Letra grande").get_attribute("href")
    answer = one.page.request.get(one.address + pdf)
    assert answer.headers["content-disposition"] == 'inline; filename="migraine-es-a4-large.pdf"'
    assert answer.body().startswith(b"%PDF")

    one.page.get_by_role("navigation", name="Principal").get_by_role("link", name="Biblioteca").click()
    box = one.page.get_by_role("searchbox", name="Buscar una hoja")
    box.press_sequentially("artrozis", delay=30)
    expect(one.page.get_by_role("heading", name="1 hoja para «artrozis»")).to_be_visible()
    one.check()
    one.press("Artrosis de rodilla", role="link", exact=True)
    expect(one.page.locator("html")).to_have_attribute("lang", "es")
    assert one.page.url.endswith("/library/knee-osteoarthritis/?lang=es")
    assert one.page.context.cookies() == [], "a reader leaves with no cookie"


def test_a_patient_is_given_the_sheet_in_their_language(visitor):
    patient = Patient.objects.order_by("pk").first()
    Patient.objects.filter(pk=patient.pk).update(language="Español")
    one = visitor(1440)
    one.log_in("practitioner@demo.test")
    one.open(f"/patients/{patient.pk}/handouts/give/?sheet=migraine")
    expect(one.page.get_by_role("radio", name="Español", exact=True)).to_be_checked()
    one.check()
    with one.page.expect_response(lambda answer: answer.url.endswith(".pdf")) as given:
        one.page.get_by_role("button", name="Give and open to print").click()
    assert given.value.status == 200

    handout = Handout.objects.select_related("version").latest("pk")
    assert (handout.patient_id, handout.language, handout.version.title) == (patient.pk, "es", "Migraña")
