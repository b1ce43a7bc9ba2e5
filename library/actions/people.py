"""How the people of the clinic are written on paper."""

from typing import Any

from clinic.staff.models import Practitioner


def written_name(user: Any) -> str:
    """The name, with the letters after it where there are some."""
    practitioner = Practitioner.objects.filter(user=user).first()
    return practitioner.titled if practitioner else user.name
