from django.db import migrations

SHIPPED = {
    "first-visit": "acupuncture",
    "follow-up": "acupuncture",
    "electroacupuncture": "electroacupuncture",
    "tui-na-30": "tui_na",
    "tui-na-60": "tui_na",
    "dry-needling": "dry_needling",
}


def name_them(apps, schema_editor):
    """Say what is done in the services that came with the house."""
    services = apps.get_model("diary", "Service").objects.filter(modality="")
    for slug, modality in SHIPPED.items():
        services.filter(slug=slug).update(modality=modality)


class Migration(migrations.Migration):
    dependencies = [("diary", "0003_modalities")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
