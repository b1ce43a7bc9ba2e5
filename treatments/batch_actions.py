"""What writes a batch of handouts, and works it off in steps that a killed process or a second press cannot double."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.staff.models import User
from clinic.trail.once import AlreadyMade, make_once
from library.actions import NothingToGive, give_handout
from library.models import Factsheet, Handout

from .models import PrintBatch, PrintItem

A_STEP = 5  # sheets at most
A_WHILE = 1.0  # seconds; the sheet that is begun is finished
State = PrintItem.State


@dataclass(frozen=True)
class Wanted:
    """A sheet to print for a person."""

    patient_id: int
    sheet: Factsheet
    print_size: str


def make_batch(
    *, by: User, once_key: uuid.UUID, day: date, paper: str, two_sided: bool, wanted: Sequence[Wanted]
) -> PrintBatch:
    """Note what is to be printed. Nothing is given yet. Raises AlreadyMade when this form was sent before."""

    def make() -> PrintBatch:
        batch = PrintBatch.objects.create(once_key=once_key, day=day, paper=paper, two_sided=two_sided, by=by)
        PrintItem.objects.bulk_create(
            PrintItem(batch=batch, order=order, patient_id=one.patient_id, sheet=one.sheet, print_size=one.print_size)
            for order, one in enumerate(wanted, 1)
        )
        return batch

    return make_once(PrintBatch, once_key, make)


def work_on(*, by: User, batch: PrintBatch, record: Callable[[PrintItem], None]) -> int:
    """Give the next few sheets of the batch, each by itself; return how many still wait. Raises NotKept.

    `record` writes the access entry of one item, before its handout is made.
    """
    began = time.monotonic()
    waiting = batch.items.filter(state=State.WAITING).select_related("patient", "sheet", "batch")
    for item in waiting.order_by("order")[:A_STEP]:
        record(item)
        give_item(by=by, item=item)
        if time.monotonic() - began > A_WHILE:
            break
    return batch.items.filter(state=State.WAITING).count()


def give_item(*, by: User, item: PrintItem) -> None:
    """Make the handout of an item, once: its key sees to that, also when two windows work on one batch.

    A process killed between the handout and this item's row finds the handout again by the key. Raises NotKept.
    """
    handout: Handout | None = None
    asked: dict[str, Any] = {"paper": item.batch.paper, "print_size": item.print_size, "once_key": item.once_key}
    try:
        handout = give_handout(patient=item.patient, sheet=item.sheet, by=by, **asked)
    except AlreadyMade as made:
        handout = made.existing
    except NothingToGive:
        pass
    state = State.GIVEN if handout is not None else State.LEFT_OUT
    PrintItem.objects.filter(pk=item.pk, state=State.WAITING).update(state=state, handout=handout)
