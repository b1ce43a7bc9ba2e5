from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        from patients.checks import files_can_be_read, used_files_are_unchanged
        from patients.search_index import mend_after_migrations
        from patients.wording_checks import signed_wordings_are_unchanged, wordings_can_be_read

        register(files_can_be_read)
        register(wordings_can_be_read)
        register(used_files_are_unchanged, Tags.database)
        register(signed_wordings_are_unchanged, Tags.database)

        post_migrate.connect(mend_after_migrations, sender=self)
