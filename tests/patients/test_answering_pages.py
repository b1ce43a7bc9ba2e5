"""The pages on which a patient answers: one step each, saved on the server, and nothing shown to the wrong person."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from patients import actions
from patients.actions import begin_draft
from patients.models import Intake, IntakeDraft, IntakeLink, RedFlag, SafetyScreening
from tests.factories import IntakeFactory, IntakeLinkFactory, PatientFactory

from .answering import ENOUGH, Browser, birthday

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    return PatientFactory(full_name="Sofia Lukasz", date_of_birth=date(1984, 3, 7))


@pytest.fixture
def phone(patient):
    browser = Browser(patient)
    browser.identify()
    return browser


def number_on(page):
    return int(re.search(r'name="number" type="hidden" value="(\d+)"', page.content.decode())[1])


# --- the link ---


def test_the_first_address_leads_to_pages_without_the_key(patient):
    browser = Browser(patient)
    response = browser.client.get(f"/intake/{browser.token}/")

    assert response.status_code == 302
    assert response.url == browser.url("start")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    page = browser.get("start")
    assert "no-store" in page["Cache-Control"]
    assert "Hello Sofia" in page.content.decode()
    assert "Lukasz" not in page.content.decode()
    assert browser.token not in page.content.decode()


@pytest.mark.parametrize("why", ["expired", "voided", "used", "locked", "altered", "never", "long", "nul"])
def test_a_link_that_does_not_work_gives_one_page_whatever_the_reason(why, patient):
    link = IntakeLinkFactory(token="the-token", created_at=timezone.now() - timedelta(days=40), patient=patient)
    now = timezone.now()
    ends = {"expired": {"expires_at": now}, "voided": {"revoked_at": now}, "used": {"used_at": now}}
    IntakeLink.objects.filter(pk=link.pk).update(**ends.get(why, {"tries": 5} if why == "locked" else {"tries": 0}))
    token = {"altered": "the-tokeN", "never": "none", "long": "x" * 5_000, "nul": "the%00token"}.get(why, "the-token")

    response = Client().get(f"/intake/{token}/")
    expected = Client().get("/intake/something-else/")
    assert response.status_code == 404
    assert response.content == expected.content
    assert "Sofia" not in response.content.decode()


def test_a_number_in_the_address_opens_nothing(patient):
    link = IntakeLinkFactory(patient=patient)
    for page in ("start", "questions/reason", "help", "check", "done"):
        response = Client().get(f"/intake/{link.pk}/{page}/")
        assert response.status_code == 404
        assert "Sofia" not in response.content.decode()
    assert Client().post(f"/intake/{link.pk}/check/").status_code == 404


def test_one_browser_may_hold_two_links_and_mixes_nothing_up(patient):
    sister = PatientFactory(full_name="Ann Lukasz")
    first = Browser(patient)
    second = Browser(sister, token="other-token")
    second.client = first.client
    first.identify()
    second.identify()
    first.save("reason", {"why_come": "Knee", "main_area": "hip_leg"})
    second.save("reason", {"why_come": "Head", "main_area": "head_face"})

    assert first.draft.answers["why_come"] == "Knee"
    assert second.draft.answers["why_come"] == "Head"


# --- the date of birth ---


def test_answers_are_shown_only_to_who_knows_the_date_of_birth(patient, phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    phone.save("reason", {"why_come": "My secret sorrow", "main_area": "not_pain"})
    other = Browser(patient, link=phone.link)
    other.open()

    for page in ("questions/reason", "check", "help"):
        response = other.get(page)
        assert response.status_code == 302
        assert response.url == other.url("start")
    assert other.save("reason", {"why_come": "x"}).url == other.url("start")
    response = other.client.post(other.url("start"), birthday(patient), follow=True)
    assert response.redirect_chain[-1][0] == other.url("questions/pain")
    assert "My secret sorrow" in other.get("questions/reason").content.decode()


def test_five_wrong_dates_of_birth_lock_the_link(patient):
    browser = Browser(patient)
    browser.open()
    wrong = {"born_on_0": "1", "born_on_1": "1", "born_on_2": "1999"}
    for left in ("4 more times", "3 more times", "2 more times", "once more"):
        response = browser.client.post(browser.url("start"), wrong)
        assert response.status_code == 200
        assert left in response.content.decode()
    assert browser.client.post(browser.url("start"), wrong).status_code == 404
    assert browser.client.post(browser.url("start"), birthday(patient)).status_code == 404
    assert Client().get(f"/intake/{browser.token}/").status_code == 404
    assert not IntakeDraft.objects.exists()


def test_the_right_date_takes_the_wrong_ones_back(patient):
    browser = Browser(patient)
    browser.open()
    browser.client.post(browser.url("start"), {"born_on_0": "1", "born_on_1": "1", "born_on_2": "1999"})
    browser.identify()

    browser.link.refresh_from_db()
    assert browser.link.tries == 0
    assert browser.link.opened_at is not None


@pytest.mark.parametrize("typed", [{}, {"born_on_0": "x\0", "born_on_1": "9" * 10_000, "born_on_2": "1984"}])
def test_what_is_no_date_costs_no_try(typed, patient):
    browser = Browser(patient)
    browser.open()
    response = browser.client.post(browser.url("start"), typed)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    browser.link.refresh_from_db()
    assert browser.link.tries == 0


def test_where_the_record_has_no_date_of_birth_the_first_one_given_holds():
    asked = PatientFactory(enquiry=True)
    browser = Browser(asked)
    browser.open()
    browser.client.post(browser.url("start"), {"born_on_0": "7", "born_on_1": "3", "born_on_2": "1984"})
    assert browser.draft.born_on.year == 1984

    other = Browser(asked, link=browser.link)
    other.open()
    response = other.client.post(other.url("start"), {"born_on_0": "8", "born_on_1": "3", "born_on_2": "1984"})
    assert "not the date of birth" in response.content.decode()


# --- the steps ---


def test_signs_that_need_a_doctor_come_first(phone):
    for page in ("questions/reason", "questions/last"):
        assert phone.get(page).url == phone.url("questions/urgent")
    assert phone.get("start").url == phone.url("questions/urgent")

    response = phone.save("urgent", {"urgent_signs": ["chest_pain", "jaundice"]}, follow=True)
    text = response.content.decode()
    assert response.redirect_chain[-1][0] == phone.url("help")
    assert "Please get help first" in text
    assert text.index("Call emergency services now") < text.index("See a doctor today")
    assert "Pain or pressure in the chest" in text
    assert phone.url("questions/reason") not in text
    raised = RedFlag.objects.filter(patient=phone.patient)
    assert set(raised.values_list("rule_id", "told")) == {("chest-pain", "emergency"), ("jaundice", "doctor_today")}

    phone.save("urgent", {"urgent_signs": ["jaundice"]}, follow=True)
    assert raised.count() == 2  # what is still open is not raised again
    assert phone.save("urgent", {"urgent_signs": ["none"]}).url == phone.url("questions/reason")
    assert phone.get("help").url == phone.url("questions/reason")


def test_each_step_is_saved_and_says_where_one_is(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    response = phone.save("reason", {"why_come": "Knee", "main_area": "hip_leg"}, follow=True)

    text = response.content.decode()
    assert "Step 3 of 15" in text
    assert "Saved at" in text
    assert phone.url("questions/reason") in text  # the way back
    assert phone.draft.answers == {"urgent_signs": ["none"], "why_come": "Knee", "main_area": "hip_leg"}


def test_another_device_goes_on_where_the_first_stopped(patient, phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    phone.save("reason", {"why_come": "Knee", "main_area": "low_back"})
    other = Browser(patient, link=phone.link)

    assert other.identify().redirect_chain[-1][0] == other.url("questions/pain")


def test_every_page_can_be_shown(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    phone.save("reason", {"why_come": "Back", "main_area": "low_back"})
    for step in phone.draft.version.questionnaire.steps:
        response = phone.get(f"questions/{step.id}")
        assert response.status_code == 200
        assert all(question.text in unescape(response.content.decode()) for question in step.questions)


def test_a_page_that_is_not_asked_leads_on(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    for step in ("back", "no-such-step", "x" * 500):
        assert phone.get(f"questions/{step}").url == phone.url("check")
    assert phone.save("back", {"roland_morris": ["rm_1"]}).status_code == 302
    assert "roland_morris" not in phone.draft.answers


def test_steps_may_be_saved_out_of_order_and_the_check_page_says_what_is_missing(phone):
    assert phone.save("medicines", {one: ENOUGH[one] for one in ("medicines", "allergies")}).status_code == 200
    answers = {one: ENOUGH[one] for one in ("medicines", "allergies", "blood_thinner", "metal_allergy")}
    assert phone.save("medicines", answers).url == phone.url("questions/urgent")
    assert phone.draft.answers["allergies"] == "unknown"

    response = phone.client.post(phone.url("check"))
    text = response.content.decode()
    assert response.status_code == 200
    assert "Error: Check your answers" in text
    assert "Still to be answered" in text
    assert f"{phone.url('questions/reason')}?check=1#div_id_why_come" in text
    assert "allergic to?</a>" not in text
    assert not Intake.objects.exists()


def test_a_page_opened_from_the_check_page_leads_back_to_it(phone):
    phone.save_enough()

    response = phone.save("reason", {"why_come": "Knee", "main_area": "hip_leg"}, query="?check=1")
    assert response.url == phone.url("check")


# --- bad input ---


@pytest.mark.parametrize(
    ("step", "answers", "sentence"),
    [
        ("urgent", {}, "Answer the question “Do you have any of these now"),
        ("urgent", {"urgent_signs": ["none", "jaundice"]}, "Keep one of them"),
        ("urgent", {"urgent_signs": ["unknown", "jaundice"]}, "Keep one of them"),
        ("urgent", {"urgent_signs": ["no_such_sign"]}, "Choose from the answers offered"),
        ("urgent", {"urgent_signs": '{"$ne": null}'}, "Choose from the answers offered"),
        ("reason", {"why_come": "x" * 10_000, "main_area": "low_back"}, "has 10000 characters. Shorten it to 4000."),
        ("reason", {"why_come": "a\0b", "main_area": "low_back"}, "cannot be kept"),
        ("reason", {"why_come": "Knee", "main_area": "moon"}, "Choose from the answers offered"),
        ("reason", {"why_come": "Knee", "why_come-unknown": "on", "main_area": "low_back"}, "Keep one of them"),
        (
            "reason",
            {"why_come": "   ", "main_area": "low_back"},
            "Answer the question “What would you like help with?”",
        ),
        ("scores", {"vas": "101"}, "a whole number from 0 to 100"),
        ("scores", {"vas": "６２.5"}, "a whole number from 0 to 100"),
        ("scores", {"psfs-0-activity": "Walk", "psfs-0-score": "3"}, "Name 3 to 5 activities"),
        ("scores", {"psfs-0-activity": "Walk"}, "Choose a number from 0 to 10 for each activity"),
        ("scores", {"psfs-0-score": "3"}, "a number without an activity"),
        ("scores", {"psfs-0-activity": "Walk", "psfs-0-score": "11"}, "Choose a number from 0 to 10"),
        ("scores", {"psfs-0-activity": "x" * 300, "psfs-0-score": "1"}, "200 characters or fewer"),
        ("scores", {"psfs-0-activity": "a\0b", "psfs-0-score": "1"}, "cannot be kept"),
        ("pain", {"pain_places": '[{"x": 1}]'}, "Mark the place again"),
        ("pain", {"pain_places": "{nonsense"}, "could not be read"),
        ("pain", {"pain_places-place": ["back/tail"], "pain_places-kind": ["ache"]}, "one of the places in the list"),
        ("history", {"diagnosed": "perhaps"}, "Choose from the answers offered"),
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(step, answers, sentence, phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    before = phone.draft.answers
    response = phone.save(step, answers)

    assert response.status_code == 200
    text = response.content.decode()
    assert "There is a problem" in text
    assert sentence in text
    assert phone.draft.answers == before


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "1\0"])
def test_a_page_whose_number_was_tampered_with_is_mended_by_pressing_again(number, phone):
    response = phone.save("urgent", {"urgent_signs": ["none"]}, number=number)

    assert response.status_code == 200
    assert "Press Continue once more" in response.content.decode()
    assert number_on(response) == phone.draft.number


def test_all_kinds_of_answers_are_kept_as_the_contract_says(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    phone.save("reason", {"why_come": "unknown", "main_area": "unknown", "since_when": " 4 years "})
    phone.save(
        "pain",
        {
            "pain_places-place": ["back/lower-back-left", "back/spine-lower"],
            "pain_places-kind": ["ache", "sharp"],
            "pain_quality": ["unknown"],
        },
    )
    rows = {f"psfs-{row}-activity": f"Activity {row}" for row in range(3)} | {
        f"psfs-{row}-score": row for row in range(3)
    }
    phone.save("scores", {"vas": "0", **rows})

    answers = phone.draft.answers
    assert answers["why_come"] == answers["main_area"] == answers["pain_quality"] == "unknown"
    assert answers["since_when"] == "4 years"
    assert [(mark["region"], mark["kind"]) for mark in answers["pain_places"]] == [
        ("spine-lower", "sharp"),
        ("lower-back-left", "ache"),
    ]
    assert answers["vas"] == 0
    assert answers["psfs"][2] == {"activity": "Activity 2", "score": 2}


def test_what_was_answered_is_shown_again_and_can_be_taken_back(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    phone.save("reason", {"why_come": "unknown", "main_area": "low_back", "since_when": "4 years"})
    text = phone.get("questions/reason").content.decode()
    assert 'value="4 years"' in text
    assert text.count(" checked") == 2

    phone.save("reason", {"why_come": "Back", "main_area": "low_back"})
    assert phone.draft.answers == {"urgent_signs": ["none"], "why_come": "Back", "main_area": "low_back"}


# --- two windows ---


def test_two_windows_on_different_pages_do_not_disturb_each_other(phone):
    number = phone.draft.number
    phone.save("urgent", {"urgent_signs": ["none"]}, number=number)

    assert phone.save("reason", {"why_come": "Knee", "main_area": "hip_leg"}, number=number).status_code == 302


def test_the_second_of_two_windows_is_told_and_keeps_what_was_typed(phone):
    phone.save("urgent", {"urgent_signs": ["none"]})
    number = phone.draft.number
    phone.save("reason", {"why_come": "Knee", "main_area": "hip_leg"}, number=number)

    response = phone.save("reason", {"why_come": "Shoulder", "main_area": "hip_leg"}, number=number)
    text = response.content.decode()
    assert response.status_code == 409
    assert "answered in another window" in text
    assert "Shoulder" in text
    assert phone.draft.answers["why_come"] == "Knee"
    assert number_on(response) == phone.draft.number
    assert phone.save("reason", {"why_come": "Shoulder", "main_area": "hip_leg"}).status_code == 302
    assert phone.draft.answers["why_come"] == "Shoulder"


def test_the_same_page_sent_twice_is_no_conflict(phone):
    for _ in range(2):
        assert phone.save("urgent", {"urgent_signs": ["none"]}, number=0).status_code == 302


# --- handing in ---


def test_handing_in_makes_one_intake_with_its_version_and_closes_the_link(phone, patient):
    phone.save_enough()
    assert "Still to be answered" not in phone.get("check").content.decode()
    response = phone.client.post(phone.url("check"), follow=True)

    assert "Your answers have been sent" in response.content.decode()
    intake = Intake.objects.get()
    assert (intake.patient, intake.how, intake.entered_by, intake.link) == (patient, "online", None, phone.link)
    assert intake.version.checksum == intake.version.questionnaire.checksum
    assert intake.answers == {key: ENOUGH[key] for key in intake.answers}
    assert intake.answers["allergies"] == "unknown"
    assert not IntakeDraft.objects.exists()
    assert Client().get(f"/intake/{phone.token}/").status_code == 404


def test_of_two_windows_that_hand_in_the_second_is_told_kindly(phone):
    phone.save_enough()
    other = Browser(phone.patient, link=phone.link)
    other.identify()
    phone.client.post(phone.url("check"))

    for browser in (phone, other):
        for response in (
            browser.client.post(browser.url("check"), follow=True),
            browser.save("reason", {"why_come": "Late"}, number=0, follow=True),
            browser.get("questions/reason", follow=True),
        ):
            assert response.status_code == 200
            assert "They were sent once, however often you pressed" in response.content.decode()
            assert "Sofia" not in response.content.decode()
    assert Intake.objects.count() == 1


def test_who_presses_at_the_very_moment_the_link_is_used_is_told_kindly(phone, monkeypatch):
    phone.save_enough()
    submit = actions.submit

    def overtaken(*, link):
        submit(link=link)
        return submit(link=link)

    monkeypatch.setattr(actions, "submit", overtaken)
    response = phone.client.post(phone.url("check"), follow=True)

    assert "They were sent once" in response.content.decode()
    assert Intake.objects.count() == 1


def test_an_answer_of_a_changed_mind_is_not_handed_in(phone):
    phone.save_enough()
    phone.save("back", {"roland_morris": ["rm_1", "rm_2"]})
    phone.save("reason", {"why_come": "Knee", "main_area": "hip_leg"})
    phone.client.post(phone.url("check"))

    assert "roland_morris" not in Intake.objects.get().answers


def test_a_link_voided_in_the_middle_stops_at_once_and_loses_nothing(phone, patient):
    phone.save("urgent", {"urgent_signs": ["none"]})
    actions.revoke_links(patient=patient)

    assert phone.get("questions/reason").status_code == 404
    assert phone.save("reason", {"why_come": "Knee"}, number=1).status_code == 404
    newer = Browser(patient, token="newer-token")
    assert newer.identify().redirect_chain[-1][0] == newer.url("questions/reason")


def test_an_update_begins_with_the_last_answers_but_not_with_what_must_be_said_anew(patient):
    old = {"urgent_signs": ["none"], "why_come": "Back", "main_area": "low_back", "vas": 70, "pregnant": "no"}
    last = IntakeFactory(patient=patient, answers=old | {"medicines": "Aspirin", "sleep": ["option_of_old"]})
    draft = begin_draft(patient=patient, born_on=None)

    assert draft.starts_from == last
    assert draft.answers == {"why_come": "Back", "main_area": "low_back", "medicines": "Aspirin"}


def test_a_browser_can_forget(phone):
    response = phone.client.post(phone.url("leave"))

    assert "Your answers are saved" in response.content.decode()
    assert phone.get("questions/urgent").status_code == 404
    assert phone.open().redirect_chain[-1][0] == phone.url("start")


def test_queries_do_not_grow_with_the_answers(phone, django_assert_max_num_queries):
    phone.save("urgent", {"urgent_signs": ["none"]})
    with django_assert_max_num_queries(4):
        phone.get("questions/reason")
    phone.save_enough()
    with django_assert_max_num_queries(4):
        phone.get("questions/reason")
    with django_assert_max_num_queries(4):
        phone.get("check")


def test_a_form_that_lost_its_token_is_kept_and_asks_nobody_to_log_in(phone):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    data = {"number": 0, "urgent_signs": ["none"]}
    response = strict.post(phone.url("questions/urgent"), data, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 403
    text = response.content.decode()
    assert 'name="urgent_signs" value="none"' in text
    assert "Log in, in a new window" not in text


def test_an_intake_handed_in_gives_the_answers_that_safety_rules_go_by(phone):
    phone.save_enough()
    urgent = {"urgent_signs": ["night_pain_cancer_history"]}
    phone.save("urgent", urgent)
    no = {"heart_valve_disease": "no", "recent_surgery": "no", "lymphoedema": ["none"]}
    phone.save("implants", no | {"implants": ["pacemaker"], "implant_where": "Left, under the collar bone"})
    assert phone.client.post(phone.url("check")).status_code == 302

    intake, screening = Intake.objects.get(), SafetyScreening.objects.get()
    assert screening.patient == phone.patient
    assert screening.source == SafetyScreening.Source.INTAKE
    assert screening.by is None
    assert screening.intake_number == intake.pk
    assert screening.implants == ["pacemaker"]
    assert screening.implant_where.startswith("Left")
    assert screening.needle_fear == "no"
    assert RedFlag.objects.get().rule_id == "night-pain-cancer-history"
