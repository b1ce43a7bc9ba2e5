"""Logged out, or in again, while a form was open: nothing is saved and nothing that was typed is lost."""

import html
import re

import pytest
from django.test import Client

from clinic.access import Role
from patients.models import Patient
from tests.conftest import client_for

pytestmark = pytest.mark.django_db
NEW = "/patients/new/"
TYPED = {
    "once_key": "0b8f5b3e-9a55-4f6e-9a77-0d3f3b5f1c11",
    "full_name": 'Zoë "<b>" O’Neill',
    "address": "4 Mill Lane\nShaftesbury",
    "status": "enquiry",
    "tags": ["one", "two"],
}


def kept(response):
    """The fields that the page would send again."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    return [(html.unescape(name), html.unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_logged_out_in_the_middle_of_a_form():
    client = client_for(Role.DESK)
    client.logout()

    response = client.post(f"{NEW}?from=search", TYPED)

    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert ("tags", "one") in kept(response)
    assert ("tags", "two") in kept(response)
    assert dict(kept(response)) | {"tags": TYPED["tags"]} == TYPED
    assert f'action="{NEW}?from=search"' in response.content.decode()
    assert not Patient.objects.exists()

    client.force_login(client.user)
    client.post(NEW, dict(kept(response)))
    assert Patient.objects.get().full_name == TYPED["full_name"]


def checking():
    """A client that checks tokens as a browser's requests are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(client_for(Role.DESK).user)
    return client


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_logged_in_again_in_another_window(header):
    client = checking()

    refused = client.post(NEW, TYPED | {"csrfmiddlewaretoken": "of the old login"}, headers=header)

    assert "You logged in again" in refused.content.decode()
    assert not Patient.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.content.decode())[1]
    client.post(NEW, dict(kept(refused)) | {"csrfmiddlewaretoken": token}, headers=header)
    assert Patient.objects.get().full_name == TYPED["full_name"]


@pytest.mark.parametrize(
    "header",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_what_another_site_sends_is_never_offered_again(header):
    response = checking().post(NEW, TYPED, headers=header)

    assert response.status_code == 403
    assert "This page had grown too old" in response.content.decode()
    assert "Zoë" not in response.content.decode()


def test_passwords_are_not_written_into_a_page():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accounts/login/", {"password": "secret"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 403
    assert "secret" not in response.content.decode()


def test_nothing_typed_goes_to_the_login(client):
    assert client.post(NEW, {"csrfmiddlewaretoken": "x"}).url.startswith("/accounts/login/")
    assert client.get(NEW).url.startswith("/accounts/login/")
