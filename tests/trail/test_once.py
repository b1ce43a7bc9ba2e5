"""One form, one row: also when the button is pressed twice at the same moment."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection

from clinic.staff.models import Credential
from clinic.trail.once import AlreadyMade, make_once
from tests.factories import CredentialFactory, CredentialTypeFactory, PractitionerFactory


@pytest.mark.django_db
def test_second_use_of_a_key_gives_the_first_row():
    key = uuid.uuid4()
    first = make_once(Credential, key, lambda: CredentialFactory(once_key=key))

    with pytest.raises(AlreadyMade) as again:
        make_once(Credential, key, lambda: CredentialFactory(once_key=key))

    assert again.value.existing == first
    assert Credential.objects.count() == 1


@pytest.mark.django_db
def test_another_broken_rule_is_not_taken_for_a_second_press():
    existing = CredentialFactory()
    same = {"practitioner": existing.practitioner, "type": existing.type, "number": existing.number}
    with pytest.raises(IntegrityError):
        make_once(Credential, uuid.uuid4(), lambda: CredentialFactory(**same))


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_row():
    key, practitioner, kind = uuid.uuid4(), PractitionerFactory(), CredentialTypeFactory()
    together, made, told = threading.Barrier(2), [], []

    def press(number):
        try:
            together.wait(timeout=10)
            fields = {"practitioner": practitioner, "type": kind, "number": number, "once_key": key}
            made.append(make_once(Credential, key, lambda: CredentialFactory(**fields)))
        except AlreadyMade as already:
            told.append(already.existing)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(f"AC-{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(made) == 1
    assert told == made
    assert Credential.objects.count() == 1
