"""The access entry: final, and written before anything is shown."""

import pytest
from django.db import IntegrityError, router, transaction

from clinic.trail.models import AccessEntry

pytestmark = pytest.mark.django_db


def make_entry():
    return AccessEntry.objects.create(
        user_id=1, roles="Manager", patient_id=7, kind="opened", what="patients:details", object_id=7
    )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_entry_is_final_whichever_way_the_change_comes(change):
    entry = make_entry()
    alias = router.db_for_write(AccessEntry)

    rows = AccessEntry.objects.filter(pk=entry.pk)
    attempt = {"update": lambda: rows.update(patient_id=8), "delete": lambda: rows._raw_delete(alias)}[change]

    with pytest.raises(IntegrityError, match="access_entry_is_final"), transaction.atomic(using=alias):
        attempt()

    assert AccessEntry.objects.get(pk=entry.pk).patient_id == 7


def test_entry_kind_is_known():
    alias = router.db_for_write(AccessEntry)
    with pytest.raises(IntegrityError, match="access_entry_kind_is_known"), transaction.atomic(using=alias):
        AccessEntry.objects.create(user_id=1, patient_id=7, kind="peeked", what="x", object_id=7)
