from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from clinic.access import Role


def make_roles(sender: Any, using: str, **kwargs: Any) -> None:
    """Keep one group per role. After every migrate, so that an emptied database has them again."""
    from django.contrib.auth.models import Group
    from django.db import router

    if not router.allow_migrate_model(using, Group):
        return
    for role in Role:
        Group.objects.using(using).get_or_create(name=role.value)


class StaffConfig(AppConfig):
    name = "clinic.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        post_migrate.connect(make_roles, sender=self)
