"""Rows for tests: valid by default, fixed or counted values, invented people. One section per room."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from clinic.access import Role
from clinic.diary.models import Appointment, Room, Service, Site, TimeOff, WorkingHours
from clinic.staff.models import Credential, CredentialType, Practitioner, User
from keeping.models import Erasure
from library.models import (
    Claim,
    Condition,
    Factsheet,
    FactsheetVersion,
    Handout,
    Reference,
    Settlement,
    Signpost,
    Source,
    Withdrawal,
)
from patients.actions import kept_wording, version_of
from patients.models import (
    ChangeEntry,
    Consent,
    ContactNote,
    DuplicatePair,
    ImportRow,
    ImportRun,
    Intake,
    IntakeLink,
    Patient,
    PatientDocument,
    RedFlag,
    SafetyConfirmation,
    SafetyScreening,
)
from patients.models.intake import hash_of
from patients.questionnaire_file import newest
from patients.wordings import register
from treatments.models import Course, Measure, Point, PointUse, PrintBatch, PrintItem, Session

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


class IntakeLinkFactory(factory.django.DjangoModelFactory):
    """An open link; `token="..."` is what its address holds."""

    class Meta:
        model = IntakeLink

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    patient = factory.SubFactory(PatientFactory)
    token_hash = factory.LazyAttribute(lambda made: hash_of(made.token))
    way = "email"
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class IntakeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Intake

    patient = factory.SubFactory(PatientFactory)
    version = factory.LazyFunction(lambda: version_of(newest()))
    answers = factory.LazyFunction(lambda: {"urgent_signs": ["none"], "why_come": "My lower back", "vas": 62})
    filled_on = date(2026, 1, 4)
    submitted_at = datetime(2026, 1, 4, 19, 0, tzinfo=UTC)
    how = "online"


class SafetyScreeningFactory(factory.django.DjangoModelFactory):
    """Asked at the clinic, with no to everything; `pregnant="yes"` and the like say otherwise."""

    class Meta:
        model = SafetyScreening

    patient = factory.SubFactory(PatientFactory)
    by = factory.SubFactory(UserFactory)
    source = SafetyScreening.Source.STAFF
    pregnant = blood_thinner = epilepsy = needle_fear = has_implants = has_lymphoedema = "no"


class SafetyConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SafetyConfirmation

    screening = factory.SubFactory(SafetyScreeningFactory)
    by = factory.SubFactory(UserFactory)


class RedFlagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RedFlag

    patient = factory.SubFactory(PatientFactory)
    rule_id = "chest-pain"
    sign = "Secret chest sign"
    told = "emergency"
    told_words = "Secret words that the patient read."
    told_clinic = "Everybody at the clinic, on Today"


class ConsentFactory(factory.django.DjangoModelFactory):
    """The patient's own typed consent of New Year 2026; `purpose="..."` for another than the treatment."""

    class Meta:
        model = Consent

    class Params:
        purpose = "treatment"
        refused = factory.Trait(decision="refused", signature_kind="")
        drawn = factory.Trait(signature_kind="drawn", strokes="[[10,100,300,20,580,180]]", ink=600)

    patient = factory.SubFactory(PatientFactory)
    wording = factory.LazyAttribute(lambda made: kept_wording(register().newest[made.purpose]))
    decision = "given"
    signed_name = factory.LazyAttribute(lambda made: made.patient.full_name)
    signature_kind = "typed"
    how = "tablet"
    signed_at = recorded_at = datetime(2026, 1, 1, 10, tzinfo=UTC)
    signed_on = factory.LazyAttribute(lambda made: made.signed_at.date())
    recorded_by = factory.SubFactory(UserFactory)


class ChangeEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChangeEntry

    patient = factory.SubFactory(PatientFactory)
    version = factory.Sequence(lambda n: n + 2)
    detail = "phone"
    before = "07700 900001"
    after = "07700 900002"
    by = factory.SubFactory(UserFactory)


class ContactNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactNote

    patient = factory.SubFactory(PatientFactory)
    at = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)
    how = ContactNote.How.PHONE
    direction = ContactNote.Direction.THEY
    said = "Asked for an earlier time."
    by = factory.SubFactory(UserFactory)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A row for the desk; its file is not in the store unless the test keeps one."""

    class Meta:
        model = PatientDocument

    class Params:
        tongue = factory.Trait(
            kind=PatientDocument.Kind.TONGUE,
            content_type="image/jpeg",
            original_name="tongue.jpg",
            taken_on=factory.Sequence(lambda n: date(2026, 1, 5) + timedelta(days=n % 200)),
            has_agreed=True,
        )

    patient = factory.SubFactory(PatientFactory)
    kind = PatientDocument.Kind.INSURANCE
    title = factory.Sequence(lambda n: f"Paper {n}")
    original_name = "paper.pdf"
    file_name = factory.Sequence(lambda n: f"documents/no/{n}.pdf")
    content_type = "application/pdf"
    size = 100
    sha256 = "0" * 64
    scan = PatientDocument.Scan.NOT_SCANNED
    by = factory.SubFactory(UserFactory)


class DuplicatePairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuplicatePair

    first = factory.SubFactory(PatientFactory)
    second = factory.SubFactory(PatientFactory)
    score = 7
    reasons = "same name, same date of birth"


class ImportRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRun

    how = "CSV, UTF-8, columns parted by commas"
    header = factory.LazyFunction(lambda: ["Name"])
    rows_total = 1
    started_by = factory.SubFactory(UserFactory)


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRow

    run = factory.SubFactory(ImportRunFactory)
    line = factory.Sequence(lambda n: n + 2)
    cells = factory.LazyFunction(lambda: ["Ada"])


# --- treatments ---


class PointFactory(factory.django.DjangoModelFactory):
    """An invented point with no look-up keys; for the real ones load the catalogue."""

    class Meta:
        model = Point

    code = factory.Sequence(lambda n: f"XX{n}")
    pinyin = pinyin_plain = english_name = factory.Sequence(lambda n: f"Test point {n}")
    hanzi = hanzi_traditional = "試"
    channel = "Test"
    channel_code = "XX"
    number = factory.Sequence(lambda n: n)
    region = "hand"
    is_bilateral = True
    location_hint = "nowhere"
    order = factory.Sequence(lambda n: n)


class CourseFactory(factory.django.DjangoModelFactory):
    """A course of a patient who has consented to the treatment; `consented=False` for one who has not been asked."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    complaint = "Low back pain on getting up"
    started_on = date(2026, 1, 5)
    entered_by = factory.LazyAttribute(lambda course: course.practitioner.user)

    @factory.post_generation
    def consented(self, create, consented, **kwargs):
        if create and consented is not False and not self.patient.consents.exists():
            ConsentFactory(patient=self.patient, recorded_by=self.entered_by)


class SessionFactory(factory.django.DjangoModelFactory):
    """A draft; `signed=True` gives a signed one, without points or scores (they must come before signing)."""

    class Meta:
        model = Session

    class Params:
        signed = factory.Trait(
            status=Session.Status.SIGNED,
            signed_at=factory.LazyAttribute(lambda session: session.started_at + timedelta(hours=1)),
            signed_by=factory.LazyAttribute(lambda session: session.practitioner.user),
            signed_credentials=factory.LazyFunction(list),
            needles_in=8,
            needles_out=8,
        )

    course = factory.SubFactory(CourseFactory)
    practitioner = factory.LazyAttribute(lambda session: session.course.practitioner)
    started_at = factory.Sequence(lambda n: datetime(2026, 1, 5, 10, tzinfo=UTC) + timedelta(days=n % 200))
    saved_by = factory.LazyAttribute(lambda session: session.practitioner.user)


class PointUseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PointUse

    session = factory.SubFactory(SessionFactory)
    point = factory.SubFactory(PointFactory)
    side = "both"
    order = factory.Sequence(lambda n: n)


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    session = factory.SubFactory(SessionFactory)
    course = factory.LazyAttribute(lambda measure: measure.session.course)
    moment = "before"
    value_mm = 60
    taken_at = factory.LazyAttribute(lambda measure: measure.session.started_at)
    entered_by = factory.LazyAttribute(lambda measure: measure.session.saved_by)


# --- diary ---


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    name = factory.Sequence(lambda n: f"Site {n}")
    time_zone = "Europe/London"
    jurisdiction = "GB"


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Room {n}")


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    class Params:
        consultation = factory.Trait(
            minutes=15, price_pence=0, is_free=True, video=True, phone=True, buffer_minutes=0, needs_room=False
        )

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    minutes = 45
    price_pence = 5500


class WorkingHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkingHours

    practitioner = factory.SubFactory(PractitionerFactory)
    site = factory.SubFactory(SiteFactory)
    weekday = 0
    from_time = time(9, 0)
    until_time = time(17, 0)


class TimeOffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeOff

    practitioner = factory.SubFactory(PractitionerFactory)
    starts_at = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
    ends_at = datetime(2026, 1, 6, 0, 0, tzinfo=UTC)


class AppointmentFactory(factory.django.DjangoModelFactory):
    """Booked for Monday 5 January 2026, 09:00, each with a practitioner of its own, so that none overlap."""

    class Meta:
        model = Appointment

    class Params:
        cancelled = factory.Trait(
            status=Appointment.Status.CANCELLED_BY_PATIENT,
            cancelled_at=datetime(2026, 1, 4, 12, 0, tzinfo=UTC),
            cancelled_by=factory.SubFactory(UserFactory),
            cancel_reason=Appointment.CancelReason.UNWELL,
        )

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    service = factory.SubFactory(ServiceFactory)
    site = factory.SubFactory(SiteFactory)
    starts_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(minutes=made.service.minutes))
    busy_until = factory.LazyAttribute(lambda made: made.ends_at + timedelta(minutes=made.service.buffer_minutes))
    reference = factory.Sequence(lambda n: f"T{n:07d}")
    booked_by = factory.SubFactory(UserFactory)


# --- library ---

SHEET_BODY = """## In short

- Needles may ease this pain.[[cited-claim]]

## What it is

It is a pain that lasts. Ask your doctor. Many people have it. It comes and goes.

## The clinic's documents also say (no study named)

- One visit rarely lasts.[[uncited-claim]]

## Safety and when to get help

Acupuncture is not a substitute for urgent care.[[safety-not-urgent-care]]
"""


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title = factory.Sequence(lambda n: f"Document {n}")
    file_name = "document.txt"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")


class ReferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reference

    slug = factory.Sequence(lambda n: f"work-{n}")
    csl = factory.LazyFunction(dict)


class ClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Claim

    class Params:
        uncited = factory.Trait(verdict=Claim.Verdict.NO_CITATION, cited_as="")

    slug = factory.Sequence(lambda n: f"claim-{n}")
    statement = "Needles may ease this pain."
    source = factory.SubFactory(SourceFactory)
    place = factory.LazyFunction(lambda: {"heading": "Heading", "paragraph": 1})
    cited_as = "Example, 2020"
    verdict = Claim.Verdict.CITED_AND_LISTED


class SettlementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Settlement

    claim = factory.SubFactory(ClaimFactory)
    number = 1
    was = Claim.Verdict.AMBIGUOUS
    verdict = Claim.Verdict.CITED_AND_LISTED
    reference = factory.SubFactory(ReferenceFactory)
    reason = "I read the paper."
    by = factory.SubFactory(UserFactory)


class SignpostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Signpost

    slug = "safety-not-urgent-care"
    kind = Signpost.Kind.SAFETY
    entry = factory.LazyFunction(lambda: {"purpose": "Not for urgent care.", "source": "", "status": "seen"})


class ConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Condition

    slug = factory.Sequence(lambda n: f"condition-{n}")
    name = factory.Sequence(lambda n: f"Condition {n}")


class FactsheetFactory(factory.django.DjangoModelFactory):
    """A sheet that nobody sees yet: it has no published version."""

    class Meta:
        model = Factsheet

    slug = factory.Sequence(lambda n: f"sheet-{n}")
    kind = Factsheet.Kind.TOPIC
    body_area = "whole-body"


class FactsheetVersionFactory(factory.django.DjangoModelFactory):
    """A draft; with `published=True` the version that is shown."""

    class Meta:
        model = FactsheetVersion
        skip_postgeneration_save = True

    sheet = factory.SubFactory(FactsheetFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Sore knee"
    summary = "What needles may do for a sore knee."
    body = SHEET_BODY
    notes = factory.LazyFunction(
        lambda: {
            "sources": [{"number": 1, "text": "Example, A. (2020) A trial.", "place": "Named in “Document”."}],
            "marks": {"cited-claim": [1]},
            "safety": "Safety advice draws on: the clinic’s documents.",
        }
    )
    checksum = factory.Sequence(lambda n: f"{n:064d}")
    author = "Example team"

    @factory.post_generation
    def published(self, create, published, **kwargs):
        if create and published:
            self.status = FactsheetVersion.Status.PUBLISHED
            self.published_on, self.review_by = date(2026, 1, 5), date(2027, 1, 5)
            self.save()
            self.sheet.current = self
            self.sheet.save()


class DraftFactory(FactsheetVersionFactory):
    """A draft written in the browser, of a sheet with a published version and all that its text names."""

    sheet = factory.LazyFunction(lambda: FactsheetVersionFactory(number=1, published=True).sheet)
    number = 2
    origin = FactsheetVersion.Origin.BROWSER
    body = SHEET_BODY.strip()
    written_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def marks(self, create, extracted, **kwargs):
        if create:
            SignpostFactory()
            ClaimFactory(slug="cited-claim")
            ClaimFactory(slug="uncited-claim", uncited=True, statement="One visit rarely lasts.")


class WithdrawalFactory(factory.django.DjangoModelFactory):
    """Of a version that is not shown (any more)."""

    class Meta:
        model = Withdrawal

    version = factory.LazyFunction(lambda: _taken_off(FactsheetVersionFactory(published=True)))
    reason = "A source was misread."
    by = factory.SubFactory(UserFactory)


def _taken_off(version):
    Factsheet.objects.filter(pk=version.sheet_id).update(current=None)
    return version


class HandoutFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handout

    patient = factory.SubFactory(PatientFactory)
    version = factory.SubFactory(FactsheetVersionFactory, published=True)
    given_to = factory.LazyAttribute(lambda made: made.patient.full_name)
    given_by = factory.LazyAttribute(lambda made: made.by.name)
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)


# --- batches of handouts ---


class PrintBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrintBatch

    day = date(2026, 1, 5)
    by = factory.SubFactory(UserFactory)


class PrintItemFactory(factory.django.DjangoModelFactory):
    """One that waits; with `given=True` one whose handout was made."""

    class Meta:
        model = PrintItem

    class Params:
        given = factory.Trait(
            state=PrintItem.State.GIVEN,
            handout=factory.SubFactory(HandoutFactory, patient=factory.SelfAttribute("..patient")),
            sheet=factory.SelfAttribute("handout.version.sheet"),
        )

    batch = factory.SubFactory(PrintBatchFactory)
    order = factory.Sequence(lambda n: n + 1)
    patient = factory.SubFactory(PatientFactory)
    sheet = factory.SubFactory(FactsheetFactory)


# --- keeping ---


class ErasureFactory(factory.django.DjangoModelFactory):
    """Asked for; of no patient that is there."""

    class Meta:
        model = Erasure

    patient_number = factory.Sequence(lambda n: 900_000 + n)
    scope = "record"
    reason = "Past its time."
    rule = "Test rule"
    keep_until = date(2020, 1, 1)
    requested_by = factory.SubFactory(UserFactory)
