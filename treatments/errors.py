"""What the actions refuse, each with a sentence for the person who asked."""

from typing import Any


class Refused(Exception):
    """Nothing was changed; `sentence` says why and what to do."""

    sentence = "That could not be done."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class FutureSession(Refused):
    sentence = "A session cannot be in the future. Check the date and the time."


class NotYours(Refused):
    sentence = "Only the practitioner who gave this session can change or sign it."


class AlreadySigned(Refused):
    sentence = "This session is already signed, so it does not change any more."


class OtherPatient(Refused):
    sentence = "That belongs to another patient's record."


class NeedlesUnaccounted(Refused):
    """The counts are missing, or differ without an explanation."""


class NotSafeToSign(Refused):
    """A rule says stop, a caution has no reason yet, or the safety answers are not of the day."""


class ConsentMissing(Refused):
    """Something was done that the patient has not consented to; `purpose` is the first consent to take."""

    def __init__(self, sentence: str, *, purpose: str) -> None:
        super().__init__(sentence)
        self.purpose = purpose


class AppointmentHasSession(Refused):
    """The appointment already led to a session: `existing`."""

    sentence = "This appointment already has a session."

    def __init__(self, existing: Any) -> None:
        super().__init__()
        self.existing = existing


class StaleDraft(Refused):
    """The draft was saved elsewhere since this page was opened; `current` is how it stands now."""

    sentence = "This draft was saved in another window after you opened it here. Nothing of yours is lost."

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current
