"""What reaches the logs holds no key of an address."""

import logging

import pytest
from django.test import Client

from clinic.hush import WithoutTokens
from tests.factories import IntakeLinkFactory

TOKEN = "abcDEF-123_secret-token"


@pytest.mark.no_database
@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_the_loggers_that_write_addresses_have_the_filter(name):
    assert any(isinstance(one, WithoutTokens) for one in logging.getLogger(name).filters)


@pytest.mark.no_database
def test_other_lines_stay_as_they_are():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/library/none/",), None)

    assert WithoutTokens().filter(record)
    assert record.getMessage() == "Not Found: /library/none/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/intake/{TOKEN}/", f"/intake/{TOKEN}", f"/intake/{TOKEN}/more/"])
def test_a_token_that_does_not_work_is_not_logged(path, caplog):
    with caplog.at_level(logging.DEBUG):
        Client().get(path, follow=True)

    assert caplog.records
    assert TOKEN not in caplog.text
    assert not any(TOKEN in repr(vars(record)) for record in caplog.records)


@pytest.mark.django_db
def test_a_failure_on_the_way_logs_no_token(caplog, monkeypatch):
    IntakeLinkFactory(token=TOKEN)
    client = Client(raise_request_exception=False)

    def break_down(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("patients.views.answering.link_behind", break_down)
    with caplog.at_level(logging.DEBUG):
        assert client.get(f"/intake/{TOKEN}/").status_code == 500

    assert "Internal Server Error: /intake/.../" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.django_db
def test_a_refused_form_logs_no_token(caplog):
    client = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG):
        client.post(f"/intake/{TOKEN}/", {"a": "b"})

    assert "/intake/..." in caplog.text
    assert TOKEN not in caplog.text
