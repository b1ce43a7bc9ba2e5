"""Writes safety screenings and confirmations, red flags and what was done about them, and changes of the rules."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from clinic.trail.once import AlreadyMade, make_once
from patients.models import (
    Patient,
    RedFlag,
    RedFlagAcknowledgement,
    RuleChange,
    SafetyConfirmation,
    SafetyScreening,
)
from patients.rule_set import all_rules, check_own
from patients.rules.answers import ScreeningAnswers
from patients.rules.red_flags import RedFlagRule, red_flags_in
from patients.safety import forget

TOLD_EVERYONE = "Everybody at the clinic, on Today"


class Refused(Exception):
    """Nothing was changed; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ScreenedMeanwhile(Refused):
    """There are newer answers than those that were seen, or none at all."""


class AlreadyAcknowledged(Refused):
    """Somebody else has said what was done."""


class BadRule(Refused):
    """The rule cannot be added; the sentence says why."""


def record_screening(
    *,
    patient: Patient,
    by: Any,
    source: str,
    answers: ScreeningAnswers,
    intake: Any = None,
    once_key: uuid.UUID | None = None,
) -> SafetyScreening:
    """Keep a patient's answers; from now on they are the ones that count. `by` is None for a patient's own intake.

    Raises AlreadyMade when this form was sent before.
    """
    columns = asdict(answers) | {"implants": list(answers.implants), "lymphoedema": list(answers.lymphoedema)}
    key = once_key or uuid.uuid4()

    def make() -> SafetyScreening:
        return SafetyScreening.objects.create(
            once_key=key, patient=patient, by=by, source=source, intake_number=_number(intake), **columns
        )

    made = make_once(SafetyScreening, key, make)
    forget(patient)
    return made


def confirm_screening(
    *,
    patient: Patient,
    by: Any,
    screening_id: int | None = None,
    visit: Any = None,
    once_key: uuid.UUID | None = None,
) -> SafetyConfirmation:
    """Record that the patient was asked and nothing has changed since the newest screening.

    `screening_id` is the one that was seen: raises ScreenedMeanwhile if it is no longer the newest, or AlreadyMade.
    """
    newest = SafetyScreening.objects.filter(patient__in=patient.record_ids).order_by("-pk").first()
    if newest is None:
        raise ScreenedMeanwhile("There are no safety answers yet, so there is nothing to confirm. Ask the questions.")
    if screening_id is not None and newest.pk != screening_id:
        raise ScreenedMeanwhile("There are newer safety answers than those you saw. Read them, then confirm.")
    key = once_key or uuid.uuid4()

    def make() -> SafetyConfirmation:
        return SafetyConfirmation.objects.create(once_key=key, screening=newest, by=by, visit_number=_number(visit))

    made = make_once(SafetyConfirmation, key, make)
    forget(patient)
    return made


@transaction.atomic
def raise_red_flags(
    *,
    patient: Patient,
    answers: Mapping[str, Any],
    intake: Any = None,
    told: str = TOLD_EVERYONE,
    age: int | None = None,
) -> list[RedFlag]:
    """Keep what was urgent in the answers, most urgent first. `told` says who at the clinic learns of it.

    A flag that this intake raised before, or that is still open for the patient, is not raised a second time.
    """
    rules = red_flags_in(answers, age if age is not None else patient.age)
    raised = RedFlag.objects.filter(patient__in=patient.record_ids)
    there = {flag.rule_id: flag for flag in raised.filter(acknowledgement__isnull=True)}
    if intake is not None:
        there |= {flag.rule_id: flag for flag in raised.filter(intake_number=_number(intake))}
    return [there.get(rule.id) or _raise(rule, patient, intake, told) for rule in rules]


def _raise(rule: RedFlagRule, patient: Patient, intake: Any, told: str) -> RedFlag:
    return RedFlag.objects.create(
        patient=patient,
        intake_number=_number(intake),
        rule_id=rule.id,
        sign=rule.sign,
        told=rule.told,
        told_words=rule.says,
        told_clinic=told,
    )


def acknowledge(*, flag: RedFlag, by: Any, what_was_done: str, once_key: uuid.UUID | None = None) -> Any:
    """Record what was done about a red flag. Raises AlreadyAcknowledged when somebody else did, or AlreadyMade."""
    key = once_key or uuid.uuid4()

    def make() -> RedFlagAcknowledgement:
        return RedFlagAcknowledgement.objects.create(once_key=key, flag=flag, by=by, what_was_done=what_was_done)

    try:
        return make_once(RedFlagAcknowledgement, key, make)
    except AlreadyMade:
        raise
    except IntegrityError:
        there = RedFlagAcknowledgement.objects.filter(flag=flag).select_related("by").first()
        if there is None:
            raise
        raise AlreadyAcknowledged(f"{there.by.name} has already said what was done. Yours was not saved.") from None


def add_rule(*, by: Any, rule: Mapping[str, Any], reason: str, once_key: uuid.UUID) -> RuleChange:
    """Add a row of the clinic's own, written as in the tables, but without an id. Raises BadRule or AlreadyMade."""
    rule_id = f"clinic-{once_key.hex[:8]}"
    wrong, _ = check_own(rule, rule_id)
    if wrong:
        raise BadRule(f"The rule cannot be added: {'; '.join(wrong)}.")

    def make() -> RuleChange:
        return RuleChange.objects.create(
            once_key=once_key, rule_id=rule_id, kind=RuleChange.Kind.ADDED, rule=dict(rule), reason=reason, by=by
        )

    return make_once(RuleChange, once_key, make)


def switch_rule(*, by: Any, rule_id: str, on: bool, reason: str, once_key: uuid.UUID) -> RuleChange:
    """Switch a rule on or off, with a reason. Raises Refused when it stands so already, or AlreadyMade."""

    def make() -> RuleChange:
        # The newest change is read inside the transaction, so that two people do not both switch it off.
        known = {standing.rule.id: standing for standing in all_rules()}
        if rule_id not in known:
            raise Refused("There is no such rule.")
        if known[rule_id].is_on == on:
            raise Refused(f"This rule is already switched {'on' if on else 'off'}. Nothing was changed.")
        kind = RuleChange.Kind.ON if on else RuleChange.Kind.OFF
        return RuleChange.objects.create(once_key=once_key, rule_id=rule_id, kind=kind, reason=reason, by=by)

    return make_once(RuleChange, once_key, make)


def _number(row: Any) -> int | None:
    return getattr(row, "pk", row)
