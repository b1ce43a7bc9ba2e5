import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.access import Role
from clinic.trail.models import AccessEntry
from patients.models import Consent
from patients.wordings import register
from tests.factories import ConsentFactory, PatientFactory
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db
TREATMENT = register().newest["treatment"]
SIGNATURE = "[[10,100,300,20,580,180]]"


def take_url(patient, purpose="treatment"):
    return f"{reverse('patients:consent-take', args=[patient.pk])}?purpose={purpose}"


def typed(**changes):
    good = {
        "once_key": uuid.uuid4(),
        "shown": TREATMENT.checksum,
        "name": "Ann <b>O’Hara</b>",
        "signer": "patient",
        "strokes": SIGNATURE,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


@pytest.mark.parametrize("role", list(Role))
def test_a_drawn_consent_is_taken_shown_and_printed(login, role):
    client, patient = login(role), PatientFactory()
    page = client.get(take_url(patient)).content.decode()
    assert "rail" not in page
    assert "I agree and sign" in page
    done = client.post(take_url(patient), typed(), follow=True).content.decode()
    assert "hand the tablet back" in done
    consent = patient.consents.get()
    assert (consent.decision, consent.signature_kind, consent.recorded_by) == ("given", "drawn", client.user)
    shown = client.get(reverse("patients:consent", args=[consent.pk])).content.decode()
    assert 'd="M10 100L300 20 580 180"' in shown
    assert "Ann &lt;b&gt;O’Hara" in shown
    tab = client.get(reverse("patients:consents", args=[patient.pk])).content.decode()
    assert "Given" in tab
    pdf = client.get(reverse("patients:consent-pdf", args=[consent.pk]), {"paper": "letter", "print": "large"})
    assert "Ann <b>O’Hara</b> has agreed" in text_of(pdf.content)
    assert AccessEntry.objects.filter(kind="printed", patient_id=patient.pk, what="patients:consent-pdf").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"strokes": ""}, "Sign in the box, or tick"),
        ({"strokes": "[[1,1]]"}, "only a dot"),
        ({"strokes": "[[1,1,"}, "did not arrive whole"),
        ({"strokes": "1" * 70_000}, "too many lines"),
        ({"name": ""}, "Type the name of the person who signs."),
        ({"name": "\u200b \u200b"}, "Type the name of the person who signs."),
        ({"name": "x" * 301}, "300 characters or fewer"),
        ({"name": "a\0b"}, "cannot be kept"),
        ({"signer": "dog"}, "Choose who signs."),
        ({"signer": None}, "Choose who signs."),
        ({"signer": "guardian"}, "Say how the person who signs is related"),
        ({"shown": "x"}, "The wording was changed while this page was open"),
        ({"once_key": None}, "lost its key"),
    ],
)
def test_cannot_be_completed_blank_or_broken(desk, changes, said):
    patient = PatientFactory()
    page = desk.post(take_url(patient), typed(**changes)).content.decode()
    assert "There is a problem" in page
    assert said in page
    assert not Consent.objects.exists()


def test_typing_is_enough(desk):
    patient = PatientFactory()
    desk.post(take_url(patient), typed(strokes="", typed="on"))
    assert patient.consents.get().signature_kind == "typed"


def test_saying_no_asks_for_nothing_and_is_met_kindly(desk):
    patient = PatientFactory()
    form = {"once_key": uuid.uuid4(), "shown": TREATMENT.checksum, "refuse": "1"}
    page = desk.post(take_url(patient), form, follow=True).content.decode()
    assert "That is your right" in page
    consent = patient.consents.get()
    assert (consent.decision, consent.signed_name, consent.strokes) == ("refused", patient.full_name, "")


def test_pressing_twice_and_changing_ones_mind_after_back(desk):
    patient, form = PatientFactory(), typed()
    for _ in range(2):
        desk.post(take_url(patient), form)
    assert patient.consents.count() == 1
    desk.post(take_url(patient), form | {"refuse": "1"})
    assert [one.decision for one in patient.consents.all()] == ["refused", "given"]
    assert desk.post(take_url(PatientFactory()), form).status_code == 404


def test_a_minor_does_not_sign_alone(desk):
    from datetime import date

    child = PatientFactory(date_of_birth=date(2019, 5, 5))
    page = desk.get(take_url(child)).content.decode()
    assert re.search(r'value="guardian"[^>]*checked', page)
    assert "so a parent or guardian signs" in desk.post(take_url(child), typed()).content.decode()
    desk.post(take_url(child), typed(signer="guardian", relation="mother"))
    assert child.consents.get().relation == "mother"


def test_paper_is_entered_with_its_date(desk):
    patient = PatientFactory()
    url = f"{reverse('patients:consent-paper', args=[patient.pk])}?purpose=treatment"
    good = typed(signed_on_0="2", signed_on_1="3", signed_on_2="2026", seen="on")
    for wrong, said in (({"signed_on_2": "2031"}, "in the future"), ({"seen": ""}, "Tick that you have")):
        assert said in desk.post(url, good | wrong).content.decode()
    for year, said in (("1949", "Check the year"), ("1950", "before the patient was born")):
        page = desk.post(url, good | {"signed_on_2": year, "signed_on_1": "1", "signed_on_0": "1"}).content.decode()
        assert said in page or patient.date_of_birth.year <= 1950
    desk.post(url, good)
    assert str(patient.consents.get().signed_on) == "2026-03-02"


def test_withdrawal_keeps_the_reason_and_is_offered_once(desk):
    consent = ConsentFactory()
    url = reverse("patients:consent-withdraw", args=[consent.pk])
    form = {"once_key": uuid.uuid4(), "name": "Ann", "signer": "patient", "reason": "It hurt <i>a lot</i>."}
    page = desk.post(url, form, follow=True).content.decode()
    assert "Withdrawn" in page
    assert "It hurt &lt;i&gt;a lot" in page
    assert "nothing to withdraw" in desk.get(url, follow=True).content.decode()


def test_new_york_form_is_countersigned_and_printed_in_duplicate(desk, practitioner):
    consent = ConsentFactory(purpose="new-york-physician")
    pdf = reverse("patients:consent-pdf", args=[consent.pk])
    assert "Signature of the acupuncturist" in text_of(desk.get(pdf).content)
    url = reverse("patients:consent-countersign", args=[consent.pk])
    assert desk.post(url).status_code == 403
    practitioner.post(url)
    text = text_of(desk.get(pdf).content)
    for words in ("Patient’s copy", "Practice’s copy", practitioner.user.practitioner.display_name):
        assert words in text


def test_blank_paper_and_unknown_purposes(desk):
    patient = PatientFactory()
    blank = text_of(desk.get(reverse("patients:consent-blank-pdf", args=[patient.pk])).content)
    assert "Moxibustion" in blank
    assert "Name in capitals" in blank
    for purpose in ("", "nothing", "\0", "x" * 5000):
        for name in ("patients:consent-take", "patients:consent-paper"):
            assert desk.get(reverse(name, args=[patient.pk]), {"purpose": purpose}).status_code == 302


def test_tab_queries_do_not_grow(desk):
    patient = PatientFactory()
    url = reverse("patients:consents", args=[patient.pk])
    ConsentFactory(patient=patient)
    desk.get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            desk.get(url)
        counts.append(len(asked))
        for _ in range(20):
            ConsentFactory(patient=patient)
    assert counts[0] == counts[1]
