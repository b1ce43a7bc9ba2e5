from django.db import migrations

from clinic.trail.frozen import Frozen

UNPUBLISHED = "EXISTS (SELECT 1 FROM library_factsheetversion v WHERE v.id = NEW.version_id AND v.status <> 'published')"


class Migration(migrations.Migration):
    dependencies = [("library", "0003_handouts")]

    operations = [
        Frozen(table="library_handout", name="handout_is_final"),
        Frozen(
            table="library_handout", name="handout_is_of_a_published_version", when=UNPUBLISHED, on=("INSERT",)
        ),
    ]
