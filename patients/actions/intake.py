"""Writes intakes: links made, sent and voided, answers saved page by page, intakes handed in."""

import secrets
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from clinic.trail.once import make_once
from patients import letters
from patients.after_intake import URGENT, hand_on, tell_the_clinic
from patients.intake_queries import who_is
from patients.models import Intake, IntakeDraft, IntakeLink, Patient, QuestionnaireVersion
from patients.models.intake import MOST_TRIES, hash_of
from patients.questionnaire import Question, Questionnaire, Step
from patients.questionnaire_file import newest

TOKEN_BYTES = 32


class NotSent(Exception):
    """The e-mail could not be sent; the link was voided."""


class NotOpen(Exception):
    """The link has expired, was voided, was used or is locked."""


class Incomplete(Exception):
    """Something that must be answered is not; `missing` names it."""

    def __init__(self, missing: list[tuple[Step, Question]]) -> None:
        super().__init__("incomplete")
        self.missing = missing


class StepChangedMeanwhile(Exception):
    """Another window saved other answers to the same questions first. `now` is how the draft stands."""

    def __init__(self, now: IntakeDraft) -> None:
        super().__init__("changed meanwhile")
        self.now = now


class QuestionnaireChanged(Exception):
    """A file was edited after an intake used it. It needs a new version."""


def make_link(*, patient: Patient, by: Any, way: str, once_key: uuid.UUID) -> tuple[IntakeLink, str]:
    """Make a link and return it with its token, which is not kept. Links made before stop working.

    Raises AlreadyMade when this form was sent before.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)

    def make() -> IntakeLink:
        Patient.objects.select_for_update().get(pk=patient.pk)
        revoke_links(patient=patient)
        return IntakeLink.objects.create(
            once_key=once_key,
            patient=patient,
            token_hash=hash_of(token),
            way=way,
            created_by=by,
            expires_at=timezone.now() + timedelta(days=settings.INTAKE_LINK_DAYS),
        )

    return make_once(IntakeLink, once_key, make), token


def send_link(*, patient: Patient, by: Any, once_key: uuid.UUID, address_of: Callable[[str], str]) -> IntakeLink:
    """Make a link and e-mail it; `address_of` gives the whole address for a token. Also for what books online.

    Raises NotSent when the mail cannot be sent, and AlreadyMade when this form was sent before.
    """
    link, token = make_link(patient=patient, by=by, way=IntakeLink.Way.EMAIL, once_key=once_key)
    try:
        letters.send_intake_link(link=link, address=address_of(token))
    except (OSError, SMTPException) as error:
        revoke_links(patient=patient)
        raise NotSent from error
    return link


def revoke_links(*, patient: Patient) -> int:
    """Void whatever link of this patient is not used; return how many there were."""
    unused = IntakeLink.objects.filter(patient__in=patient.record_ids, revoked_at__isnull=True, used_at__isnull=True)
    return unused.update(revoked_at=timezone.now())


@transaction.atomic
def identify(*, link: IntakeLink, born_on: date) -> bool:
    """Say whether the date of birth is right, and begin the draft if it is. Five wrong ones lock the link.

    Where the record has no date of birth, the first one given holds for every other browser.
    """
    now = _locked(link)
    draft = IntakeDraft.objects.filter(patient=now.patient).first()
    known = now.patient.date_of_birth or (draft.born_on if draft else None)
    if known is not None and known != born_on:
        IntakeLink.objects.filter(pk=link.pk).update(tries=F("tries") + 1)
        return False
    IntakeLink.objects.filter(pk=link.pk).update(tries=0)
    IntakeLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=timezone.now())
    if draft is None:
        begin_draft(patient=now.patient, born_on=born_on)
    return True


def begin_draft(*, patient: Patient, born_on: date | None) -> IntakeDraft:
    """Begin with the last answers, except those that must be said anew, in the newest version of the questions."""
    questionnaire = newest()
    last = Intake.objects.filter(patient__in=patient.record_ids).first()
    answers = {}
    if last is not None:
        carried = (one for one in questionnaire.questions.values() if one.carry and _means_the_same(one, last))
        answers = {one.id: last.answers[one.id] for one in carried}
    return IntakeDraft.objects.create(
        patient=patient, version=version_of(questionnaire), answers=answers, born_on=born_on, starts_from=last
    )


def version_of(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The row that keeps the file as it was first used. Raises QuestionnaireChanged if it says something else now."""
    version, _ = QuestionnaireVersion.objects.get_or_create(
        name=questionnaire.name,
        version=questionnaire.version,
        defaults={"checksum": questionnaire.checksum, "text": questionnaire.text},
    )
    if version.checksum != questionnaire.checksum:
        raise QuestionnaireChanged(f"{version.file_name} was edited after an intake used it. Give it a new version.")
    return version


@transaction.atomic
def save_step(*, link: IntakeLink, step: Step, answers: dict[str, Any], number: int) -> IntakeDraft:
    """Save one page's answers; the clinic learns of urgent ones at once. `number` is the draft's of the page shown.

    Raises StepChangedMeanwhile if another window has since saved something else for these questions.
    """
    now = _draft_of(_locked(link))
    ids = [question.id for question in step.questions]
    before = {one: now.answers[one] for one in ids if one in now.answers}
    if number != now.number and before and before != answers:
        raise StepChangedMeanwhile(now)
    now.answers = {key: value for key, value in now.answers.items() if key not in ids} | answers
    now.step, now.number, now.updated_at = step.id, now.number + 1, timezone.now()
    now.save()
    if URGENT in ids:
        tell_the_clinic(now)
    return now


@transaction.atomic
def submit(*, link: IntakeLink) -> Intake:
    """Hand in what the draft holds. Raises Incomplete, or NotOpen when it was handed in before."""
    now = _locked(link)
    draft = _draft_of(now)
    is_tablet = now.way == IntakeLink.Way.TABLET
    intake = _hand_in(
        patient=now.patient,
        version=draft.version,
        answers=draft.answers,
        born_on=draft.born_on,
        starts_from=draft.starts_from,
        link=now,
        filled_on=timezone.localdate(),
        how=Intake.How.TABLET if is_tablet else Intake.How.ONLINE,
    )
    IntakeLink.objects.filter(pk=now.pk).update(used_at=timezone.now())
    draft.delete()
    return intake


def type_in(*, patient: Patient, by: Any, once_key: uuid.UUID, answers: dict[str, Any], filled_on: date) -> Intake:
    """Keep what a patient wrote on paper. Raises AlreadyMade when this form was sent before."""

    def make() -> Intake:
        return _hand_in(
            patient=patient,
            version=version_of(newest()),
            answers=answers,
            filled_on=filled_on,
            how=Intake.How.PAPER,
            entered_by=by,
            once_key=once_key,
        )

    return make_once(Intake, once_key, make)


def _hand_in(*, patient: Patient, version: QuestionnaireVersion, answers: dict[str, Any], **fields: Any) -> Intake:
    questionnaire = version.questionnaire
    who = who_is(patient=patient, questionnaire=questionnaire, born_on=fields.get("born_on"))
    if missing := questionnaire.missing(answers, who):
        raise Incomplete(missing)
    kept = questionnaire.kept(answers, who)
    intake = Intake.objects.create(patient=patient, version=version, answers=kept, **fields)
    hand_on(intake=intake)
    return intake


def _locked(link: IntakeLink) -> IntakeLink:
    """The link as it stands, held until the transaction ends. Raises NotOpen if it does not work any more."""
    is_open = Q(revoked_at__isnull=True, used_at__isnull=True, expires_at__gt=timezone.now(), tries__lt=MOST_TRIES)
    rows = IntakeLink.objects.select_for_update(of=("self",)).select_related("patient")
    now = rows.filter(is_open, pk=link.pk).first()
    if now is None:
        raise NotOpen
    return now


def _draft_of(link: IntakeLink) -> IntakeDraft:
    draft = IntakeDraft.objects.select_for_update(of=("self",)).select_related("version").filter(patient=link.patient)
    if (found := draft.first()) is None:
        raise NotOpen
    return found


def _means_the_same(question: Question, last: Intake) -> bool:
    """Whether the last answer answers this question too: same kind, and options that are still offered."""
    before = last.version.questionnaire.questions.get(question.id)
    if before is None or before.kind != question.kind or question.id not in last.answers:
        return False
    given = last.answers[question.id]
    return not question.takes or set(given if isinstance(given, list) else [given]) <= question.takes
