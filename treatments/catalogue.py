"""The points in the database: loading them from the file, and the copy that each process keeps to look them up."""

import csv
import time
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import CatalogueState, Point, PointAlias
from .points import Catalogue, PointFact, fold, looks_like_code

FILE = Path(__file__).resolve().parent / "data" / "acupuncture_points.csv"
COLUMNS = (
    *("code", "aliases", "pinyin", "pinyin_plain", "hanzi", "english_name", "channel", "channel_code", "number"),
    *("region", "bilateral", "categories", "cautions", "hanzi_traditional", "category_detail", "location_hint"),
)
NEEDED = set(COLUMNS) - {"aliases", "categories", "cautions", "category_detail"}
COPIED = [column for column in COLUMNS if column not in ("number", "bilateral")]
FIELDS = [*COPIED, "number", "is_bilateral", "order"]

# How long a process may go on with its copy before it asks whether the table has changed.
FRESH_SECONDS = 2.0
_kept: Catalogue | None = None
_asked_at = -FRESH_SECONDS


class BadPointsFile(Exception):
    """The file cannot be loaded; the text names the file, the line and what is wrong there."""


@dataclass(frozen=True)
class Loaded:
    """What a load did, in numbers of points."""

    added: int
    changed: int
    unchanged: int
    keys_changed: int


def catalogue() -> Catalogue:
    """Return every point by every key. A small query says, every few seconds, whether this process's copy is good."""
    global _kept, _asked_at
    now = time.monotonic()
    if _kept is not None and _kept.token and now - _asked_at < FRESH_SECONDS:
        return _kept
    _asked_at = now
    token = str(CatalogueState.objects.values_list("token", flat=True).first() or "")
    kept = _kept
    if kept is None or kept.token != token or not token:
        facts = [PointFact(*row) for row in Point.objects.order_by("order").values_list(*PointFact._fields)]
        keys = PointAlias.objects.order_by("point__order", "pk").values_list("key", "point_id")
        _kept = kept = Catalogue.build(facts, keys, token)
    return kept


def forget() -> None:
    """Make the next look-up read the table again."""
    global _kept
    _kept = None


def load_points(path: Path = FILE) -> Loaded:
    """Bring the table in line with the file, in one transaction. A second run changes nothing.

    Points that the file no longer holds stay: a session may name them. Raises BadPointsFile.
    """
    rows = read_points(path)
    with transaction.atomic():
        present = {point.code: point for point in Point.objects.all()}
        added = [Point(**row) for row in rows if row["code"] not in present]
        changed = [point for row in rows if (point := present.get(row["code"])) and _bring_in_line(point, row)]
        Point.objects.bulk_create(added)
        Point.objects.bulk_update(changed, FIELDS, batch_size=50)
        keys_changed = _replace_keys()
        if added or changed or keys_changed:
            CatalogueState.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
            transaction.on_commit(forget)
    return Loaded(len(added), len(changed), len(rows) - len(added) - len(changed), keys_changed)


def read_points(path: Path) -> list[dict[str, Any]]:
    """Return the file's rows as fields of Point. Raises BadPointsFile with file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPointsFile(f"{path.name}: cannot be read as UTF-8 text ({error}).") from error
    reader = csv.DictReader(text.splitlines())
    missing = set(COLUMNS) - set(reader.fieldnames or [])
    if missing:
        raise BadPointsFile(f"{path.name}, line 1: these columns are missing: {', '.join(sorted(missing))}.")
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for order, raw in enumerate(reader, start=1):
        where = f"{path.name}, line {reader.line_num}"
        row = _row(raw, order, where)
        if row["code"] in seen:
            raise BadPointsFile(f"{where}: {row['code']} is already on line {seen[row['code']]}.")
        seen[row["code"]] = reader.line_num
        rows.append(row)
    _check_keys(rows, path, seen)
    return rows


def _row(raw: dict[str, Any], order: int, where: str) -> dict[str, Any]:
    if None in raw or None in raw.values():
        raise BadPointsFile(f"{where}: there are {'more' if None in raw else 'fewer'} columns than in line 1.")
    raw = {name: unicodedata.normalize("NFC", value.strip()) for name, value in raw.items()}
    empty = sorted(name for name in NEEDED if not raw[name])
    if empty:
        raise BadPointsFile(f"{where}: {', '.join(empty)} must not be empty.")
    if raw["bilateral"] not in ("yes", "no"):
        raise BadPointsFile(f"{where}: bilateral must be yes or no, not “{raw['bilateral']}”.")
    if not (raw["number"].isascii() and raw["number"].isdigit()):
        raise BadPointsFile(f"{where}: number must be a whole number, not “{raw['number']}”.")
    for name in COPIED:
        longest = getattr(Point._meta.get_field(name), "max_length", 0)
        if len(raw[name]) > (longest or 0):
            raise BadPointsFile(f"{where}: {name} is longer than {longest} characters.")
    fields: dict[str, Any] = {name: raw[name] for name in COPIED}
    return fields | {"number": int(raw["number"]), "is_bilateral": raw["bilateral"] == "yes", "order": order}


def keys_of(row: dict[str, Any]) -> dict[str, str]:
    """Return every folded key of a row with its kind; a key that comes twice keeps its first kind."""
    keys = {fold(row["code"]): "code"}
    for alias in filter(None, row["aliases"].split(";")):
        key = fold(alias)
        keys.setdefault(key, "code" if looks_like_code(key) else "pinyin")
    for name, kind in (("hanzi", "hanzi"), ("hanzi_traditional", "hanzi"), ("pinyin", "pinyin")):
        keys.setdefault(fold(row[name]), kind)
    keys.setdefault(fold(row["pinyin_plain"]), "pinyin")
    keys.setdefault(fold(row["english_name"]), "english")
    return keys


def _check_keys(rows: list[dict[str, Any]], path: Path, lines: dict[str, int]) -> None:
    owners: dict[str, str] = {}
    for row in rows:
        for key, kind in keys_of(row).items():
            if kind in ("code", "hanzi") and owners.setdefault(key, row["code"]) != row["code"]:
                line = lines[row["code"]]
                raise BadPointsFile(f"{path.name}, line {line}: “{key}” already leads to {owners[key]}.")


def _bring_in_line(point: Point, row: dict[str, Any]) -> bool:
    different = {name: value for name, value in row.items() if getattr(point, name) != value}
    for name, value in different.items():
        setattr(point, name, value)
    return bool(different)


def _replace_keys() -> int:
    """Make the keys those of the points now in the table; return how many were added or taken away."""
    points = Point.objects.values("pk", "code", "aliases", *COPIED[2:6], "hanzi_traditional")
    wanted = {(key, point["pk"]): kind for point in points for key, kind in keys_of(point).items()}
    present = {
        (key, point): (kind, pk)
        for pk, key, point, kind in PointAlias.objects.values_list("pk", "key", "point_id", "kind")
    }
    stale = [pk for pair, (kind, pk) in present.items() if wanted.get(pair) != kind]
    new = [(pair, kind) for pair, kind in wanted.items() if present.get(pair, ("",))[0] != kind]
    for start in range(0, len(stale), 500):
        PointAlias.objects.filter(pk__in=stale[start : start + 500]).delete()
    PointAlias.objects.bulk_create(
        [PointAlias(key=key, point_id=point, kind=kind) for (key, point), kind in new], batch_size=500
    )
    return len(stale) + len(new)
