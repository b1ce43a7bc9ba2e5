"""A question asked again with other values answers as the ORM does."""

import pytest
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
