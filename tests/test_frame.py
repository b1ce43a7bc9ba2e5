"""The frame round every page: parts drawn once are the same as parts drawn each time."""

import pytest
from django.urls import reverse

from clinic import frame
from clinic.access import GRANTS, Role
from tests.conftest import client_for


@pytest.mark.no_database
def test_rail_depends_on_the_place_and_on_what_one_may_do():
    desk = frozenset(str(permission) for permission in GRANTS[Role.DESK])
    today = frame._rail("today", desk)
    assert frame._rail("today", desk) is today
    assert today == frame.render_rail("today", desk)
    assert today.count("aria-current") == 1
    assert frame._rail("diary", desk) != today
    assert reverse("diary:home") not in frame._rail("library", frozenset())


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_user_comes_with_all_roles_in_one_query(role, django_assert_num_queries):
    client = client_for(role)
    both = client_for(Role.MANAGER)
    both.user.groups.add(*client.user.groups.all())
    with django_assert_num_queries(3):  # session, user with roles, credentials
        response = both.get(reverse("staff:credentials"))
    assert response.context["roles"] == sorted({role.value, Role.MANAGER.value})


@pytest.mark.django_db
def test_person_who_may_no_longer_log_in_is_out_at_the_next_request():
    client = client_for(Role.MANAGER)
    assert client.get(reverse("staff:credentials")).status_code == 200
    client.user.is_active = False
    client.user.save(update_fields=["is_active"])
    assert client.get(reverse("staff:credentials")).status_code == 302


@pytest.mark.no_database
@pytest.mark.parametrize("name", ["treatments:session", "treatments:chart", "diary:appointment", "library:handout-pdf"])
@pytest.mark.parametrize("pk", [1, 987654321, 10**12])
def test_at_gives_what_url_gives(name, pk):
    assert frame.at(name, pk) == reverse(name, args=[pk])
