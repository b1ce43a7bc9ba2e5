"""An editor's settlement: one row that never moves, which decides what may be printed from then on."""

import shutil
import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from clinic.access import Role
from clinic.trail.once import AlreadyMade
from library.actions import NotPrintable, Wording, publish_version
from library.content_files import CONTENT
from library.models import Claim, Factsheet, Settlement
from library.settling import SettledMeanwhile, settle_claim, settled_claims
from tests.factories import (
    SHEET_BODY,
    ClaimFactory,
    FactsheetFactory,
    ReferenceFactory,
    SettlementFactory,
    SignpostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
V = Claim.Verdict


def settle(claim, verdict=V.CITED_AND_LISTED, reference=None, seen=0, **more):
    if verdict == V.CITED_AND_LISTED and reference is None:
        reference = ReferenceFactory()
    values = {"reason": "I read the paper.", "by": UserFactory(role=Role.MANAGER), "once_key": uuid.uuid4()} | more
    return settle_claim(claim=claim, verdict=verdict, reference=reference, seen=seen, **values)


def refused(name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"reason": ""}, "settlement_gives_a_reason"),
        ({"reason": "   "}, "settlement_gives_a_reason"),
        ({"verdict": "fine", "reference": None}, "settlement_verdicts_are_known"),
        ({"was": ""}, "settlement_verdicts_are_known"),
        ({"verdict": "cited_and_listed", "reference": None}, "settlement_to_cited_names_the_work"),
        ({"verdict": "no_citation"}, "settlement_to_cited_names_the_work"),
        ({"number": 0}, "settlement_numbers_start_at_one"),
    ],
)
def test_check_constraints(values, constraint):
    refused(constraint, lambda: SettlementFactory(**values))


def test_numbers_stand_once_in_a_claim():
    first = SettlementFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SettlementFactory(claim=first.claim, number=first.number)
    SettlementFactory(number=first.number)


def test_a_settlement_never_changes():
    every = Settlement.objects.filter(pk=SettlementFactory().pk)

    def run(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql, [every.get().pk])

    refused("settlement_is_final", lambda: every.update(reason="Other"))
    refused("settlement_is_final", lambda: run("UPDATE library_settlement SET verdict = '' WHERE id = %s"))
    refused("settlement_is_final", lambda: run("DELETE FROM library_settlement WHERE id = %s"))


def test_the_newest_settlement_counts_and_the_loaded_verdict_stays():
    claim = ClaimFactory(verdict=V.AMBIGUOUS)
    settle(claim)
    settle(claim, V.OTHER_SUBJECT, seen=1)

    for found in (Claim.objects.get(), Claim.objects.with_standing().get()):
        assert (found.verdict, found.effective_verdict) == (V.AMBIGUOUS, V.OTHER_SUBJECT)
    before = claim.settlements.order_by("number").values_list("number", "was")
    assert list(before) == [(1, V.AMBIGUOUS), (2, V.CITED_AND_LISTED)]

    settle(claim, "", seen=2)
    found = Claim.objects.with_standing().get()
    assert (found.effective_verdict, found.settled_number, settled_claims()) == (V.AMBIGUOUS, 3, {})


def test_figures_stand_once_an_editor_names_the_work():
    claim = ClaimFactory(uncited=True, has_figures=True)
    assert Claim.objects.get().effective_has_figures

    settle(claim, V.CITED_NOT_LISTED)
    assert Claim.objects.get().effective_has_figures
    settle(claim, seen=1)
    assert not Claim.objects.with_standing().get().effective_has_figures


def test_two_editors_at_once_and_one_form_sent_twice():
    claim, key = ClaimFactory(verdict=V.AMBIGUOUS), uuid.uuid4()
    first = settle(claim, once_key=key)

    with pytest.raises(AlreadyMade):
        settle(claim, once_key=key)
    with pytest.raises(SettledMeanwhile) as told:
        settle(claim, V.OTHER_SUBJECT)
    assert told.value.newest == first
    with pytest.raises(SettledMeanwhile):
        settle(claim, V.OTHER_SUBJECT, seen=7)
    assert Settlement.objects.count() == 1


def published(sheet, body=SHEET_BODY):
    wording = Wording(title="Knee", summary="A knee.", body=body, notes={}, author="A. Author")
    days = {"on": date(2026, 1, 5), "review_by": date(2027, 1, 5)}
    return publish_version(sheet=sheet, wording=wording, **days)


def test_publishing_asks_what_counts():
    claim = ClaimFactory(slug="cited-claim", verdict=V.AMBIGUOUS)
    ClaimFactory(slug="uncited-claim", uncited=True)
    SignpostFactory()
    sheet = FactsheetFactory()

    with pytest.raises(NotPrintable, match="has the verdict citation_ambiguous"):
        published(sheet)
    settle(claim)
    assert published(sheet).number == 1
    settle(claim, V.OTHER_SUBJECT, seen=1)
    with pytest.raises(NotPrintable, match="has the verdict cited_listed_other_subject"):
        published(sheet, SHEET_BODY.replace("It comes and goes.", "It comes."))
    settle(claim, "", seen=2)
    with pytest.raises(NotPrintable, match="has the verdict citation_ambiguous"):
        published(sheet, SHEET_BODY.replace("It comes and goes.", "It comes."))


def load(folder=CONTENT):
    out = StringIO()
    call_command("load_library", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CONTENT, tmp_path / "content")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_settled_statement_loads_with_the_work_that_the_editor_chose(folder):
    load(folder)
    claim = Claim.objects.get(slug="ea-chemotherapy-nausea")
    settle(claim, reference=claim.references.get(slug="zhang-x-2014"))
    old = "The documents cite a study here"
    new = f"It may help prevent feeling sick after chemotherapy.[[ea-chemotherapy-nausea]]\n\n{old}"
    edit(folder / "sheets/nausea-and-vomiting.md", old, new)

    assert "1 sheets changed" in load(folder)
    sources = Factsheet.objects.get(slug="nausea-and-vomiting", language="en").current.notes["sources"]
    assert any("transcutaneous" in source["text"] for source in sources)
    assert not any("Persistent Pain" in source["text"] for source in sources)
    assert Settlement.objects.get().verdict == V.CITED_AND_LISTED
    assert "nothing was changed" in load(folder)


def test_a_settlement_against_a_printed_statement_holds_the_sheet_back_and_not_the_load(folder):
    load(folder)
    before = Factsheet.objects.get(slug="migraine", language="en").current
    settle(Claim.objects.get(slug="xu-migraine"), V.OTHER_SUBJECT)
    edit(folder / "sheets/migraine.md", "## What it is\n", "## What it is\n\nA new line.\n")

    assert "migraine (en), because an editor has settled a claim on it" in load(folder)
    assert Factsheet.objects.get(slug="migraine", language="en").current == before


def test_a_mistake_in_the_files_is_still_one_whatever_was_settled(folder):
    load(folder)
    settle(Claim.objects.get(slug="xu-migraine"), V.OTHER_SUBJECT)
    edit(folder / "sheets/migraine.md", "[[zhang-gaba]]", "[[us-insurance]]")

    with pytest.raises(Exception, match=r"sheets/migraine.md:\d+: “us-insurance” gives figures"):
        load(folder)
