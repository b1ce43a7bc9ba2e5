from django.db import migrations

from clinic.trail.frozen import Frozen

# A withdrawal is of a consent that was given, by the same patient, in the same words.
FOREIGN = (
    "NEW.withdraws_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patients_consent given WHERE given.id = NEW.withdraws_id "
    "AND given.patient_id = NEW.patient_id AND given.wording_id = NEW.wording_id AND given.decision = 'given')"
)
# Only what was given, in words that ask for it, is signed a second time.
NOT_ASKED = (
    "NOT EXISTS (SELECT 1 FROM patients_consent given JOIN patients_consentwording asked ON asked.id = given.wording_id "
    "WHERE given.id = NEW.consent_id AND given.decision = 'given' AND asked.countersigned)"
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_consents")]

    operations = [
        Frozen(table="patients_consentwording", name="consent_wording_is_final"),
        Frozen(table="patients_consent", name="consent_is_final"),
        Frozen(table="patients_countersignature", name="countersignature_is_final"),
        Frozen(table="patients_consent", name="consent_withdraws_its_own", when=FOREIGN, on=("INSERT",)),
        Frozen(table="patients_countersignature", name="countersignature_was_asked", when=NOT_ASKED, on=("INSERT",)),
    ]
