from django.db import migrations

from keeping.narrow import ERASABLE, OWN_ROWS


class Migration(migrations.Migration):
    # After every migration that makes one of the triggers that this one replaces.
    dependencies = [
        ("keeping", "0001_initial"),
        ("patients", "0013_imports"),
        ("diary", "0004_modalities_of_services"),
        ("library", "0007_settlements"),
        ("treatments", "0005_print_batches"),
    ]

    operations = [*ERASABLE, *OWN_ROWS]
