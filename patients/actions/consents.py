"""Takes consents: given, refused, withdrawn, countersigned."""

import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.times import local_instant
from clinic.trail.once import make_once
from patients import signatures
from patients.consent_queries import age_of_consent
from patients.models import Consent, ConsentWording, Countersignature, Patient
from patients.wordings import Wording

NOON = time(12)
Decision, Signature, How = Consent.Decision, Consent.Signature, Consent.How


class ConsentRefused(Exception):
    """Nothing was recorded; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class GuardianSigns(ConsentRefused):
    """The patient was too young on that day to sign alone."""


class WordingChanged(ConsentRefused):
    """The file says something else than what people have signed under the same version."""


@dataclass(frozen=True)
class Signed:
    """Who signed, and how. No strokes and not on paper: the name, typed, is the signature."""

    name: str
    signer: str = Consent.Signer.PATIENT
    relation: str = ""
    strokes: signatures.Strokes | None = None


def kept_wording(wording: Wording) -> ConsentWording:
    """The row that keeps this wording, made when it is first signed. Raises WordingChanged if it says otherwise."""
    kept, _ = ConsentWording.objects.get_or_create(
        purpose=wording.purpose,
        version=wording.version,
        defaults={
            "title": wording.title,
            "text": wording.text,
            "checksum": wording.checksum,
            "countersigned": wording.countersigned,
            "copies": wording.copies,
        },
    )
    if kept.checksum != wording.checksum:
        raise WordingChanged(
            f"The wording of “{wording.title}” was changed after people signed it, so it cannot be signed now. "
            "Ask the person who looks after the system to run its checks."
        )
    return kept


def give_consent(*, by: Any, once_key: uuid.UUID, patient: Patient, wording: Wording, signed: Signed) -> Consent:
    """Record what was signed on the practice's tablet just now.

    Raises AlreadyMade, or ConsentRefused where a guardian must sign or the wording was changed.
    """
    now = timezone.now()
    kind = Signature.DRAWN if signed.strokes else Signature.TYPED
    details = _details(signed, signature_kind=kind, how=How.TABLET, signed_on=timezone.localdate(), signed_at=now)
    return _record(by=by, once_key=once_key, patient=patient, wording=wording, decision=Decision.GIVEN, **details)


def enter_paper(
    *, by: Any, once_key: uuid.UUID, patient: Patient, wording: Wording, signed: Signed, signed_on: date
) -> Consent:
    """Record what was signed on paper on a day that is not after today. Raises as `give_consent` does."""
    day_at_noon = local_instant(signed_on, NOON, settings.TIME_ZONE)
    details = _details(
        signed,
        signature_kind=Signature.PAPER,
        how=How.PAPER,
        signed_on=signed_on,
        signed_at=min(day_at_noon, timezone.now()),
    )
    return _record(by=by, once_key=once_key, patient=patient, wording=wording, decision=Decision.GIVEN, **details)


def refuse_consent(
    *, by: Any, once_key: uuid.UUID, patient: Patient, wording: Wording, signed: Signed, reason: str = ""
) -> Consent:
    """Record that the patient, or who signs for them, has said no."""
    details = _details(signed, how=How.TABLET, signed_on=timezone.localdate(), signed_at=timezone.now(), reason=reason)
    details |= {"strokes": "", "ink": 0}
    return _record(by=by, once_key=once_key, patient=patient, wording=wording, decision=Decision.REFUSED, **details)


def withdraw_consent(*, by: Any, once_key: uuid.UUID, consent: Consent, signed: Signed, reason: str = "") -> Consent:
    """Take a consent back, in a row of its own. Raises AlreadyMade, or ConsentRefused if it was taken back before."""
    if not consent.is_given:
        raise ConsentRefused("Only a consent that was given can be withdrawn.")
    details = _details(signed, how=How.TOLD, signed_on=timezone.localdate(), signed_at=timezone.now(), reason=reason)

    def make() -> Consent:
        return Consent.objects.create(
            once_key=once_key,
            patient=consent.patient,
            wording=consent.wording,
            decision=Decision.WITHDRAWN,
            withdraws=consent,
            of_age_on=_of_age_on(consent.patient),
            recorded_by=by,
            **details,
        )

    try:
        return make_once(Consent, once_key, make)
    except IntegrityError:
        if Consent.objects.filter(withdraws=consent).exists():
            raise ConsentRefused("This consent was withdrawn before. Nothing was recorded twice.") from None
        raise


def countersign(*, by: Any, consent: Consent, name: str) -> Countersignature:
    """Put the practitioner's own name under the patient's. Signing twice changes nothing."""
    if not (consent.is_given and consent.wording.countersigned) or hasattr(consent, "withdrawal"):
        raise ConsentRefused("This consent does not ask for a second signature.")
    made, _ = Countersignature.objects.get_or_create(consent=consent, defaults={"name": name, "by": by})
    return made


def _details(signed: Signed, **others: Any) -> dict[str, Any]:
    strokes = signed.strokes or []
    return {
        "signed_name": signed.name,
        "signer": signed.signer,
        "relation": signed.relation,
        "strokes": signatures.write(strokes),
        "ink": signatures.ink(strokes),
        **others,
    }


def _record(
    *, by: Any, once_key: uuid.UUID, patient: Patient, wording: Wording, decision: str, signed_on: date, **details: Any
) -> Consent:
    of_age_on = _of_age_on(patient)
    is_patient = details["signer"] == Consent.Signer.PATIENT
    if decision == Decision.GIVEN and is_patient and of_age_on and signed_on < of_age_on:
        raise GuardianSigns(
            f"The patient was under {age_of_consent()} on that day, so a parent or guardian signs. Choose them, and "
            "say how they are related."
        )

    def make() -> Consent:
        return Consent.objects.create(
            once_key=once_key,
            patient=patient,
            wording=kept_wording(wording),
            decision=decision,
            of_age_on=of_age_on,
            signed_on=signed_on,
            recorded_by=by,
            recorded_at=max(timezone.now(), details["signed_at"]),
            **details,
        )

    with transaction.atomic():
        return make_once(Consent, once_key, make)


def _of_age_on(patient: Patient) -> date | None:
    """The birthday from which the patient signs; None while the date of birth is not known."""
    born = patient.date_of_birth
    if born is None:
        return None
    year = born.year + age_of_consent()
    return _day_in(year, born)


def _day_in(year: int, born: date) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # born on 29 February
        return date(year, 3, 1)
