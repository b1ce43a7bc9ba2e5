from django.db import migrations

from clinic.trail.frozen import Frozen

# SQLite refuses to rebuild a table that another table's trigger names. A later migration that changes
# treatments_session or treatments_course must first reverse these operations, then repeat them.
SIGNED = "EXISTS (SELECT 1 FROM treatments_session s WHERE s.id = {row}.session_id AND s.status = 'signed')"
OLD_OR_NEW_SIGNED = f"{SIGNED.format(row='OLD')} OR {SIGNED.format(row='NEW')}"
PATIENT = "(SELECT c.patient_id FROM treatments_course c WHERE c.id = {row}.course_id)"


def frozen_child(table: str, name: str) -> list[Frozen]:
    """Nothing joins, leaves or changes within a signed session."""
    return [
        Frozen(table=table, name=f"{name}_is_final", when=SIGNED.format(row="OLD"), on=("DELETE",)),
        Frozen(table=table, name=f"{name}_stays_in_its_session", when=OLD_OR_NEW_SIGNED, on=("UPDATE",)),
        Frozen(table=table, name=f"{name}_not_after_signing", when=SIGNED.format(row="NEW"), on=("INSERT",)),
    ]


class Migration(migrations.Migration):
    dependencies = [("treatments", "0002_courses_and_sessions")]

    operations = [
        Frozen(table="treatments_session", name="session_signed_is_final", when="OLD.status = 'signed'"),
        Frozen(
            table="treatments_session",
            name="session_stays_with_its_patient",
            when=(
                "OLD.course_id <> NEW.course_id "
                f"AND {PATIENT.format(row='OLD')} <> {PATIENT.format(row='NEW')}"
            ),
            on=("UPDATE",),
        ),
        Frozen(
            table="treatments_course",
            name="course_signed_stays_with_its_patient",
            when=(
                "OLD.patient_id <> NEW.patient_id AND EXISTS "
                "(SELECT 1 FROM treatments_session s WHERE s.course_id = OLD.id AND s.status = 'signed')"
            ),
            on=("UPDATE",),
        ),
        *frozen_child("treatments_pointuse", "point_use"),
        *frozen_child("treatments_measure", "measure"),
        Frozen(
            table="treatments_measure",
            name="measure_is_of_its_sessions_course",
            when="NEW.course_id <> (SELECT s.course_id FROM treatments_session s WHERE s.id = NEW.session_id)",
            on=("INSERT", "UPDATE"),
        ),
    ]
