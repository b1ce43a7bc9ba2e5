from django.db import migrations

from keeping.narrow import ERASABLE, OWN_ROWS


class Migration(migrations.Migration):
    # After every migration that makes one of the triggers that this one replaces.
    dependencies = [
        ("keeping", "0001_initial"),
        ("patients", "0007_imports"),
        ("diary", "0002_no_overlap"),
        ("library", "0007_settlements"),
        ("treatments", "0004_caution_reasons"),
    ]

    operations = [*ERASABLE, *OWN_ROWS]
