"""The one narrow way by which rows that do not move may go: while a second person has confirmed that patient's erasure.

Each entry replaces the trigger that refuses DELETE with one that asks first. UPDATE stays refused. A table whose rows
may not be deleted and that has a path to a patient stands here, or tests/keeping/test_narrow.py fails.
"""

from clinic.trail.frozen import Frozen

# A whole record, by its patient's number. The row leaves this state in the transaction that it was given it.
CONFIRMED = (
    "EXISTS (SELECT 1 FROM keeping_erasure e WHERE e.state = 'confirmed' AND e.scope = 'record' "
    "AND e.patient_number = {patient})"
)
OWN = "OLD.patient_id"
OF_COURSE = "(SELECT c.patient_id FROM treatments_course c WHERE c.id = {course})"
OF_SESSION = (
    "(SELECT c.patient_id FROM treatments_session s JOIN treatments_course c ON c.id = s.course_id "
    "WHERE s.id = OLD.session_id)"
)
SIGNED = "EXISTS (SELECT 1 FROM treatments_session s WHERE s.id = OLD.session_id AND s.status = 'signed')"


def erasable(table: str, name: str, *, patient: str | tuple[str, ...] = OWN, when: str = "1 = 1") -> Frozen:
    """The trigger of this name, refusing DELETE except while the erasure of a patient of the row is confirmed."""
    patients = (patient,) if isinstance(patient, str) else patient
    closed = " AND ".join(f"NOT {CONFIRMED.format(patient=one)}" for one in patients)
    return Frozen(table=table, name=name, on=("DELETE",), when=f"({when}) AND {closed}")


ERASABLE = [
    erasable(
        "treatments_session",
        "session_signed_is_final",
        patient=OF_COURSE.format(course="OLD.course_id"),
        when="OLD.status = 'signed'",
    ),
    erasable("treatments_pointuse", "point_use_is_final", patient=OF_SESSION, when=SIGNED),
    erasable("treatments_measure", "measure_is_final", patient=OF_SESSION, when=SIGNED),
    erasable("treatments_cautionreason", "caution_reason_never_changes", patient=OF_SESSION),
    erasable(
        "diary_appointmentevent",
        "appointment_event_is_final",
        patient="(SELECT a.patient_id FROM diary_appointment a WHERE a.id = OLD.appointment_id)",
    ),
    erasable("library_handout", "handout_is_final"),
    erasable("library_recallcontact", "recall_contact_is_final"),
    erasable("patients_changeentry", "change_entry_is_final"),
    erasable("patients_contactnote", "contact_note_is_final"),
    erasable("patients_patientdocument", "document_stays"),
    erasable("patients_mergeentry", "merge_entry_is_final", patient=("OLD.kept_id", "OLD.merged_id")),
    erasable("patients_intake", "intake_is_final"),
    erasable("patients_intakelink", "intake_link_is_not_forgotten"),
    erasable("patients_restrictionchange", "restriction_change_never_changes"),
    erasable("patients_safetyscreening", "screening_never_changes"),
    erasable(
        "patients_safetyconfirmation",
        "confirmation_never_changes",
        patient="(SELECT s.patient_id FROM patients_safetyscreening s WHERE s.id = OLD.screening_id)",
    ),
    erasable("patients_redflag", "red_flag_never_changes"),
    erasable(
        "patients_redflagacknowledgement",
        "acknowledgement_never_changes",
        patient="(SELECT f.patient_id FROM patients_redflag f WHERE f.id = OLD.flag_id)",
    ),
    erasable("patients_consent", "consent_is_final"),
    erasable(
        "patients_countersignature",
        "countersignature_is_final",
        patient="(SELECT c.patient_id FROM patients_consent c WHERE c.id = OLD.consent_id)",
    ),
    erasable("treatments_printitem", "print_item_stays"),
    erasable("keeping_disclosure", "disclosure_never_changes"),
    erasable("keeping_legalhold", "legal_hold_is_not_forgotten"),
]

STAYS = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("patient_number", "scope", "requested_by_id", "keep_until", "reason", "tombstone_id", "requested_at")
)
MOVES_BACK = (
    "OLD.state IN ('done', 'refused') OR (OLD.state = 'requested' AND NEW.state NOT IN ('confirmed', 'refused')) "
    "OR (OLD.state = 'confirmed' AND NEW.state <> 'done')"
)
HELD = "EXISTS (SELECT 1 FROM keeping_legalhold h WHERE h.patient_id = NEW.patient_number AND h.lifted_at IS NULL)"
NOT_ITS_TOMBSTONE = (
    "NEW.tombstone_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM keeping_tombstone t "
    "WHERE t.id = NEW.tombstone_id AND t.patient_number = NEW.patient_number)"
)
OWN_ROWS = [
    Frozen(
        table="keeping_erasure", name="erasure_begins_as_a_request", when="NEW.state <> 'requested'", on=("INSERT",)
    ),
    Frozen(table="keeping_erasure", name="erasure_is_of_its_tombstone", when=NOT_ITS_TOMBSTONE, on=("INSERT",)),
    Frozen(table="keeping_erasure", name="erasure_goes_forward_only", when=MOVES_BACK, on=("UPDATE",)),
    Frozen(table="keeping_erasure", name="erasure_stays_what_was_asked", when=STAYS, on=("UPDATE",)),
    Frozen(
        table="keeping_erasure",
        name="erasure_not_under_a_legal_hold",
        when=f"NEW.state = 'confirmed' AND NEW.scope = 'record' AND NEW.tombstone_id IS NULL AND {HELD}",
        on=("UPDATE",),
    ),
    Frozen(table="keeping_erasure", name="erasure_is_not_forgotten", on=("DELETE",)),
    Frozen(table="keeping_tombstone", name="tombstone_is_final"),
    Frozen(table="keeping_disclosure", name="disclosure_never_changes", on=("UPDATE",)),
    Frozen(
        table="keeping_legalhold",
        name="legal_hold_stays_what_was_said",
        when="OLD.lifted_at IS NOT NULL OR NEW.patient_id <> OLD.patient_id OR NEW.reason <> OLD.reason",
        on=("UPDATE",),
    ),
]
