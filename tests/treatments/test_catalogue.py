import csv
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from treatments import catalogue as points_catalogue
from treatments.catalogue import COLUMNS, FILE, BadPointsFile, load_points
from treatments.models import CatalogueState, Point, PointAlias

ROW = {
    **dict.fromkeys(COLUMNS, ""),
    **{"code": "XY1", "pinyin": "Xy", "pinyin_plain": "Xy", "hanzi": "甲", "hanzi_traditional": "甲"},
    **{"english_name": "Example", "channel": "Example", "channel_code": "XY", "number": "1", "region": "hand"},
    **{"bilateral": "yes", "location_hint": "nowhere"},
}


def write(path, *rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def said(*args):
    out = StringIO()
    call_command("load_points", *args, stdout=out)
    return out.getvalue()


def test_load_points_loads_them_all_and_a_second_run_changes_nothing(db, django_assert_max_num_queries):
    assert "409 added" in said()
    assert Point.objects.count() == 409
    assert (Point.objects.get(code="LR3").order, Point.objects.get(code="CV12").is_bilateral) == (298, False)
    before = CatalogueState.objects.get().token

    with django_assert_max_num_queries(12):
        assert "all 409 were up to date, nothing changed" in said()
    assert CatalogueState.objects.get().token == before


def test_changed_row_and_key_are_brought_in_line(db):
    load_points()
    Point.objects.filter(code="LR3").update(english_name="Wrong")
    PointAlias.objects.filter(key="taichong").delete()

    assert "0 added, 1 changed" in said()
    assert Point.objects.get(code="LR3").english_name == "Great Surge"
    assert points_catalogue.catalogue().find("taichong").code == "LR3"


def test_catalogue_is_read_once_and_again_after_a_change(catalogue, django_assert_num_queries, monkeypatch):
    points_catalogue.catalogue()
    with django_assert_num_queries(0):  # asked a moment ago
        kept = points_catalogue.catalogue()
    monkeypatch.setattr(points_catalogue, "FRESH_SECONDS", 0)
    with django_assert_num_queries(1):
        assert points_catalogue.catalogue() is kept

    # As another process would do it.
    PointAlias.objects.create(point=Point.objects.get(code="LI4"), key="tigermouth", kind="english")
    CatalogueState.objects.update(token=uuid.uuid4())
    assert points_catalogue.catalogue().find("tiger mouth").code == "LI4"


def test_catalogue_before_loading_is_empty(db):
    assert points_catalogue.catalogue().facts == ()


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        ({"code": ""}, 3, "code must not be empty"),
        ({"number": "one"}, 3, "number must be a whole number"),
        ({"bilateral": "maybe"}, 3, "bilateral must be yes or no"),
        ({"region": "x" * 50}, 3, "region is longer than 30"),
        ({"code": "XY1"}, 3, "XY1 is already on line 2"),
        ({"hanzi": "甲"}, 3, "already leads to XY1"),
        ({"aliases": "xy-01"}, 3, "already leads to XY1"),
    ],
)
def test_bad_row_names_file_and_line_and_changes_nothing(db, tmp_path, change, line, problem):
    good = ROW | {"code": "XY2", "number": "2", "hanzi": "乙", "hanzi_traditional": "乙"}
    path = write(tmp_path / "points.csv", ROW, good | change)

    with pytest.raises(CommandError, match=f"points.csv, line {line}: .*{problem}"):
        call_command("load_points", "--file", path)
    assert not Point.objects.exists()


def test_missing_column_and_unreadable_file(db, tmp_path):
    with pytest.raises(BadPointsFile, match="line 1: these columns are missing: hanzi"):
        load_points(write(tmp_path / "points.csv", ROW, columns=[name for name in COLUMNS if name != "hanzi"]))
    with pytest.raises(BadPointsFile, match="cannot be read"):
        load_points(tmp_path / "none.csv")


def test_a_point_that_left_the_file_stays(db, tmp_path):
    load_points(write(tmp_path / "points.csv", ROW))
    load_points()
    assert Point.objects.filter(code="XY1").exists()


def test_the_shipped_file_is_the_whole_catalogue():
    rows = points_catalogue.read_points(FILE)
    assert len(rows) == 409
    assert sum(not row["is_bilateral"] for row in rows) == 28 + 24 + 9
