"""What a session or a visit needs the patient's consent for, and whether it stands."""

from collections.abc import Sequence

from django.conf import settings

from clinic.diary.models import Appointment
from clinic.modalities import Modality
from patients.consent_queries import Wanted, lowered, missing_consents, missing_for, missing_sentence

from .errors import ConsentMissing
from .models import Session
from .today import Visit

Status = Appointment.Status
BEFORE_TREATMENT = (Status.BOOKED, Status.ARRIVED)


def modalities_of(session: Session) -> set[str]:
    """What was done: needles, if any went in, and what the visit was booked for."""
    done = {Modality.ACUPUNCTURE.value} if session.needles_in or session.point_uses.exists() else set()
    booked = session.appointment.service.modality if session.appointment is not None else ""
    return done | ({booked} - {""})


def check_consents(session: Session) -> None:
    """Raise ConsentMissing unless what was done was consented to by the day of the session."""
    if not settings.CONSENT_REQUIRED:
        return
    appointment = session.appointment
    missing = missing_consents(
        session.course.patient,
        modalities_of(session),
        at=session.started_at,
        jurisdiction=appointment.site.jurisdiction if appointment is not None else "",
    )
    if missing:
        titles = " and ".join(f"“{lowered(one.title)}”" for one in missing)
        raise ConsentMissing(
            f"No consent stands for {titles} on the day of this session, so it stays a draft. "
            "Take the consent, or enter the paper that was signed, and then sign.",
            purpose=missing[0].purpose,
        )


def note_missing(*lists: Sequence[Visit]) -> list[list[Visit]]:
    """The same visits, those still before their treatment with what is missing; one query for all of them."""
    ahead = {visit.pk: visit for visits in lists for visit in visits if visit.status in BEFORE_TREATMENT}
    wanted = [
        Wanted(visit.patient_id, [visit.modality] if visit.modality else [], visit.jurisdiction)
        for visit in ahead.values()
    ]
    missing = dict(zip(ahead, missing_for(wanted), strict=True))
    return [
        [
            visit._replace(missing=missing_sentence(missing[visit.pk])) if missing.get(visit.pk) else visit
            for visit in one
        ]
        for one in lists
    ]
