"""Patient: a person who comes, has come, or has asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils import timezone
from django.utils.functional import cached_property

from clinic.access import Permission, permissions_for
from clinic.prepared import Prepared
from clinic.trail.once import MadeOnce
from patients import phones
from patients.folding import NAME_LENGTH, search_name_for, search_text_for

FULL_NAME_LENGTH = 300
UNFINDABLE = "\ue000"  # folding leaves no such letter in what people type
SEARCHED = frozenset({"full_name", "preferred_name", "phone", "email", "date_of_birth"})
DERIVED = ("search_name", "search_text", "phone_e164")


def opens_records(user: Any) -> bool:
    """Whether the user's role opens patients' records at all."""
    return Permission.PATIENT_VIEW in permissions_for(user)


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: Any) -> "PatientQuerySet":
        """Every patient, for those whose role opens patients' records; none for anybody else.

        A record that was merged is found at the one that it was merged into.
        """
        return self.filter(merged_into__isnull=True) if opens_records(user) else self.none()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        for patient in objs:
            patient.refresh_search()
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Refuse to change what patients are found by without changing how they are found."""
        if SEARCHED & kwargs.keys() and "search_text" not in kwargs:
            raise ValueError("Give search_text too: see patients.folding.search_text_for.")
        if "phone" in kwargs and "phone_e164" not in kwargs:
            raise ValueError("Give phone_e164 too: see patients.phones.normal_form.")
        return super().update(**kwargs)


class Patient(MadeOnce):
    """A person the clinic treats, has treated, or who has asked."""

    class Status(models.TextChoices):
        ENQUIRY = "enquiry", "Enquiry"
        CURRENT = "current", "Current patient"
        PAST = "past", "Past patient"

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        UNDISCLOSED = "undisclosed", "Prefers not to say"
        NOT_ASKED = "", "Not asked yet"

    full_name = models.CharField(max_length=FULL_NAME_LENGTH)
    preferred_name = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=12, choices=Sex.choices, blank=True, default=Sex.NOT_ASKED)
    gender = models.CharField(max_length=100, blank=True)
    pronouns = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=100, blank=True)
    email = models.EmailField("e-mail", max_length=254, blank=True)
    address = models.TextField(max_length=500, blank=True)
    doctor = models.TextField(max_length=500, blank=True)
    emergency_contact = models.TextField(max_length=500, blank=True)
    language = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ENQUIRY)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # NULL: not restricted. Who restricted it and why stands in RestrictionChange.
    restricted_at = models.DateTimeField(null=True, editable=False)
    # The record that stands for this one too (ADR 0018). `holds_merged` spares all others the question.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged_records", db_index=False
    )
    holds_merged = models.BooleanField(default=False, editable=False)
    search_name = models.CharField(max_length=NAME_LENGTH, editable=False)
    search_text = models.TextField(editable=False)
    phone_e164 = models.CharField(
        max_length=phones.LENGTH,
        blank=True,
        default="",
        editable=False,
        help_text="The numbers in `phone` that can be dialled, such as +441632960210, with spaces between them.",
    )

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["search_name", "pk"]
        indexes = [
            models.Index(name="patient_by_name", fields=["search_name", "id"]),
            models.Index(name="patient_by_date_of_birth", fields=["date_of_birth"]),
            models.Index(name="patient_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="patient_has_a_name", condition=Q(GreaterThan(Length(Trim("full_name")), 0))),
            # SQLite does not hold a column to its length by itself.
            models.CheckConstraint(
                name="patient_name_has_a_limit", condition=Q(LessThanOrEqual(Length("full_name"), FULL_NAME_LENGTH))
            ),
            models.CheckConstraint(
                name="patient_date_of_birth_is_believable",
                condition=Q(date_of_birth__isnull=True)
                | Q(date_of_birth__gte=date(1890, 1, 1), date_of_birth__lte=date(2099, 12, 31)),
            ),
            # Two people of one name are told apart by it before anyone is treated.
            models.CheckConstraint(
                name="patient_current_has_date_of_birth",
                condition=~Q(status="current") | Q(date_of_birth__isnull=False),
            ),
            models.CheckConstraint(
                name="patient_status_is_known", condition=Q(status__in=["enquiry", "current", "past"])
            ),
            models.CheckConstraint(
                name="patient_sex_is_known", condition=Q(sex__in=["", "female", "male", "undisclosed"])
            ),
            models.CheckConstraint(
                name="patient_change_has_time_and_person",
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="patient_merged_into_another", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="patient_merged_holds_no_other", condition=Q(merged_into__isnull=True) | Q(holds_merged=False)
            ),
            # A patient who cannot be found is added a second time.
            models.CheckConstraint(name="patient_can_be_found", condition=~Q(search_text="") & ~Q(search_name="")),
        ]

    def __str__(self) -> str:
        return f"Patient {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, keeping the search columns in step with what is saved."""
        fields = kwargs.get("update_fields")
        if fields is None or SEARCHED & set(fields):
            self.refresh_search()
            if fields is not None:
                kwargs["update_fields"] = {*fields, *DERIVED}
        super().save(*args, **kwargs)

    def refresh_search(self) -> None:
        """Set the columns that people are found by from the fields that they come from.

        A merged record is found by nothing; the one that holds it is found by what is known of either.
        """
        self.phone_e164 = phones.normal_form(self.phone)
        self.search_name = search_name_for(self.full_name)
        if self.merged_into_id is not None:
            self.search_text = UNFINDABLE
            return
        known = [self, *(self.merged_records.order_by("pk") if self.holds_merged else ())]
        texts = [search_text_for(**{name: getattr(one, name) for name in SEARCHED}) for one in known]
        self.search_text = "".join(text.rstrip() for text in texts) + "  "

    @classmethod
    def find_visible(cls, user: Any, pk: int) -> "Patient | None":
        """Return the patient if the user may see them: every page of a record begins with this question."""
        return next(iter(_by_pk(pk)), None) if opens_records(user) else None

    @property
    def patient_id(self) -> int:
        return self.pk

    @cached_property
    def record_ids(self) -> tuple[int, ...]:
        """The numbers of all records of this person: its own alone, unless records were merged. Reads gather these."""
        if self.merged_into_id is None and not self.holds_merged:
            return (self.pk,)
        head = self.merged_into_id or self.pk
        return (head, *Patient.objects.filter(merged_into=head).order_by("pk").values_list("pk", flat=True))

    @property
    def called(self) -> str:
        """What the clinic calls this person."""
        return self.preferred_name or self.full_name

    @property
    def called_briefly(self) -> str:
        """The first word of what this person is called, and nothing more: for greetings that others may see."""
        return self.called.split()[0]

    def age_on(self, day: date) -> int | None:
        """Return the age in whole years on `day`; None without a date of birth."""
        born = self.date_of_birth
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def age(self) -> int | None:
        """Age in whole years today, by the clinic's calendar."""
        return self.age_on(timezone.localdate())

    @property
    def born_in_words(self) -> str:
        """Date of birth with the month as a word, which cannot be read the wrong way round; empty if not known."""
        born = self.date_of_birth
        return f"{born.day} {born:%B %Y}" if born else ""

    @property
    def phone_tail(self) -> str:
        """The last four figures, enough to tell two people of one name apart."""
        return "".join(filter(str.isdigit, self.phone))[-4:]

    @property
    def phone_doubt(self) -> str:
        """A sentence if nobody can be rung with what was typed; empty if all is well."""
        return phones.doubt_about(self.phone)

    @property
    def facts(self) -> str:
        """What tells two people of one name apart, in one line for lists to choose from."""
        born = f"born {self.born_in_words}" if self.date_of_birth else "date of birth not given"
        return f"{born}, phone ends {self.phone_tail}" if self.phone_tail else born


@Prepared
def _by_pk(pk: int) -> PatientQuerySet:
    return Patient.objects.filter(pk=pk)
