"""The patients' pages over HTTP: who may, what is kept, what is said when something is wrong."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from clinic.access import Role
from clinic.trail.models import AccessEntry
from patients.models import Patient
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

SEARCH, NEW, LOOKUP = "/patients/", "/patients/new/", "/patients/lookup/"
TEXT_FIELDS = {
    "full_name": 300, "preferred_name": 100, "gender": 100, "pronouns": 60, "language": 100, "phone": 100, "email": 254,
    "address": 500, "doctor": 500, "emergency_contact": 500,
}  # fmt: skip
TORTURE = [
    "Rosa <script>alert(1)</script> & \"Co\"", "O'Brien", "王小明", "مُحَمَّد علي", "Zoë 🌸", "X", "Null", "True",
    "{{ 7 }}",
    "Adolph Blaine " + "Wolfeschlegel" * 20, "a\u202eb", "e\u0301",
]  # fmt: skip


def filled(**changes):
    """What the form for a new patient sends."""
    born = changes.pop("born", ("27", "3", "1984"))
    parts = dict(zip(("date_of_birth_0", "date_of_birth_1", "date_of_birth_2"), born, strict=True))
    return {
        "once_key": str(uuid.uuid4()),
        "full_name": "Sofia Lukasz",
        "phone": "01632 960 210",
        "email": "sofia@mail.example",
        "status": "current",
        "sex": "",
    } | parts | changes  # fmt: skip


def edited(patient, **changes):
    """What the form for changing `patient` sends."""
    born = patient.date_of_birth
    kept = {name: getattr(patient, name) for name in TEXT_FIELDS}
    parts = {"date_of_birth_0": born.day, "date_of_birth_1": born.month, "date_of_birth_2": born.year}
    return kept | parts | {"status": patient.status, "sex": patient.sex, "version": patient.version} | changes


def page(response):
    """The page's HTML, however its lines are broken."""
    return " ".join(response.content.decode().split())


# --- search ---


@pytest.mark.parametrize("send", ["get", "post"])
def test_search_shows_who_was_found(desk, send):
    found = PatientFactory(
        full_name="Sofia Lukasz", preferred_name="Zosia", date_of_birth=date(1984, 3, 7), phone="01632 960210"
    )
    PatientFactory(full_name="Someone Else")

    shown = page(getattr(desk, send)(SEARCH, {"q": "lukasz"}))

    assert f'<a href="{reverse("treatments:chart", args=[found.pk])}">Sofia Lukasz</a>' in shown
    assert all(words in shown for words in ["Zosia", "7 March 1984", "01632 960210", "Current patient"])
    assert "Someone Else" not in shown


def test_search_form_posts_so_that_names_stay_out_of_addresses(desk):
    assert f'<form class="find" method="post" action="{SEARCH}"' in page(desk.get(SEARCH))


def test_search_for_nobody_offers_to_add_them_with_the_typed_name(desk):
    shown = page(desk.post(SEARCH, {"q": 'Nobody "Known" <b>'}))

    assert "Nobody found" in shown
    assert '<input type="hidden" name="typed" value="Nobody &quot;Known&quot; &lt;b&gt;">' in shown
    form = desk.post(NEW, {"typed": 'Nobody "Known" <b>'}).context["form"]
    assert form["full_name"].value() == 'Nobody "Known" <b>'
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"), [("01632 960 210", "phone"), ("a@b.example", "email"), ("Ann", "full_name")]
)
def test_what_was_searched_for_lands_in_the_right_box(desk, typed, field):
    assert desk.post(NEW, {"typed": typed}).context["form"][field].value() == typed


def test_search_says_when_there_are_more(desk):
    PatientFactory.create_batch(26, full_name="Ann Smith")

    shown = page(desk.post(SEARCH, {"q": "smith"}))

    assert shown.count('scope="row"') == 20
    assert "There are more." in shown


def test_search_says_when_it_guesses(desk):
    PatientFactory(full_name="John Smith")

    assert "Did you mean one of these?" in page(desk.post(SEARCH, {"q": "jhon smiht"}))


def test_without_a_search_the_newest_are_listed_and_no_more(desk):
    PatientFactory.create_batch(12)

    assert page(desk.get(SEARCH)).count('scope="row"') == 10


@pytest.mark.parametrize("typed", ["", "   ", "x" * 10_000, "a\0b"])
def test_search_for_nonsense_says_what_is_wrong(desk, typed):
    for response in (desk.get(SEARCH, {"q": typed}), desk.post(SEARCH, {"q": typed})):
        assert response.status_code == 200
        assert "There is a problem" in page(response)


def test_search_queries_do_not_grow(desk):
    PatientFactory(full_name="Ann Smith")
    with CaptureQueriesContext(connection) as few:
        desk.post(SEARCH, {"q": "smith"})
    PatientFactory.create_batch(19, full_name="Bea Smith")
    with CaptureQueriesContext(connection) as many:
        assert len(desk.post(SEARCH, {"q": "smith"}).context["found"].patients) == 20
    assert len(few) == len(many) <= 5  # session and user, roles, names that begin so, pieces


# --- lookup ---


def test_lookup_answers_with_what_tells_people_apart(desk):
    patient = PatientFactory(
        full_name="Sofia <i>Lukasz</i>", preferred_name="Zosia", date_of_birth=date(1984, 3, 27), phone="01632 960 210"
    )

    answer = desk.post(LOOKUP, {"q": "luka"}).json()

    assert answer == {
        "people": [
            {
                "id": patient.pk,
                "name": "Sofia <i>Lukasz</i>",
                "called": "Zosia",
                "facts": "born 27 March 1984, phone ends 0210",
            }
        ],
        "more": False,
        "guess": False,
    }


def test_lookup_is_bounded_and_does_not_answer_get(desk):
    PatientFactory.create_batch(10, full_name="Ann Smith")

    answer = desk.post(LOOKUP, {"q": "smith"}).json()

    assert (len(answer["people"]), answer["more"]) == (8, True)
    assert desk.get(LOOKUP, {"q": "smith"}).status_code == 405


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "a\0b"])
def test_lookup_refuses_nonsense_with_a_sentence(desk, typed):
    response = desk.post(LOOKUP, {"q": typed})

    assert response.status_code == 400
    assert response.json()["error"].endswith(".")


# --- who may ---


@pytest.mark.parametrize("role", list(Role))
def test_every_role_finds_adds_and_changes_patients(login, role):
    client, patient = login(role), PatientFactory()

    for path in (SEARCH, NEW, f"/patients/{patient.pk}/details/", f"/patients/{patient.pk}/edit/"):
        assert client.get(path).status_code == 200, path


def test_without_a_role_nothing_opens(client):
    from tests.factories import UserFactory

    patient = PatientFactory()
    client.force_login(UserFactory())

    for path in (SEARCH, NEW, f"/patients/{patient.pk}/details/", f"/patients/{patient.pk}/edit/"):
        assert client.get(path).status_code == 403, path
    for path in (SEARCH, NEW, LOOKUP, f"/patients/{patient.pk}/edit/"):
        assert client.post(path, filled(q="a")).status_code == 403, path
    assert Patient.objects.count() == 1


def test_a_patient_who_is_not_there_is_404(desk):
    assert desk.get("/patients/999/details/").status_code == 404
    assert desk.post("/patients/999/edit/", {}).status_code == 404


def test_opening_and_changing_a_record_is_written_down(desk):
    patient = PatientFactory()
    desk.get(f"/patients/{patient.pk}/details/")
    desk.post(f"/patients/{patient.pk}/edit/", edited(patient))

    entries = AccessEntry.objects.order_by("pk").values_list("user_id", "patient_id", "kind", "what")
    assert list(entries) == [
        (desk.user.pk, patient.pk, "opened", "patients:details"),
        (desk.user.pk, patient.pk, "changed", "patients:edit"),
    ]


# --- add ---


def test_add_records_who_and_when(desk):
    response = desk.post(NEW, filled(preferred_name="Zosia", sex="female", language="Polish"))

    patient = Patient.objects.get()
    assert response.url == f"/patients/{patient.pk}/details/"
    assert (patient.full_name, patient.called, patient.sex) == ("Sofia Lukasz", "Zosia", "female")
    assert (patient.date_of_birth, patient.status, patient.created_by) == (date(1984, 3, 27), "current", desk.user)
    assert patient.created_at is not None
    assert "The patient was added." in page(desk.get(response.url))


def test_add_twice_makes_one(desk):
    data = filled()
    first, second = desk.post(NEW, data), desk.post(NEW, data)

    assert Patient.objects.count() == 1
    assert first.url == second.url
    assert "Nothing was made twice." in page(desk.get(second.url))


def test_get_adds_nobody(desk):
    desk.get(NEW, filled())

    assert not Patient.objects.exists()


@pytest.mark.parametrize("name", TORTURE)
def test_names_of_every_kind_are_kept_and_shown_as_typed(desk, name):
    response = desk.post(NEW, filled(full_name=name, preferred_name=name[:100]))

    patient = Patient.objects.get()
    assert patient.full_name == name
    shown = page(desk.get(response.url))
    assert escape(name) in shown
    assert page(desk.post(SEARCH, {"q": name[:300]})).count('scope="row"') == 1


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize("kind", ["too long", "NUL"])
def test_text_that_cannot_be_kept_is_refused_at_its_field(desk, field, kind):
    typed = "x" * 10_000 if kind == "too long" else "a\0b"
    if field == "email":
        typed = f"{typed}@mail.example"
    patient = PatientFactory()
    for path, data in ((NEW, filled()), (f"/patients/{patient.pk}/edit/", edited(patient))):
        response = desk.post(path, data | {field: typed})

        assert response.status_code == 200
        assert field in response.context["form"].errors
        assert response.context["form"][field].value() == typed
        assert "There is a problem" in page(response)
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "field", ["date_of_birth_0", "date_of_birth_1", "date_of_birth_2", "status", "sex", "once_key", "shown"]
)
@pytest.mark.parametrize("typed", ["\0", "x" * 10_000, "-1", "٣", "9" * 5000])
def test_nonsense_in_the_other_boxes_is_no_accident(desk, field, typed):
    response = desk.post(NEW, filled(**{field: typed}))

    assert response.status_code in (200, 302)
    if field != "shown":
        assert not Patient.objects.exists()
        assert response.context["form"].errors


@pytest.mark.parametrize("typed", ["\0", "x", "", "-1", "9" * 5000])
def test_a_version_that_makes_no_sense_changes_nothing(desk, typed):
    patient = PatientFactory()

    response = desk.post(f"/patients/{patient.pk}/edit/", edited(patient, full_name="Other", version=typed))

    assert response.status_code == 200
    assert response.context["form"].errors["version"]
    patient.refresh_from_db()
    assert patient.full_name != "Other"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"full_name": ""}, "Enter the full name."),
        ({"full_name": "\u200b\u200d"}, "no letters that can be seen"),
        ({"email": "no-at-sign"}, "Enter an e-mail address with an @"),
        ({"born": ("27", "3", "")}, "Date of birth must include a year."),
        ({"born": ("31", "2", "1984")}, "Date of birth must be a real date"),
        ({"born": ("1", "1", "2990")}, "Date of birth must be in the past."),
        ({"born": ("1", "1", "1801")}, "more than 130 years ago"),
        (
            {"born": ("", "", "")},
            "Enter the date of birth. For someone who has only asked so far, choose Enquiry below.",
        ),
        ({"status": "other"}, "Choose one of the statuses."),
        ({"sex": "other"}, "Choose one of the answers for sex."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, changes, sentence):
    response = desk.post(NEW, filled(address="12 Mill Lane", **changes))

    assert sentence in page(response)
    assert "12 Mill Lane" in page(response)
    assert not Patient.objects.exists()


def test_an_enquiry_needs_no_date_of_birth(desk):
    desk.post(NEW, filled(born=("", "", ""), status="enquiry"))

    assert Patient.objects.get().date_of_birth is None


# --- duplicates ---


def known():
    return PatientFactory(
        full_name="Sofia Lukasz", date_of_birth=date(1984, 3, 27), phone="07700 900111", email="old@mail.example"
    )


def test_a_likely_duplicate_is_shown_before_anything_is_saved(desk):
    there = known()

    response = desk.post(NEW, filled(full_name="Zofia Lukasz", address="12 Mill Lane"))

    shown = page(response)
    assert Patient.objects.count() == 1
    assert reverse("treatments:chart", args=[there.pk]) in shown
    assert "same date of birth and a similar name" in shown
    assert "born 27 March 1984, phone ends 0111" in shown
    assert "12 Mill Lane" in shown
    assert shown.count("There is a problem") == 1


def test_someone_new_is_saved_when_the_tick_says_so(desk):
    there = known()

    desk.post(NEW, filled(is_new="on", shown=f"{there.pk}"))

    assert Patient.objects.count() == 2


def test_the_tick_answers_only_for_the_people_who_were_shown(desk):
    there = known()
    other = PatientFactory(phone="01632 960 210")

    response = desk.post(NEW, filled(is_new="on", shown=f"{there.pk}"))

    assert Patient.objects.count() == 2
    assert response.context["form"].shown_now == f"{other.pk}-{there.pk}"


def test_the_warning_stays_while_another_mistake_is_mended(desk):
    known()

    response = desk.post(NEW, filled(email="no-at-sign", is_new="on"))

    assert len(response.context["form"].duplicates) == 1


# --- change ---


def test_change_keeps_the_rest_and_records_who_and_when(desk):
    patient = PatientFactory(address="12 Mill Lane")

    response = desk.post(f"/patients/{patient.pk}/edit/", edited(patient, phone="01632 960 999"))

    assert response.url == f"/patients/{patient.pk}/details/"
    patient.refresh_from_db()
    assert (patient.phone, patient.address, patient.version) == ("01632 960 999", "12 Mill Lane", 2)
    assert patient.changed_by == desk.user
    assert patient.changed_at is not None
    assert "The details were saved." in page(desk.get(response.url))


def test_get_changes_nothing(desk):
    patient = PatientFactory()
    desk.get(f"/patients/{patient.pk}/edit/", edited(patient, full_name="Other"))

    patient.refresh_from_db()
    assert (patient.full_name, patient.version) != ("Other", 2)


def test_the_second_of_two_editors_is_told_and_loses_nothing(desk, login):
    patient = PatientFactory(phone="07700 900111")
    first, second = edited(patient, phone="07700 900222"), edited(patient, phone="07700 900333", doctor="Dr Wu")
    desk.post(f"/patients/{patient.pk}/edit/", first)

    colleague = login(Role.PRACTITIONER)
    response = colleague.post(f"/patients/{patient.pk}/edit/", second)

    assert response.status_code == 409
    assert f"{desk.user.name} changed this record" in page(response)
    assert ("Phone", "07700 900222") in response.context["differences"]
    assert response.context["form"]["phone"].value() == "07700 900333"
    assert response.context["form"]["doctor"].value() == "Dr Wu"
    patient.refresh_from_db()
    assert (patient.phone, patient.version) == ("07700 900222", 2)

    again = second | {"version": response.context["form"]["version"].value()}
    assert colleague.post(f"/patients/{patient.pk}/edit/", again).status_code == 302
    patient.refresh_from_db()
    assert (patient.phone, patient.doctor, patient.changed_by) == ("07700 900333", "Dr Wu", colleague.user)


def test_saving_the_same_twice_is_no_conflict(desk):
    patient = PatientFactory()
    data = edited(patient, phone="01632 960 999")

    assert desk.post(f"/patients/{patient.pk}/edit/", data).status_code == 302
    assert desk.post(f"/patients/{patient.pk}/edit/", data).status_code == 302
    patient.refresh_from_db()
    assert patient.version == 2


def test_titles_hold_no_names(desk):
    patient = PatientFactory(full_name="Sofia Lukasz")

    for path in (f"/patients/{patient.pk}/details/", f"/patients/{patient.pk}/edit/"):
        assert "Sofia" not in page(desk.get(path)).split("</title>")[0]


def test_changed_after_back_is_saved_as_a_change(desk):
    """The add page brought back with its key: what was typed since is neither lost nor a second patient."""
    first = filled()
    desk.post(NEW, first)
    known = Patient.objects.get()

    response = desk.post(NEW, first | {"address": "4 Mill Lane"}, follow=True)

    assert response.redirect_chain == [(f"/patients/{known.pk}/edit/", 307), (f"/patients/{known.pk}/details/", 302)]
    assert Patient.objects.get().address == "4 Mill Lane"
    assert AccessEntry.objects.filter(patient_id=known.pk, what="patients:edit", kind="changed").exists()


def test_changed_after_back_meets_what_others_saved_since(desk):
    first = filled()
    desk.post(NEW, first)
    known = Patient.objects.get()
    desk.post(f"/patients/{known.pk}/edit/", edited(known, gender="Woman"))

    response = desk.post(NEW, first | {"address": "4 Mill Lane"}, follow=True)

    assert response.status_code == 409
    assert "4 Mill Lane" in response.content.decode()
    assert Patient.objects.get().address == ""


def test_edit_without_a_version_from_elsewhere_is_refused(desk):
    known = PatientFactory()
    sent = edited(known, address="4 Mill Lane")
    del sent["version"]

    response = desk.post(f"/patients/{known.pk}/edit/", sent | {"once_key": str(uuid.uuid4())})

    assert "This page is out of date. Open it again." in response.content.decode()
    assert Patient.objects.get().address == known.address
