from django.db import migrations

from clinic.trail.frozen import Frozen

FIXED = (
    *("id", "once_key", "patient_id", "kind", "title", "has_agreed", "original_name", "file_name"),
    *("content_type", "size", "sha256", "scan", "at", "by_id"),
)
MOVED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FIXED)
DATED_ANEW = "COALESCE(OLD.taken_on, '1000-01-01') <> COALESCE(NEW.taken_on, '1000-01-01')"
# A migration that rebuilds patients_patient on SQLite must repeat this one.
NO_CHAIN = Frozen(
    table="patients_patient",
    name="merged_records_make_no_chain",
    when=(
        "NEW.merged_into_id IS NOT NULL AND ("
        "EXISTS (SELECT 1 FROM patients_patient p WHERE p.id = NEW.merged_into_id AND p.merged_into_id IS NOT NULL) "
        "OR EXISTS (SELECT 1 FROM patients_patient p WHERE p.merged_into_id = NEW.id))"
    ),
    on=("INSERT", "UPDATE"),
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0011_the_record")]

    operations = [
        Frozen(table="patients_changeentry", name="change_entry_is_final"),
        Frozen(table="patients_contactnote", name="contact_note_is_final"),
        Frozen(table="patients_mergeentry", name="merge_entry_is_final"),
        Frozen(table="patients_patientdocument", name="document_stays", on=("DELETE",)),
        Frozen(
            table="patients_patientdocument",
            name="document_changes_only_to_an_error",
            when=f"OLD.error_at IS NOT NULL OR {MOVED} OR {DATED_ANEW}",
            on=("UPDATE",),
        ),
        NO_CHAIN,
    ]
