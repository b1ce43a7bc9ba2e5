"""The longest name, written without a space, stays inside every page, on a phone and on a desk."""

import pytest

from patients.models import FULL_NAME_LENGTH, Patient

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGES = ("", "sessions/", "sessions/new/", "appointments/", "handouts/", "handouts/give/", "details/", "edit/")


@pytest.mark.parametrize("width", [360, 1440])
def test_longest_name(visitor, width):
    practitioner = visitor(width)
    practitioner.log_in("practitioner@demo.test")
    patient = Patient.objects.filter(courses__isnull=False).latest("pk")
    patient.full_name, patient.preferred_name = "W" * FULL_NAME_LENGTH, "W" * 100
    patient.save()
    patient.courses.update(complaint="W" * 300)

    for page in ("/patients/", *(f"/patients/{patient.pk}/{tab}" for tab in PAGES)):
        practitioner.open(page)
