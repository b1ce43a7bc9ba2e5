"""Rows for tests: valid by default, fixed or counted values, invented people. One section per room."""

from datetime import date, timedelta

import factory
from django.contrib.auth.models import Group

from clinic.access import Role
from clinic.staff.models import Credential, CredentialType, Practitioner, User
from patients.models import Patient

# --- staff ---


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@clinic.test")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("hegu-test")

    @factory.post_generation
    def role(self, create, role, **kwargs):
        if create and role:
            self.groups.add(Group.objects.get(name=Role(role).value))


class PractitionerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Practitioner

    user = factory.SubFactory(UserFactory, role=Role.PRACTITIONER)
    display_name = factory.Sequence(lambda n: f"Practitioner {n}")
    slug = factory.Sequence(lambda n: f"practitioner-{n}")


class CredentialTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CredentialType

    name = factory.Sequence(lambda n: f"Licence {n}")
    issuing_body = "Example Board"


class CredentialFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Credential

    practitioner = factory.SubFactory(PractitionerFactory)
    type = factory.SubFactory(CredentialTypeFactory)
    number = factory.Sequence(lambda n: f"AC-{n}")
    issued_on = date(2020, 1, 1)
    expires_on = date(2040, 1, 1)


# --- patients ---


class PatientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Patient

    class Params:
        enquiry = factory.Trait(status=Patient.Status.ENQUIRY, date_of_birth=None)

    full_name = factory.Sequence(lambda n: f"Patient Number{n}")
    date_of_birth = factory.Sequence(lambda n: date(1950, 1, 1) + timedelta(days=n))
    phone = factory.Sequence(lambda n: f"07700 {900000 + n % 1000}")
    status = Patient.Status.CURRENT
