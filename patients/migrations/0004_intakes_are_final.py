from django.db import migrations

from clinic.trail.frozen import Frozen

MOVED = "NEW.token_hash <> OLD.token_hash OR NEW.patient_id <> OLD.patient_id OR NEW.created_at <> OLD.created_at"


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_intake")]

    operations = [
        Frozen(table="patients_intake", name="intake_is_final"),
        Frozen(table="patients_questionnaireversion", name="questionnaire_version_is_final"),
        Frozen(table="patients_instrumentlicence", name="instrument_licence_is_final"),
        Frozen(table="patients_intakelink", name="intake_link_keeps_its_patient", when=MOVED, on=("UPDATE",)),
        Frozen(table="patients_intakelink", name="intake_link_is_not_forgotten", on=("DELETE",)),
    ]
