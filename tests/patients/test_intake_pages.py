"""The staff's pages about an intake: who sees what, sending, the tablet, paper, and what the practitioner reads."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients.intake_queries import standing_of
from patients.models import InstrumentLicence, Intake, IntakeLink
from patients.models.intake import hash_of
from tests.factories import IntakeFactory, IntakeLinkFactory, PatientFactory
from tests.printing.reading import text_of

from .answering import ENOUGH, birthday, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    return PatientFactory(full_name="Sofia Lukasz", email="sofia@mail.test", date_of_birth=date(1984, 3, 7))


def url(patient, page=""):
    return f"/patients/{patient.pk}/intake/{page}"


def key_for(client, patient, page):
    """The one-time key of that button on the tab."""
    text = client.get(url(patient)).content.decode()
    form = text[text.index(f'action="{url(patient, page)}"') :]
    return re.search(r'name="once_key" value="([^"]+)"|value="([^"]+)"[^>]*name="once_key"', form)


def press(client, patient, page, **kwargs):
    found = key_for(client, patient, page)
    return client.post(url(patient, page), {"once_key": found[1] or found[2]}, **kwargs)


# --- who sees what ---


def test_the_desk_sees_how_far_it_has_come_and_not_a_word_of_it(desk, practitioner, patient):
    intake = IntakeFactory(patient=patient, answers=ENOUGH)
    page, own = desk.get(url(patient)).content.decode(), practitioner.get(url(patient)).content.decode()

    assert "Done" in page
    assert "4 January 2026, 19:00" in page
    assert "lower back hurts" not in page
    assert f"/intakes/{intake.pk}" not in page
    assert "lower back hurts" in own
    assert f"/intakes/{intake.pk}.pdf" in own
    for path in (f"/intakes/{intake.pk}/", f"/intakes/{intake.pk}.pdf"):
        assert desk.get(path).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "Sent by e-mail"),
        ({"revoked_at": timezone.now()}, "Voided"),
        ({"expires_at": timezone.now()}, "Expired"),
        ({"tries": 5}, "Locked"),
        ({"used_at": timezone.now()}, "Used"),
    ],
)
def test_the_tab_says_where_the_link_stands(change, words, desk, patient):
    link = IntakeLinkFactory(patient=patient, created_at=timezone.now() - timedelta(days=40))
    IntakeLink.objects.filter(pk=link.pk).update(**change)

    assert words in desk.get(url(patient)).content.decode()


def test_a_date_of_birth_that_differs_is_pointed_out(practitioner, patient):
    IntakeFactory(patient=patient, born_on=date(1985, 3, 7))

    page = practitioner.get(url(patient)).content.decode()
    assert "as the patient gave it: 7 March 1985" in page
    assert "says 7 March 1984" in page


def test_queries_of_the_tab_do_not_grow(practitioner, patient):
    IntakeFactory(patient=patient)
    practitioner.get(url(patient))
    with CaptureQueriesContext(connection) as before:
        practitioner.get(url(patient))
    for day in range(1, 21):
        IntakeFactory(patient=patient, submitted_at=timezone.now() - timedelta(days=day))
        IntakeLinkFactory(patient=patient, revoked_at=timezone.now())
    with CaptureQueriesContext(connection) as after:
        practitioner.get(url(patient))

    assert len(after) == len(before) <= 12


def test_the_desks_page_does_not_even_read_the_answers(patient, django_assert_num_queries):
    IntakeFactory(patient=patient)
    standing = standing_of(patient)

    with django_assert_num_queries(0):
        assert standing.latest.version.version == 1
    assert "answers" in standing.latest.get_deferred_fields()


# --- sending ---


def test_sending_a_link_by_e_mail(desk, patient):
    old = IntakeLinkFactory(patient=patient)
    response = press(desk, patient, "send/", follow=True)

    assert "The link was sent by e-mail" in response.content.decode()
    letter = mail.outbox[0]
    assert letter.to == ["sofia@mail.test"]
    assert not re.search("sofia|lukasz|pain|acupuncture.*lukasz", letter.subject, re.IGNORECASE)
    assert "Lukasz" not in letter.body
    token = re.search(r"http://testserver/intake/(\S+)/", letter.body)[1]
    link = IntakeLink.objects.get(token_hash=hash_of(token))
    assert (link.way, link.created_by) == ("email", desk.user)
    assert timedelta(days=29) < link.expires_at - timezone.now() <= timedelta(days=30)
    assert Client().get(f"/intake/{token}/").status_code == 302
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert token not in response.content.decode()


def test_pressed_twice_one_letter_goes_out(desk, patient):
    found = key_for(desk, patient, "send/")
    data = {"once_key": found[1] or found[2]}
    for _ in range(2):
        desk.post(url(patient, "send/"), data)

    assert len(mail.outbox) == 1
    assert IntakeLink.objects.count() == 1


def test_without_an_address_nothing_is_sent(desk):
    patient = PatientFactory(email="")
    assert "There is no e-mail address" in desk.get(url(patient)).content.decode()
    response = desk.post(url(patient, "send/"), {"once_key": "0f8fad5b-d9cb-469f-a165-70867728950e"}, follow=True)

    assert "Add one under Details" in unescape(response.content.decode())
    assert not IntakeLink.objects.exists()


def test_a_letter_that_cannot_be_sent_leaves_no_open_link(desk, patient, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    response = press(desk, patient, "send/", follow=True)

    assert "could not be sent" in response.content.decode()
    assert not IntakeLink.objects.get().is_open


@pytest.mark.parametrize("page", ["send/", "link/", "tablet/"])
@pytest.mark.parametrize("key", ["", "no key", "\0"])
def test_a_button_without_its_key_does_nothing(page, key, desk, patient):
    response = desk.post(url(patient, page), {"once_key": key}, follow=True)

    assert "lost its key" in response.content.decode()
    assert not IntakeLink.objects.exists()


def test_a_link_to_copy_is_shown_once_and_only_its_hash_is_kept(desk, patient):
    found = key_for(desk, patient, "link/")
    data = {"once_key": found[1] or found[2]}
    page = desk.post(url(patient, "link/"), data).content.decode()
    token = re.search(r"http://testserver/intake/([^/]+)/", page)[1]

    link = IntakeLink.objects.get()
    assert link.token_hash == hash_of(token)
    assert token not in repr(vars(link))
    again = desk.post(url(patient, "link/"), data, follow=True).content.decode()
    assert "made and shown already" in again
    assert token not in again
    assert IntakeLink.objects.count() == 1


def test_voiding(desk, patient):
    IntakeLinkFactory(patient=patient, token="the-token")
    assert "The link was voided" in desk.post(url(patient, "void/"), follow=True).content.decode()
    assert Client().get("/intake/the-token/").status_code == 404
    assert "There was no link to void" in desk.post(url(patient, "void/"), follow=True).content.decode()


# --- the tablet ---


def test_the_tablet_logs_staff_out_and_forgets_the_patient_at_the_end(desk, patient):
    response = press(desk, patient, "tablet/", follow=True)
    link = IntakeLink.objects.get()
    assert response.redirect_chain[-1][0] == f"/intake/{link.pk}/start/"
    assert "_auth_user_id" not in desk.session
    assert desk.session.get_expiry_age() <= 3_600
    for path in ("/today/", f"/patients/{patient.pk}/details/", url(patient)):
        assert desk.get(path).status_code == 302
        assert desk.get(path).url.startswith("/accounts/login/")

    desk.post(f"/intake/{link.pk}/start/", birthday(patient))
    for step in patient.intake_draft.version.questionnaire.steps:
        mine = {one.id: ENOUGH[one.id] for one in step.questions if one.id in ENOUGH}
        desk.post(f"/intake/{link.pk}/questions/{step.id}/", {"number": 99, **posted(mine)})
    text = desk.post(f"/intake/{link.pk}/check/", follow=True).content.decode()
    assert "hand the tablet back" in text
    assert Intake.objects.get().how == "tablet"
    text = desk.get(f"/intake/{link.pk}/check/", follow=True).content.decode()
    assert "lower back" not in text


def test_the_tablet_can_be_handed_back_unfinished(desk, patient):
    press(desk, patient, "tablet/")
    link = IntakeLink.objects.get()
    text = desk.post(f"/intake/{link.pk}/leave/").content.decode()

    assert "hand the tablet back" in text
    assert desk.get(f"/intake/{link.pk}/start/").status_code == 404


# --- paper ---

PAPER = {
    "filled_on_0": "3",
    "filled_on_1": "1",
    "filled_on_2": "2026",
    "once_key": "0f8fad5b-d9cb-469f-a165-70867728950e",
}


def test_typing_in_a_paper_intake(desk, practitioner, patient):
    page = desk.get(url(patient, "paper/")).content.decode()
    assert page.count('<fieldset id="step-') == 16
    response = desk.post(url(patient, "paper/"), PAPER | posted(ENOUGH) | {"roland_morris": ["rm_3"]}, follow=True)

    assert "The intake was saved" in response.content.decode()
    intake = Intake.objects.get()
    assert (intake.how, intake.entered_by, intake.filled_on) == ("paper", desk.user, date(2026, 1, 3))
    assert intake.answers == ENOUGH | {"roland_morris": ["rm_3"]}
    own = practitioner.get(url(patient)).content.decode()
    assert f"typed in by {desk.user.name}" in own
    assert "Score 1 of 24" in own

    desk.post(url(patient, "paper/"), PAPER | posted(ENOUGH))
    assert Intake.objects.count() == 1


def test_paper_is_checked_as_the_pages_are(desk, patient):
    typed = posted(ENOUGH) | {"why_come": "x" * 10_000, "vas": "999", "implants": ["none", "pump"]}
    typed |= PAPER | {"filled_on_2": "2999"}
    del typed["epilepsy"]
    response = desk.post(url(patient, "paper/"), typed)

    text = response.content.decode()
    for sentence in ("Shorten it to 4000", "from 0 to 100", "Keep one of them", "cannot be in the future"):
        assert sentence in text
    assert "Answer the question “Do you have epilepsy, or have you had a fit?”" in text
    assert "x" * 10_000 in text
    assert not Intake.objects.exists()


def test_on_paper_an_answer_to_a_question_that_is_not_asked_is_left_out(desk, patient):
    answers = posted(ENOUGH) | {"main_area": "hip_leg", "roland_morris": ["rm_1"]}
    desk.post(url(patient, "paper/"), PAPER | answers)

    assert "roland_morris" not in Intake.objects.get().answers


@pytest.mark.parametrize("query", ["", "?paper=letter", "?size=large", "?paper=letter&size=large", "?paper=a9&size=x"])
def test_the_blank_intake_asks_every_question(query, desk):
    response = desk.get(f"/patients/intake.pdf{query}")
    text = " ".join(text_of(response.content).split())

    assert response["Content-Type"] == "application/pdf"
    for words in ("If you tick any of these", "Why you are coming"):
        assert words in text
    assert "I stay in bed most of the time because of my back." in text
    assert "Only if you are between 12 and 55 years old." in text


def test_an_intake_on_paper_prints_what_was_typed_literally(practitioner, patient):
    nasty = "<b>bold</b> & <img src='/etc/passwd'> \u202e"
    intake = IntakeFactory(patient=patient, answers=ENOUGH | {"why_come": nasty, "since_when": "x" * 4_000})
    text = " ".join(text_of(practitioner.get(f"/intakes/{intake.pk}.pdf").content).split())

    assert "Sofia Lukasz" in text
    assert "<b>bold</b> & <img" in text
    assert "born 7 March 1984" in text


def test_an_earlier_intake_keeps_its_own_page(practitioner, patient):
    old = IntakeFactory(patient=patient, answers={"why_come": "An old knee"})
    IntakeFactory(patient=patient, submitted_at=timezone.now())

    page = practitioner.get(f"/intakes/{old.pk}/").content.decode()
    assert "An old knee" in page
    assert "Intake of 4 January 2026" in page


# --- licences ---


def test_the_manager_enters_a_licence_once(manager):
    address = "/admin/patients/instrumentlicence/add/"
    data = {
        "instrument": "odi",
        "holder": "Stillwater",
        "reference": "L-1",
        "held_from": "2026-01-01",
        "held_until": "",
    }
    assert "Mapi Research Trust" in manager.get(address).content.decode()
    response = manager.post(address, data | {"held_until": "2025-01-01"})
    assert "cannot end before it begins" in response.content.decode()
    assert manager.post(address, data | {"instrument": "psfs"}).status_code == 200

    assert manager.post(address, data).status_code == 302
    licence = InstrumentLicence.objects.get()
    assert licence.entered_by == manager.user
    assert manager.post(f"/admin/patients/instrumentlicence/{licence.pk}/change/", data).status_code == 403
