"""What each room has to say before two records become one."""

from collections.abc import Callable

from patients.models import Patient

Warner = Callable[[Patient, Patient], list[str]]
_warners: list[Warner] = []


def warn_of_merging(warner: Warner) -> Warner:
    """Let a room say what a person should know before two records become one."""
    if warner not in _warners:
        _warners.append(warner)
    return warner


def warnings_before_merging(one: Patient, other: Patient) -> list[str]:
    return [sentence for warner in _warners for sentence in warner(one, other)]
