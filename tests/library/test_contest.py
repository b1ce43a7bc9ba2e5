"""Several processes at one draft and at one name of a recall list: one wins, and the others are told."""

import json
from collections import Counter

import pytest

from library.models import FactsheetVersion, Handout, RecallContact, Saving
from tests.factories import DraftFactory, HandoutFactory, UserFactory, WithdrawalFactory
from tests.factories import _taken_off as taken_off
from tests.processes import start

pytestmark = [pytest.mark.contest, pytest.mark.django_db(transaction=True)]
PROCESSES = 6

WORKER = """
import json, time
from pathlib import Path
from clinic.staff.models import User
from library import actions
from library.models import Factsheet, FactsheetVersion, Withdrawal
from patients.models import Patient

meeting, number, keys = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
by = User.objects.order_by("pk")[int(number)]
draft = FactsheetVersion.objects.get(pk=keys["draft"])
published = FactsheetVersion.objects.select_related("sheet").get(pk=keys["published"])
withdrawal, patient = Withdrawal.objects.get(pk=keys["withdrawal"]), Patient.objects.get(pk=keys["patient"])

def save():
    actions.save_draft(draft=draft, revision=1, by=by, title=f"By {number}", summary="S", body="## A", review_months=12)

def begin():
    actions.start_draft(sheet=published.sheet, words_of=published, by=by)

def tell():
    actions.mark_contact(withdrawal=withdrawal, patient=patient, turn=0, is_contacted=True, by=by)

answers = {}
for act in (save, begin, tell):
    (meeting / f"{act.__name__}-{number}").touch()
    while len(list(meeting.glob(f"{act.__name__}-*"))) < keys["processes"]:
        time.sleep(0.005)
    try:
        act()
        answers[act.__name__] = "won"
    except (actions.DraftChanged, actions.OpenDraft, actions.MarkedMeanwhile) as late:
        answers[act.__name__] = type(late).__name__
print(json.dumps(answers))
"""


def test_one_wins_and_the_others_are_told(tmp_path):
    UserFactory.create_batch(PROCESSES)
    draft = DraftFactory()
    handout = HandoutFactory(version__number=1)
    published = Handout.objects.select_related("version").get().version
    withdrawal = WithdrawalFactory(version=taken_off(published))
    keys = {"draft": draft.pk, "published": published.pk, "withdrawal": withdrawal.pk, "patient": handout.patient_id}

    running = [
        start(WORKER, str(tmp_path), str(number), json.dumps(keys | {"processes": PROCESSES}))
        for number in range(PROCESSES)
    ]
    ends = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, ends
    answers = [json.loads(out.strip().splitlines()[-1]) for out, _ in ends]
    for act, told in (("save", "DraftChanged"), ("begin", "OpenDraft"), ("tell", "MarkedMeanwhile")):
        assert Counter(answer[act] for answer in answers) == {"won": 1, told: PROCESSES - 1}

    winner = next(number for number, answer in enumerate(answers) if answer["save"] == "won")
    draft.refresh_from_db()
    assert (draft.title, draft.revision) == (f"By {winner}", 2)
    assert Saving.objects.filter(version=draft).count() == 1
    assert FactsheetVersion.objects.filter(sheet=published.sheet, status="draft").count() == 1
    assert RecallContact.objects.count() == 1
