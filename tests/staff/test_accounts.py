"""Logging in and out and choosing a password, in the house's words."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-water-7"


@pytest.fixture
def person():
    user = UserFactory(email="mei@clinic.example")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def text_of(response):
    return response.content.decode()


def test_log_in_page_has_plain_fields_and_no_required(client):
    html = text_of(client.get(reverse("account_login")))

    assert "Email address" in html
    assert not re.search(r"<input[^>]*\s(required|placeholder)\b", html)
    assert re.search(r'<input[^>]*name="login"[^>]*autocomplete="(email|username)"', html)
    assert re.search(r'<input[^>]*name="password"[^>]*autocomplete="current-password"', html)


def test_log_in_sends_staff_on(client, person):
    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.status_code == 302
    assert response.url == reverse("treatments:today")


def test_wrong_password_says_what_to_do_and_keeps_the_address(client, person):
    html = text_of(client.post(reverse("account_login"), {"login": person.email, "password": "wrong"}))

    assert "<title>Error: Log in" in html
    assert "The email address or the password is not right. Check both and try again." in html
    assert f'value="{person.email}"' in html
    assert "wrong" not in re.findall(r'value="([^"]*)"', html)


def test_empty_log_in_names_both_boxes(client):
    html = text_of(client.post(reverse("account_login"), {}))

    assert '<a href="#id_login">Enter your email address.</a>' in html
    assert '<a href="#id_password">Enter your password.</a>' in html


def test_getting_the_log_out_page_does_not_log_out(client, person):
    client.force_login(person)

    assert "Log out?" in text_of(client.get(reverse("account_logout")))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_forgotten_password_is_chosen_anew_through_the_mailed_link(client, person, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    assert "Look in your email" in text_of(response)

    link = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[0].body)[0]
    page = client.get(link, follow=True)
    assert "New password again" in text_of(page)
    new = {"password1": "still-water-99", "password2": "still-water-99"}
    assert "Your password is changed" in text_of(client.post(page.request["PATH_INFO"], new, follow=True))
    person.refresh_from_db()
    assert person.check_password("still-water-99")


def test_unequal_new_passwords_change_nothing(client, person):
    client.force_login(person)
    data = {"oldpassword": PASSWORD, "password1": "still-water-99", "password2": "still-water-98"}
    html = text_of(client.post(reverse("account_change_password"), data))

    assert "There is a problem" in html
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_used_link_says_so(client):
    html = text_of(client.get(reverse("account_reset_password_from_key", args=["1", "abc-def"])))

    assert "This link no longer works" in html


def test_unknown_address_gets_the_same_answer_and_no_account_is_named(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@clinic.example"}, follow=True)

    assert "Look in your email" in text_of(response)


def test_nobody_signs_up(client):
    assert "Accounts are made by the practice manager" in text_of(client.get(reverse("account_signup")))


def test_missing_page_and_closed_page_are_in_the_house(client, desk):
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404
    assert "There is no such page" in text_of(missing)

    for name in ("400", "403_csrf", "500"):
        assert "<h1>" in render_to_string(f"{name}.html")
