"""A question asked again with other values answers as the ORM does."""

from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import F

from clinic.prepared import Prepared
from clinic.staff.models import Credential
from tests.factories import CredentialFactory

pytestmark = pytest.mark.django_db


def held(practitioner_id):
    rows = Credential.objects.filter(practitioner=practitioner_id).order_by("number")
    return rows.values_list("number", "issued_on", "once_key", "entered_at", "type__name")


def test_rows_are_those_of_the_orm_types_included(django_assert_num_queries):
    mine, other = CredentialFactory(), CredentialFactory()
    CredentialFactory(practitioner=mine.practitioner, expires_on=None)
    ask = Prepared(held)
    for credential in (mine, other, mine):
        with django_assert_num_queries(1):
            rows = ask(credential.practitioner_id)
        assert rows == list(held(credential.practitioner_id))
        assert [type(value) for value in rows[0]] == [type(value) for value in held(credential.practitioner_id)[0]]
    assert ask(0) == []


def test_value_that_does_not_stand_once_is_refused():
    twice = Prepared(lambda pk: Credential.objects.filter(pk=pk, practitioner=pk).values_list("pk"))
    never = Prepared(lambda pk: Credential.objects.filter(pk=F("practitioner")).values_list("pk"))
    for wrong in (twice, never):
        with pytest.raises(ValueError, match="once"):
            wrong(1)


def test_models_are_those_of_the_orm_with_their_relations(django_assert_num_queries):
    mine, other = CredentialFactory(), CredentialFactory()

    def of(practitioner_id):
        return Credential.objects.filter(practitioner=practitioner_id).select_related("type").order_by("pk")

    ask = Prepared(of)
    for credential in (mine, other, mine):
        with django_assert_num_queries(1):
            found = ask(credential.practitioner_id)
            assert [one.type.name for one in found] == [credential.type.name]
        assert [one.__dict__.keys() for one in found] == [one.__dict__.keys() for one in of(credential.practitioner_id)]
        assert found == list(of(credential.practitioner_id))
    assert ask(0) == []


def test_values_of_every_kind_reach_the_database_as_the_orm_gives_them():
    kept = CredentialFactory()

    def wanted(number, issued, entered):
        return Credential.objects.filter(number=number, issued_on=issued, entered_at__lte=entered)

    ask = Prepared(wanted, kinds=(str, date, datetime))
    assert ask(kept.number, kept.issued_on, kept.entered_at) == [kept]
    assert ask(kept.number, kept.issued_on, kept.entered_at - timedelta(seconds=1)) == []
    assert ask(kept.number, kept.issued_on + timedelta(days=1), kept.entered_at) == []
    assert ask("another", kept.issued_on, kept.entered_at) == []


def test_threads_do_not_share_what_was_worked_out():
    ask = Prepared(held)
    ask(1)
    shapes = []

    def elsewhere():
        ask(1)
        shapes.append(connection._hegu_prepared[ask])
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert shapes
    assert connection._hegu_prepared[ask] is not shapes[0]
