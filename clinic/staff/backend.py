"""Who is logged in, with their roles, in one query instead of two: every page asks for both."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F

from .models import User


class StaffBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Return the user with their roles and, if they are one, their practitioner at hand.

        None for nobody, and for one who may not log in any more.
        """
        known = User.objects.filter(pk=user_id).select_related("practitioner")
        rows = list(known.annotate(role_name=F("groups__name")))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user._role_names = sorted(row.role_name for row in rows if row.role_name)  # type: ignore[attr-defined]
        return user
