from django.db import migrations

from clinic.trail.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [Frozen(table="trail_accessentry", name="access_entry_is_final")]
