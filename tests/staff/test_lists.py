"""The manager's lists: what is tampered with is refused in words, never a failure."""

import pytest
from django.urls import reverse

from clinic.staff.models import Practitioner, User
from tests.factories import PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db
NUMBERS = ["9" * 30, "²", "null", "\0", "-1", ""]


@pytest.mark.parametrize("number", NUMBERS)
def test_role_that_is_no_number(manager, number):
    response = manager.post(
        reverse("admin:staff_user_add"),
        {
            "email": "new@clinic.example",
            "name": "New",
            "password1": "a-long-one-9",
            "password2": "no",
            "groups": number,
        },
    )

    assert response.status_code == 200
    assert not User.objects.filter(email="new@clinic.example").exists()


def test_roles_are_given(manager):
    person, role = UserFactory(), manager.user.groups.get()

    sent = {"email": person.email, "name": person.name, "is_active": "on", "groups": [role.pk]}
    response = manager.post(reverse("admin:staff_user_change", args=[person.pk]), sent)

    assert response.status_code == 302
    assert list(person.groups.all()) == [role]


@pytest.mark.parametrize("number", NUMBERS)
def test_practitioner_whose_user_is_no_number(manager, number):
    mei = PractitionerFactory(display_name="Mei Chen")

    sent = {"user": number, "display_name": "Somebody Else", "slug": "somebody"}
    response = manager.post(reverse("admin:staff_practitioner_change", args=[mei.pk]), sent)

    assert response.status_code == 200
    assert Practitioner.objects.get().display_name == "Mei Chen"
