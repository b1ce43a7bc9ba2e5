"""What the statement written out for every page brings, against what the ORM says."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from clinic.access import Role, roles_of
from clinic.staff.backend import StaffBackend
from clinic.staff.models import Practitioner, User
from clinic.staff.sessions import SessionStore
from tests.factories import PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = reverse("staff:credentials")


def test_user_is_as_the_orm_gives_it(django_assert_num_queries):
    stored = PractitionerFactory(is_listed=True).user
    stored.groups.add(*UserFactory(role=Role.MANAGER).groups.all())
    with django_assert_num_queries(1):
        user = StaffBackend().get_user(stored.pk)
        found = user.practitioner
        roles = roles_of(user)
    assert user == User.objects.get(pk=stored.pk)
    for name in ("email", "name", "password", "is_active", "is_staff", "is_superuser", "joined_at", "last_login"):
        assert getattr(user, name) == getattr(stored, name)
    same = Practitioner.objects.get(user=stored)
    for field in Practitioner._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(same, field.attname)
        assert type(getattr(found, field.attname)) is type(getattr(same, field.attname))
    assert roles == [Role.MANAGER, Role.PRACTITIONER]


def test_who_is_no_practitioner_has_none_without_asking_again(django_assert_num_queries):
    stored = UserFactory(role=Role.DESK)
    with django_assert_num_queries(1):
        assert not hasattr(StaffBackend().get_user(stored.pk), "practitioner")


def test_nobody_and_the_inactive_are_none():
    assert StaffBackend().get_user(987_654) is None
    assert StaffBackend().get_user(UserFactory(is_active=False).pk) is None


def test_user_can_be_saved_without_losing_what_was_not_read():
    stored = UserFactory(role=Role.DESK)
    user = StaffBackend().get_user(stored.pk)
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    assert User.objects.get(pk=stored.pk).joined_at == stored.joined_at


def test_session_is_read_until_it_expires(manager):
    key = manager.session.session_key
    assert SessionStore(key).load()["_auth_user_id"] == str(manager.user.pk)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(key).load() == {}
    assert manager.get(HOME).status_code == 302


@pytest.mark.parametrize("key", ["no-such-key", "x" * 5_000, "é", "'; DROP TABLE django_session; --"])
def test_forged_session_key_is_nobody(client, key):
    client.cookies["sessionid"] = key
    assert client.get(HOME).status_code == 302
