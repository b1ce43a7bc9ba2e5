"""Credentials: standing on a day, what the database refuses, and the pages."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from clinic.staff.models import Credential
from clinic.staff.models.credentials import Standing
from clinic.staff.queries import credentials_of, current_holdings
from tests.factories import CredentialFactory, CredentialTypeFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
TEAM, ADD = reverse("staff:credentials"), reverse("staff:credential-new")


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "standing"),
    [
        (date(2020, 1, 1), None, Standing.VALID),
        (date(2020, 1, 1), DAY + timedelta(days=91), Standing.VALID),
        (date(2020, 1, 1), DAY + timedelta(days=90), Standing.EXPIRING),
        (date(2020, 1, 1), DAY, Standing.EXPIRING),
        (date(2020, 1, 1), DAY - timedelta(days=1), Standing.EXPIRED),
        (DAY + timedelta(days=1), None, Standing.NOT_YET),
    ],
)
def test_standing_is_derived_from_the_dates(issued_on, expires_on, standing):
    assert Credential(issued_on=issued_on, expires_on=expires_on).standing_on(DAY) == standing


def test_number_on_a_note_is_the_one_valid_that_day():
    kind, person = CredentialTypeFactory(), PractitionerFactory()
    term = {"practitioner": person, "type": kind}
    CredentialFactory(**term, number="OLD-1", issued_on=date(2022, 1, 1), expires_on=date(2024, 12, 31))
    CredentialFactory(**term, number="NEW-2", issued_on=date(2025, 1, 1), expires_on=date(2027, 12, 31))
    CredentialFactory(practitioner=person, type=CredentialTypeFactory(is_on_notes=False), number="FIRST-AID")

    assert [line["number"] for line in credentials_of(person, on=date(2024, 12, 31))] == ["OLD-1"]
    assert [line["number"] for line in credentials_of(person, on=DAY)] == ["NEW-2"]
    assert credentials_of(person, on=date(2021, 5, 1)) == []


def test_renewed_credential_no_longer_counts_as_expired():
    old = CredentialFactory(issued_on=date(2020, 1, 1), expires_on=date(2026, 1, 1))
    CredentialFactory(
        practitioner=old.practitioner, type=old.type, issued_on=date(2026, 1, 2), expires_on=date(2030, 1, 1)
    )
    assert [holding.standing for holding in current_holdings(on=DAY)] == [Standing.VALID]


@pytest.mark.parametrize(
    ("fields", "promise"),
    [
        ({"number": ""}, "credential_has_a_number"),
        ({"issued_on": date(2026, 1, 1), "expires_on": date(2025, 1, 1)}, "credential_expires_after_issue"),
    ],
)
def test_database_refuses(fields, promise):
    with pytest.raises(IntegrityError, match=promise):
        CredentialFactory(**fields)


def test_same_term_cannot_stand_twice():
    row = CredentialFactory()
    with pytest.raises(IntegrityError, match="(?i)unique"):
        CredentialFactory(practitioner=row.practitioner, type=row.type, number=row.number)


def typed(**changes):
    fields = {
        "practitioner": PractitionerFactory().pk,
        "type": CredentialTypeFactory().pk,
        "number": "LA-204",
        **{"issued_on_0": "1", "issued_on_1": "Feb", "issued_on_2": "2026"},
        **{"expires_on_0": "31", "expires_on_1": "1", "expires_on_2": "2028"},
        "note": "",
        "once_key": str(uuid.uuid4()),
    }
    return fields | changes


def test_add_records_who_entered_it(manager):
    response = manager.post(ADD, typed())

    made = Credential.objects.get()
    assert response.url == reverse("staff:credential", args=[made.pk])
    assert (made.number, made.expires_on, made.entered_by) == ("LA-204", date(2028, 1, 31), manager.user)


def test_add_pressed_twice_makes_one(manager):
    fields = typed()
    first, second = manager.post(ADD, fields), manager.post(ADD, fields, follow=True)

    assert Credential.objects.count() == 1
    assert second.redirect_chain[0][0] == first.url
    assert "Nothing was made twice" in second.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"expires_on_2": "2025"}, "Valid until must be later than valid from."),
        ({"issued_on_0": "31"}, "there is no 31 Feb 2026"),
        ({"number": " "}, "Enter the number as the issuing body writes it."),
        ({"number": "LA\x00204"}, "Number holds a character that cannot be kept (NUL)."),
        ({"number": "9" * 10_000}, "Number must be 60 characters or fewer; this has 10000."),
        ({"practitioner": "999999"}, "Practitioner: choose one of those offered."),
    ],
)
def test_add_refuses_with_a_sentence_and_keeps_what_was_typed(manager, changes, sentence):
    response = manager.post(ADD, typed(note="renewed by post", **changes))

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    assert "renewed by post" in page
    assert not Credential.objects.exists()


def test_add_refuses_the_same_term_again(manager):
    fields = typed()
    manager.post(ADD, fields)
    response = manager.post(ADD, fields | {"once_key": str(uuid.uuid4())})
    assert "already on record for this person" in response.content.decode()


def test_renewal_starts_from_the_term_before(manager):
    row = CredentialFactory(number="LA-204")
    assert "LA-204" in manager.get(ADD, {"renews": row.pk}).content.decode()
    assert manager.get(ADD, {"renews": "9" * 40}).status_code == 200


def test_correction_changes_the_row(manager):
    row = CredentialFactory(number="LA-240")
    fields = {name: value for name, value in typed(number="LA-204").items() if name not in ("practitioner", "type")}
    manager.post(reverse("staff:credential-edit", args=[row.pk]), fields)
    row.refresh_from_db()
    assert row.number == "LA-204"


@time_machine.travel("2026-11-20 12:00Z", tick=False)
def test_team_page_says_in_words_what_expires(desk):
    CredentialFactory(number="SOON-1", expires_on=date(2026, 12, 10))
    CredentialFactory(number="GONE-1", expires_on=date(2026, 11, 19))
    CredentialFactory(number="FINE-1", expires_on=date(2030, 1, 1))

    page = " ".join(desk.get(TEAM).content.decode().split())

    assert "Expires in 20 days" in page
    assert "Expired 1 day ago" in page
    assert all(number in page for number in ("SOON-1", "GONE-1", "FINE-1"))


def test_team_page_queries_do_not_grow(desk, django_assert_num_queries):
    CredentialFactory()
    desk.get(TEAM)
    with django_assert_num_queries(3):  # session, user with roles, credentials
        desk.get(TEAM)
    CredentialFactory.create_batch(20)
    with django_assert_num_queries(3):
        response = desk.get(TEAM)
    assert len(response.context["team"]) == 21


@pytest.mark.parametrize(
    ("name", "label", "year"), [("issued_on", "Valid from", "0001"), ("expires_on", "Valid until", "9999")]
)
def test_year_that_cannot_be_right(manager, name, label, year):
    person, kind = PractitionerFactory(), CredentialTypeFactory()
    typed = {"practitioner": person.pk, "type": kind.pk, "number": "A 1", "once_key": uuid.uuid4()}
    typed |= {"issued_on_0": "1", "issued_on_1": "1", "issued_on_2": "2026", f"{name}_0": "1", f"{name}_1": "1"}

    response = manager.post(ADD, typed | {f"{name}_2": year})

    assert f"{label}: the year {year} cannot be right. Check it." in response.content.decode()
    assert not Credential.objects.exists()
