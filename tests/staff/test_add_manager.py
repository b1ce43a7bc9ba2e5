"""The first account of a new clinic."""

import io

import pytest
from django.core.management import CommandError, call_command

from clinic.access import Permission, permissions_for
from clinic.staff.models import User

pytestmark = pytest.mark.django_db


def add(monkeypatch, password, email="judith@clinic.test", name="Judith"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("add_manager", email, name, stdout=io.StringIO())


def test_manager_can_log_in_and_add_others(monkeypatch, client):
    add(monkeypatch, "quiet-river-42", email="Judith@Clinic.test")
    user = User.objects.get()
    assert user.email == "judith@clinic.test"
    assert user.check_password("quiet-river-42")
    assert Permission.ADMIN in permissions_for(user)


@pytest.mark.parametrize(
    ("password", "email", "name", "sentence"),
    [
        ("short", "a@clinic.test", "A", "too short"),
        ("password123", "a@clinic.test", "A", "too common"),
        ("quiet-river-42", "nonsense", "A", "valid email"),
        ("quiet-river-42", "a@clinic.test", " ", "name"),
    ],
)
def test_refusals(monkeypatch, password, email, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        add(monkeypatch, password, email, name)
    assert not User.objects.exists()


def test_address_in_use(monkeypatch):
    add(monkeypatch, "quiet-river-42")
    with pytest.raises(CommandError, match="already"):
        add(monkeypatch, "quiet-river-42", email="JUDITH@clinic.test")
