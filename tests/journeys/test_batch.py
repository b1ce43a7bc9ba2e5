"""Tomorrow's handouts for 25 people: chosen, worked off with a progress bar, one PDF; also without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.models import Factsheet, Handout
from tests.factories import AppointmentFactory, PatientFactory, ServiceFactory
from tests.printing.reading import page_texts
from treatments import batch_actions
from treatments.models import PrintBatch

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PEOPLE = 25


@pytest.fixture
def a_busy_day(clinic):
    """A day in spring on which 25 new people come for the first time; the address of its list."""
    service = ServiceFactory(name="First visit, spring")
    starts = (timezone.now() + timedelta(days=200)).replace(hour=10, minute=0, second=0, microsecond=0)
    for number in range(PEOPLE):
        patient = PatientFactory(full_name=f"Spring Visitor {number:02d}")
        AppointmentFactory(patient=patient, service=service, starts_at=starts + timedelta(minutes=number))
    return f"/handouts/tomorrow/?day={starts.date().isoformat()}"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_sheets_of_a_day(visitor, a_busy_day, width, monkeypatch):
    monkeypatch.setattr(batch_actions, "A_STEP", 2)
    desk = visitor(width)
    desk.log_in("desk@demo.test")
    desk.open(a_busy_day)
    given_before = Handout.objects.count()
    desk.page.get_by_label("Size of print for Spring Visitor 00").select_option("large")
    desk.page.get_by_label("Sheet for Spring Visitor 01").select_option("migraine")
    desk.page.get_by_role("checkbox", name="Print for Spring Visitor 02").uncheck()
    seen = watch_the_bar(desk)
    desk.page.get_by_role("button", name="Prepare the sheets").click()
    desk.page.get_by_text("24 sheets ready to print").wait_for()
    desk.check()

    assert any(0 < done < 24 for done, total in seen if total == 24), seen
    assert Handout.objects.count() - given_before == 24
    batch = PrintBatch.objects.get()
    pdf = desk.page.request.get(f"{desk.address}/handouts/batches/{batch.pk}.pdf").body()
    whole = [" ".join(text.split()) for text in page_texts(pdf)]
    assert sum("Page 1 of" in text for text in whole) == 24
    assert "Given to Spring Visitor 00" in whole[0]
    assert any("Given to Spring Visitor 01" in text and "Migraine" in text for text in whole)
    assert not any("Spring Visitor 02" in text for text in whole)

    desk.page.reload()
    desk.sees("24 sheets ready to print")
    assert Handout.objects.count() - given_before == 24


def watch_the_bar(desk):
    """Note what each step answers."""
    seen = []

    def note(response):
        if response.url.endswith("/step/"):
            told = response.json()
            seen.append((told["done"], told["total"]))

    desk.page.on("response", note)
    return seen


def test_without_scripts_a_button_goes_on(browser, clinic, a_busy_day):
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{clinic}/accounts/login/")
    page.get_by_label("Email address").fill("desk@demo.test")
    page.get_by_label("Password").fill("hegu-demo")
    page.get_by_role("button", name="Log in").click()
    page.goto(clinic + a_busy_day)
    page.get_by_role("button", name="Prepare the sheets").click()
    presses = 0
    while page.get_by_role("button", name="Continue").count():
        page.get_by_role("button", name="Continue").click()
        presses += 1
    assert presses >= PEOPLE / batch_actions.A_STEP
    assert f"{PEOPLE} sheets ready to print" in page.inner_text("main")
    assert Factsheet.objects.get(slug="your-visit", language="en").current.handouts.count() >= PEOPLE
    context.close()
