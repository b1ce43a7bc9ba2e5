from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        from patients.search_index import mend_after_migrations

        post_migrate.connect(mend_after_migrations, sender=self)
