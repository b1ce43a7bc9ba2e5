from django.db import migrations

from patients.search_index import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [SearchIndex()]
