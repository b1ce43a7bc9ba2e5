from django.db import migrations

from patients.phones import normal_form

BATCH = 2_000
UPDATE = "UPDATE patients_patient SET phone_e164 = %s WHERE id = %s"


def read_numbers(apps, schema_editor):
    """Read the numbers of the patients that are there, some thousands at a time."""
    Patient = apps.get_model("patients", "Patient")
    last = 0
    while True:
        rows = list(Patient.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "phone")[:BATCH])
        if not rows:
            return
        last = rows[-1][0]
        read = [(number, pk) for pk, phone in rows if (number := normal_form(phone))]
        if read:
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany(UPDATE, read)


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_phone_numbers")]

    operations = [migrations.RunPython(read_numbers, migrations.RunPython.noop)]
