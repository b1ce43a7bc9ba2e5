"""Who is logged in, with roles and practitioner, in one statement written out: every page begins with it.

Built by the ORM, the same three questions took a sixth of the time of a short page (ADR 0008).
"""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group
from django.db import connections, models, router

from .models import Practitioner, User

# Read only when asked for, as with `defer()`: no page needs them, and SQLite keeps them as text.
NOT_READ = ("last_login", "joined_at")
FLAGS = ("is_active", "is_staff", "is_superuser", "is_listed")


class StaffBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Return the user with their roles and, if they are one, their practitioner at hand.

        None for nobody, and for one who may not log in any more.
        """
        alias = router.db_for_read(User)
        with connections[alias].cursor() as cursor:
            cursor.execute(_statement(), [user_id])
            rows = cursor.fetchall()
        if not rows:
            return None
        names = _columns(User)
        user = _instance(User, names, rows[0], alias)
        if not self.user_can_authenticate(user):
            return None
        user._role_names = sorted(row[-1] for row in rows if row[-1])
        rest = rows[0][len(names) : -1]
        if rest[0] is not None:
            user.practitioner = _instance(Practitioner, _columns(Practitioner), rest, alias)
        else:
            user._state.fields_cache["practitioner"] = None  # known to be none: no query asks again
        return user


@cache
def _statement() -> str:
    user, practitioner, group = User._meta.db_table, Practitioner._meta.db_table, Group._meta.db_table
    link = User.groups.through._meta.db_table
    chosen = [f"u.{name}" for name in _columns(User)] + [f"p.{name}" for name in _columns(Practitioner)]
    return (
        f"SELECT {', '.join(chosen)}, g.name FROM {user} u LEFT JOIN {practitioner} p ON p.user_id = u.id "  # noqa: S608
        f"LEFT JOIN {link} l ON l.user_id = u.id LEFT JOIN {group} g ON g.id = l.group_id WHERE u.id = %s"
    )


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in NOT_READ)


def _instance(model: type[models.Model], names: tuple[str, ...], row: Any, alias: str) -> Any:
    values = [bool(value) if name in FLAGS else value for name, value in zip(names, row, strict=False)]
    return model.from_db(alias, names, values)
