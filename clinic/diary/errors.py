"""Why a booking or a change was refused; each `sentence` says to a person what is wrong and how to mend it."""

from typing import Any


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TimeRefused(Refused):
    """The time cannot be had; another may. `offers` holds the nearest free ones, when they were looked up."""

    def __init__(self, sentence: str, offers: list[Any] | None = None) -> None:
        super().__init__(sentence)
        self.offers = offers or []


class SlotTaken(TimeRefused):
    """The practitioner has another appointment then."""


class NoRoomFree(TimeRefused):
    """Every room of the site is taken then."""


class OutsideHours(TimeRefused):
    """The practitioner does not work then."""


class PractitionerAway(TimeRefused):
    """The practitioner has time off then."""


class InThePast(TimeRefused):
    """The time has gone."""


class ChannelNotOffered(Refused):
    """The service cannot be had in this way."""


class RoomNeeded(Refused):
    """The service needs a room and the site has none in use."""


class WrongStep(Refused):
    """The appointment's state does not lead there."""


class KeyInUse(Refused):
    """The form's one-time key made something else before."""


class NotYet(Refused):
    """The day has not come."""


class ChangedMeanwhile(Refused):
    """Somebody else was faster."""
