import pytest

from treatments.scores import change_percent, is_responder, responder_line


@pytest.mark.parametrize(
    ("baseline", "now", "change"),
    [(80, 40, -50), (50, 75, 50), (100, 0, -100), (72, 72, 0), (0, 10, None), (None, 10, None), (10, None, None)],
)
def test_change_percent(baseline, now, change):
    assert change_percent(baseline, now) == change


def test_change_percent_of_the_brief():
    assert round(change_percent(72, 41)) == -43


@pytest.mark.parametrize(
    ("baseline", "now", "responder"),
    [(100, 60, True), (100, 61, False), (72, 43, True), (72, 44, False), (5, 3, True), (1, 1, False), (30, 90, False)],
)
def test_responder_is_down_by_40_percent_or_more(baseline, now, responder):
    assert is_responder(baseline, now) is responder


def test_responder_from_nothing_is_nothing():
    assert is_responder(0, 0) is None
    assert is_responder(None, 10) is None
    assert is_responder(10, None) is None


def test_responder_line():
    assert responder_line(70) == 42
