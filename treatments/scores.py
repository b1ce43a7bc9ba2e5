"""Score arithmetic: pure functions on VAS values in millimetres (0 = no pain, 100 = worst pain)."""

RESPONDER_PERCENT = -40
"""A responder's VAS is lower than the course's baseline by 40 % or more."""


def change_percent(baseline: int | None, now: int | None) -> float | None:
    """Return the change from `baseline` in per cent, negative when the pain is less.

    None without both values, and from a baseline of 0, which nothing can be a percentage of.
    """
    if baseline is None or now is None or baseline == 0:
        return None
    return (now - baseline) * 100 / baseline


def is_responder(baseline: int | None, now: int | None) -> bool | None:
    """Return whether the fall is 40 % or more; None where no percentage can be given.

    Compared in whole numbers, so that exactly 40 % counts whatever the rounding.
    """
    if baseline is None or now is None or baseline == 0:
        return None
    return (now - baseline) * 100 <= RESPONDER_PERCENT * baseline


def responder_line(baseline: int) -> float:
    """Return the VAS at and below which a patient with this baseline is a responder."""
    return baseline * (100 + RESPONDER_PERCENT) / 100
