import pytest

from treatments.points import AmbiguousPoint, UnknownPoint, fold


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Lr 03", "lr3"),
        ("st-36", "st36"),
        ("Tàichōng", "taichong"),
        ("ＬＩ４", "li4"),
        ("M-HN-3", "mhn3"),
        ("LI40", "li40"),
    ],
)
def test_fold(typed, key):
    assert fold(typed) == key


@pytest.mark.parametrize(
    "typed",
    ["LR3", "LV3", "Lr 3", "lv-03", "taichong", "Tai Chong", "Tàichōng", "太冲", "太衝", "Great Surge", " lr.3 "],
)
def test_every_name_of_one_point_finds_it(catalogue, typed):
    assert catalogue.find(typed).code == "LR3"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("st-36", "ST36"),
        ("LI 04", "LI4"),
        ("Ren-12", "CV12"),
        ("SJ5", "TE5"),
        ("DU20", "GV20"),
        ("UB 23", "BL23"),
        ("GV24.5", "EX-HN3"),
        ("yintang", "EX-HN3"),
        ("ex hn 3", "EX-HN3"),
        ("Renzhong", "GV26"),
        ("zhonglvshu", "BL29"),
        ("Zhōnglǚshū", "BL29"),
    ],
)
def test_other_codes_and_names(catalogue, typed, code):
    assert catalogue.find(typed).code == code


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Zhongzhu", {"TE3", "KI15"}),
        ("Juliao", {"ST3", "GB29"}),
        ("Zhongdu", {"GB32", "LR6"}),
        ("Yinjiao", {"CV7", "GV28"}),
        ("Wangu", {"SI4", "GB12"}),
        ("Futu", {"LI18", "ST32"}),
        ("Erjian", {"LI2", "EX-HN6"}),
        ("Zigong", {"CV19", "EX-CA1"}),
    ],
)
def test_shared_names_ask_which(catalogue, name, codes):
    with pytest.raises(AmbiguousPoint) as refusal:
        catalogue.find(name)
    assert {point.code for point in refusal.value.candidates} == codes
    assert name in refusal.value.sentence


def test_only_the_eight_names_are_shared(catalogue):
    assert sum(len(points) > 1 for points in catalogue.by_key.values()) == 8


def test_unknown_code_is_named_with_near_matches(catalogue):
    with pytest.raises(UnknownPoint) as refusal:
        catalogue.find("LI99")
    assert "“LI99”" in refusal.value.sentence
    assert "LI9" in {point.code for point in refusal.value.candidates}


def test_misspelt_name_offers_the_right_one_first(catalogue):
    with pytest.raises(UnknownPoint) as refusal:
        catalogue.find("Taichung")
    assert refusal.value.candidates[0].code == "LR3"


def test_unknown_without_resemblance(catalogue):
    with pytest.raises(UnknownPoint, match="Check the code or the name") as refusal:
        catalogue.find("qqqqwwww" * 500)
    assert refusal.value.candidates == []
    assert len(refusal.value.sentence) < 200


def test_search_puts_exact_before_longer(catalogue):
    codes = [point.code for point in catalogue.search("st3")]
    assert codes[0] == "ST3"
    assert "ST36" in codes
    assert catalogue.search("  ") == []
    assert "LR3" in [point.code for point in catalogue.search("surge")]
