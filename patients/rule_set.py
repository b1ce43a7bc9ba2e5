"""The rules in force: the shipped table with what the clinic added or switched off. Read anew after each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from clinic.prepared import Prepared
from patients.models import RuleChange
from patients.rules.table import UNVERIFIED, Rule, check_rule, shipped_rules

_kept: tuple[Any, tuple[Rule, ...]] | None = None


@dataclass
class Standing:
    """One rule, whether it is on, and how it came to that, newest change first."""

    rule: Rule
    is_on: bool = True
    is_shipped: bool = True
    changes: list[RuleChange] = field(default_factory=list)


def rules_in_force() -> tuple[Rule, ...]:
    """Return the rules that are on. One small query says whether this process's copy is still good."""
    global _kept
    newest = next(iter(_newest_change()), None)
    if _kept is None or _kept[0] != newest:
        _kept = (newest, tuple(standing.rule for standing in all_rules() if standing.is_on))
    return _kept[1]


def all_rules() -> list[Standing]:
    """Return every rule, those that are off too: the shipped ones in the table's order, then the clinic's own."""
    standings = {rule.id: Standing(rule) for rule in shipped_rules()}
    for change in RuleChange.objects.select_related("by").order_by("pk"):
        if change.kind == RuleChange.Kind.ADDED:
            _, rule = check_own(change.rule or {}, change.rule_id)
            if rule is None:
                continue  # today's tables no longer understand it
            standings[rule.id] = Standing(rule, is_shipped=False)
        standing = standings.get(change.rule_id)
        if standing is not None:  # a shipped rule may have gone since somebody switched it off
            standing.is_on = change.kind != RuleChange.Kind.OFF
            standing.changes.insert(0, change)
    return list(standings.values())


def check_own(row: Mapping[str, Any], rule_id: str) -> tuple[list[str], Rule | None]:
    """Return what is wrong with a rule of the clinic's own, kept as JSON, where a date is text; and the rule."""
    checked = row.get("checked")
    if isinstance(checked, str) and checked != UNVERIFIED:
        checked = date.fromisoformat(checked)
    return check_rule({**row, "id": rule_id, "checked": checked})


def _newest() -> models.QuerySet:
    return RuleChange.objects.order_by("-pk").values_list("pk", "once_key")[:1]


_newest_change = Prepared(_newest, kinds=())
