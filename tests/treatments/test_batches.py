"""Tomorrow's handouts in one PDF: who is listed, what is suggested, and that no sheet is given twice."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clinic import kept_files
from clinic.trail.models import AccessEntry
from library import sheet_pdf
from library.models import Handout
from tests.factories import (
    AppointmentFactory,
    ConditionFactory,
    CourseFactory,
    FactsheetFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
)
from tests.printing.reading import page_texts, reader, text_of
from treatments import batch_actions
from treatments.batch_actions import Wanted, give_item, make_batch, work_on
from treatments.models import PrintBatch, PrintItem

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
URL = reverse("treatments:handouts") + f"?day={DAY.isoformat()}"


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def knee(db):
    sheet = FactsheetFactory(slug="knee", kind="condition", condition=ConditionFactory())
    FactsheetVersionFactory(sheet=sheet, published=True, title="Sore knee")
    return sheet


@pytest.fixture
def your_visit(db):
    sheet = FactsheetFactory(slug="your-visit")
    FactsheetVersionFactory(sheet=sheet, published=True, title="Your visit")
    return sheet


@pytest.fixture
def make(desk, knee):
    """`make(3)` gives a batch for three people."""

    def do(people=1, **changes):
        wanted = [Wanted(PatientFactory().pk, knee, "normal") for _ in range(people)]
        asked = {"by": desk.user, "once_key": uuid.uuid4(), "day": DAY, "paper": "a4", "two_sided": False}
        return make_batch(**asked | {"wanted": wanted} | changes)

    return do


def visitor(response, patient):
    return next(one for one in response.context["form"].visitors if one.patient_id == patient.pk)


def step(client, batch, **headers):
    return client.post(reverse("treatments:batch-step", args=[batch.pk]), headers=headers)


def sent(*rows, **changes):
    """What the form sends: (patient, slug, size) for each who is ticked."""
    data = {"once_key": str(uuid.uuid4()), "paper": "a4"}
    for patient, slug, size in rows:
        data |= {f"give_{patient.pk}": "on", f"sheet_{patient.pk}": slug, f"size_{patient.pk}": size}
    return data | changes


def test_the_list_suggests_what_fits_each(practitioner, knee, your_visit):
    sore, new, given = PatientFactory(), PatientFactory(), PatientFactory()
    for patient in (sore, given):
        SessionFactory(course=CourseFactory(patient=patient, condition=knee.condition))
        AppointmentFactory(patient=patient)
    HandoutFactory(patient=given, version=knee.current, print_size="large")
    AppointmentFactory(patient=new, service=ServiceFactory(consultation=True))
    response = practitioner.get(URL)

    assert visitor(response, sore).suggestion.slug == "knee"
    assert visitor(response, new).suggestion.slug == "your-visit"
    assert visitor(response, given).suggestion is None
    assert visitor(response, given).print_size == "large"
    form = response.context["form"]
    assert form[f"give_{sore.pk}"].initial is True
    assert form[f"give_{given.pk}"].initial is False


def test_a_child_condition_falls_back_on_its_parents_sheet(practitioner, knee):
    patient = AppointmentFactory().patient
    CourseFactory(patient=patient, condition=ConditionFactory(parent=knee.condition))

    assert visitor(practitioner.get(URL), patient).suggestion.slug == "knee"


def test_the_desk_is_not_told_what_anybody_is_treated_for(desk, knee, your_visit):
    patient = AppointmentFactory().patient
    CourseFactory(patient=patient, condition=knee.condition)

    assert visitor(desk.get(URL), patient).suggestion.slug == "your-visit"


def test_who_does_not_come_is_not_listed_and_who_comes_twice_is_once(desk, your_visit):
    AppointmentFactory(cancelled=True)
    AppointmentFactory(starts_at=datetime(2026, 1, 6, 9, tzinfo=UTC))
    twice = AppointmentFactory().patient
    AppointmentFactory(patient=twice, starts_at=datetime(2026, 1, 5, 14, tzinfo=UTC))
    by_phone = AppointmentFactory(channel="phone", service=ServiceFactory(consultation=True)).patient
    response = desk.get(URL)

    assert [one.patient_id for one in response.context["form"].visitors] == [twice.pk, by_phone.pk]
    assert response.context["form"][f"give_{by_phone.pk}"].initial is False
    assert "Does not come in person" in response.content.decode()


def test_an_empty_day_says_what_would_be_here(desk):
    assert "Nobody is booked that day" in desk.get(URL).content.decode()


@pytest.mark.parametrize("day", ["nonsense", "2026-02-30", "9" * 10_000, "\0", "10000-01-01"])
def test_a_day_that_is_none_gets_a_sentence(desk, day):
    response = desk.get(reverse("treatments:handouts"), {"day": day})

    assert response.status_code == 200
    assert "Enter a real date" in response.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_answered(desk, day):
    assert desk.get(reverse("treatments:handouts"), {"day": day}).status_code == 200


def test_the_list_asks_no_more_when_it_grows(practitioner, knee, at_most_queries):
    for number in range(21):
        appointment = AppointmentFactory()
        CourseFactory(patient=appointment.patient, condition=knee.condition)
        if number in (0, 20):
            with at_most_queries(9):  # session, user, roles, site, appointments, sheets, courses, sessions, handouts
                assert len(practitioner.get(URL).context["form"].visitors) == number + 1


def test_prepare_makes_a_batch_and_steps_work_it_off(desk, knee, your_visit):
    first, second, third = (AppointmentFactory().patient for _ in range(3))
    response = desk.post(URL, sent((first, "knee", "normal"), (third, "your-visit", "large"), two_sided="on"))
    batch = PrintBatch.objects.get()
    assert response.url == reverse("treatments:batch", args=[batch.pk])
    assert (batch.day, batch.paper, batch.two_sided, batch.by) == (DAY, "a4", True, desk.user)
    assert not Handout.objects.exists()
    assert "0 of 2 sheets" in desk.get(response.url).content.decode()

    assert step(desk, batch).url == response.url
    given = Handout.objects.order_by("pk")
    assert [(h.patient, h.version.sheet, h.print_size) for h in given] == [
        (first, knee, "normal"),
        (third, your_visit, "large"),
    ]
    assert {h.by for h in given} == {desk.user}
    printed = AccessEntry.objects.filter(what="treatments:batch-step", kind="printed")
    assert sorted(printed.values_list("patient_id", flat=True)) == sorted([first.pk, third.pk])
    assert "2 sheets ready to print" in desk.get(response.url).content.decode()

    pdf = desk.get(reverse("treatments:batch-pdf", args=[batch.pk])).content
    texts = page_texts(pdf)
    assert f"Given to {first.full_name}" in " ".join(texts[0].split())
    starts = [number for number, text in enumerate(texts) if "Page 1 of" in text]
    assert len(starts) == 2
    assert all(number % 2 == 0 for number in starts)
    assert second.full_name not in text_of(pdf)
    opened = AccessEntry.objects.filter(what="treatments:batch-pdf", kind="printed")
    assert opened.count() == 2


def test_the_script_gets_figures(desk, make):
    batch = make(batch_actions.A_STEP + 2)
    first = step(desk, batch, accept="application/json")
    assert json.loads(first.content) == {"done": 5, "total": 7, "is_done": False}
    assert json.loads(step(desk, batch, accept="application/json").content) == {"done": 7, "total": 7, "is_done": True}


def test_a_step_ends_after_a_while(make, monkeypatch):
    monkeypatch.setattr(batch_actions, "A_WHILE", 0)
    batch = make(3)

    assert work_on(by=batch.by, batch=batch, record=lambda item: None) == 2


def test_pressed_twice_is_one_batch(desk, knee):
    form = sent((AppointmentFactory().patient, "knee", "normal"))

    assert desk.post(URL, form).url == desk.post(URL, form).url
    assert PrintBatch.objects.count() == PrintItem.objects.count() == 1


def test_an_item_is_given_once_whoever_comes_second(desk, make):
    batch = make(1)
    seen_by_two = [PrintItem.objects.select_related("patient", "sheet", "batch").get() for _ in range(2)]
    for item in seen_by_two:
        give_item(by=batch.by, item=item)
    step(desk, batch)

    assert Handout.objects.count() == 1
    assert PrintItem.objects.get().handout == Handout.objects.get()


def test_a_step_killed_after_the_handout_finds_it_again(make, monkeypatch):
    batch = make(2)
    items = list(batch.items.select_related("patient", "sheet", "batch"))

    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(PrintItem.objects, "filter", killed)
        with pytest.raises(Killed):
            give_item(by=batch.by, item=items[0])
    assert Handout.objects.count() == 1
    assert batch.items.get(order=1).state == "waiting"

    assert work_on(by=batch.by, batch=batch, record=lambda item: None) == 0
    assert Handout.objects.count() == 2
    assert batch.items.get(order=1).handout == Handout.objects.earliest("pk")


def test_a_store_that_takes_nothing_stops_the_batch_in_words(desk, make, monkeypatch):
    batch = make(1)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(kept_files, "keep", full)
        assert step(desk, batch, accept="application/json").status_code == 503
        page = desk.get(step(desk, batch).url).content.decode()
    assert "The store does not take files" in page
    assert not Handout.objects.exists()

    step(desk, batch)
    assert batch.items.get().state == "given"


def test_the_pdf_is_made_of_the_very_files_that_were_kept(desk, make, monkeypatch):
    batch = make(2)
    step(desk, batch)
    url = reverse("treatments:batch-pdf", args=[batch.pk])
    first = desk.get(url).content
    monkeypatch.setattr(sheet_pdf, "_draw", lambda *args, **kwargs: pytest.fail("drawn again"))
    assert desk.get(url).content == first


def test_a_lost_file_is_drawn_again_and_says_so(desk, make):
    batch = make(1)
    step(desk, batch)
    kept_files.drop(Handout.objects.get().file_name)

    pdf = desk.get(reverse("treatments:batch-pdf", args=[batch.pk])).content
    assert "Drawn again from the record" in " ".join(text_of(pdf).split())


def test_nothing_is_given_when_the_entry_cannot_be_written(make):
    batch = make(1)

    def full_disk(item):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        work_on(by=batch.by, batch=batch, record=full_disk)
    assert not Handout.objects.exists()


def test_a_sheet_withdrawn_meanwhile_is_left_out_and_said(desk, make, knee):
    batch = make(1)
    knee.current = None
    knee.save()
    step(desk, batch)

    assert PrintItem.objects.get().state == "left_out"
    text = desk.get(reverse("treatments:batch", args=[batch.pk])).content.decode()
    assert "No sheet could be printed" in text
    assert desk.get(reverse("treatments:batch-pdf", args=[batch.pk])).status_code == 302


@pytest.mark.parametrize(
    ("slug", "size", "sentence"),
    [
        ("", "normal", "Choose a sheet for Anne &lt;b&gt;, or take the tick away."),
        ("nonsense", "normal", "The sheet for Anne &lt;b&gt; is not published."),
        ("knee\0", "normal", "The sheet for Anne &lt;b&gt; is not published."),
        ("knee", "x" * 10_000, "Choose normal or large print for Anne &lt;b&gt;."),
    ],
)
def test_bad_rows_get_a_sentence_and_print_nothing(desk, knee, slug, size, sentence):
    patient = AppointmentFactory(patient__full_name="Anne <b>").patient
    response = desk.post(URL, sent((patient, slug, size)))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not PrintBatch.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Nobody is ticked."),
        ({"paper": "a5"}, "Choose A4 or US Letter."),
        ({"once_key": "lost"}, "This page has lost its key."),
    ],
)
def test_a_bad_form_gets_a_sentence(desk, knee, changes, sentence):
    AppointmentFactory()
    patient = PatientFactory()  # who is not booked that day is not read at all
    response = desk.post(URL, sent((patient, "knee", "normal"), **changes))

    assert sentence in response.content.decode()
    assert not PrintBatch.objects.exists()


def test_who_holds_no_role_sees_no_batch(login, make):
    batch, client = make(), login(None)
    client.force_login(UserFactory(is_superuser=True))

    assert client.get(URL).status_code == 403
    assert step(client, batch).status_code == 403
    assert not PrintBatch.objects.visible_to(UserFactory()).exists()


def test_the_batch_page_asks_no_more_when_it_grows(desk, make, at_most_queries):
    for people in (1, 20):
        batch = make(people)
        with at_most_queries(6):
            desk.get(reverse("treatments:batch", args=[batch.pk]))


def test_a_batch_is_bounded_and_large_ones_are_the_same_bytes(desk, make):
    batch = make(30)
    while work_on(by=batch.by, batch=batch, record=lambda item: None):
        pass
    url = reverse("treatments:batch-pdf", args=[batch.pk])
    first = desk.get(url).content

    assert desk.get(url).content == first
    assert len(reader(first).outline) == 30
    assert len(first) < 30 * 150_000


REFUSED = [
    ("batch_paper_is_known", lambda batch: PrintBatch.objects.create(day=DAY, paper="a5", by=batch.by)),
    ("print_item_size_is_known", lambda batch: add(batch, print_size="huge")),
    ("print_item_state_is_known", lambda batch: add(batch, state="lost")),
    ("print_item_given_has_its_handout", lambda batch: add(batch, state="given")),
    ("print_item_has_its_own_place", lambda batch: add(batch, order=1)),
    ("batch_gives_a_person_one_sheet", lambda batch: add(batch, patient=batch.items.get().patient)),
    ("print_batch_is_final", lambda batch: PrintBatch.objects.update(paper="letter")),
    ("print_item_stays", lambda batch: batch.items.all()._raw_delete(using="default")),
    ("print_item_is_worked_off_once", lambda batch: batch.items.update(print_size="large")),
]


def add(batch, **changes):
    row = {"batch": batch, "order": 2, "patient": PatientFactory(), "sheet": batch.items.get().sheet} | changes
    return PrintItem.objects.create(**row)


@pytest.mark.parametrize(("name", "break_it"), REFUSED, ids=[name for name, _ in REFUSED])
def test_the_database_refuses(make, name, break_it):
    batch = make(1)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        break_it(batch)
    # SQLite names the columns of a unique constraint, not the constraint.
    columns = {"print_item_has_its_own_place": "order", "batch_gives_a_person_one_sheet": "patient_id"}
    assert name in str(refused.value) or (connection.vendor == "sqlite" and columns[name] in str(refused.value))


def test_an_item_that_was_given_stays_so(desk, make):
    batch = make(1)
    step(desk, batch)
    with pytest.raises(IntegrityError, match="print_item_is_worked_off_once"), transaction.atomic():
        batch.items.update(state="waiting", handout=None)


def test_today_leads_to_tomorrow(desk, practitioner):
    for client in (desk, practitioner):
        assert reverse("treatments:handouts") in client.get(reverse("treatments:today")).content.decode()


def test_without_a_day_it_is_tomorrow(desk):
    AppointmentFactory(starts_at=datetime.now(UTC) + timedelta(days=1))
    response = desk.get(reverse("treatments:handouts"))

    assert response.context["is_tomorrow"]
    assert len(response.context["form"].visitors) == 1
