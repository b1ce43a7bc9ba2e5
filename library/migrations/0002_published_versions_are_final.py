from django.db import migrations

from clinic.trail.frozen import Frozen

OF_PUBLISHED = "EXISTS (SELECT 1 FROM library_factsheetversion v WHERE v.id = {row}.version_id AND v.status = 'published')"


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [
        Frozen(table="library_factsheetversion", name="published_version_is_final", when="OLD.status = 'published'"),
        Frozen(
            table="library_statement", name="published_statement_is_final", when=OF_PUBLISHED.format(row="OLD")
        ),
        Frozen(
            table="library_statement",
            name="no_statement_joins_a_published_version",
            when=OF_PUBLISHED.format(row="NEW"),
            on=("INSERT", "UPDATE"),
        ),
    ]
