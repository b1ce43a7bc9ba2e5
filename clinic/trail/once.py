"""What must happen once: a form that makes a row carries a key, and the row keeps it under a unique constraint."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

Made = TypeVar("Made", bound=models.Model)


class AlreadyMade(Exception):
    """This form was sent before; `existing` is the row it made then."""

    def __init__(self, existing: Any) -> None:
        super().__init__("already made")
        self.existing = existing


class MadeOnce(models.Model):
    """A row that one sending of one form makes, however often the button is pressed."""

    once_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def make_once(model: type[Made], once_key: uuid.UUID, make: Callable[[], Made]) -> Made:
    """Return `make()`, run in a transaction, unless `once_key` already made a row.

    Raises AlreadyMade with that row, also when another request makes it at the same moment.
    """
    existing = model._default_manager.filter(once_key=once_key).first()
    if existing is not None:
        raise AlreadyMade(existing)
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        existing = model._default_manager.filter(once_key=once_key).first()
        if existing is not None:
            raise AlreadyMade(existing) from None
        raise
