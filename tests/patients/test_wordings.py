import pytest

from patients import signatures
from patients.wordings import FOLDER, WordingError, read_folder, read_text

pytestmark = pytest.mark.no_database
GOOD = """id: tea
version: 1
jurisdictions: [GB, US-NY]
title: Tea
wording: |
  I drink tea.
needed_for: [moxa]
source: A book
checked: unverified
"""


def problems(text, file="tea-1.yaml"):
    with pytest.raises(WordingError) as raised:
        read_text(text, file)
    return [str(one) for one in raised.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 2", "tea-1.yaml:2: `id` and `version` must be those of the file's name: tea and 1."),
        ("[GB, US-NY]", "[Britain]", "tea-1.yaml:3: `jurisdictions` must be any, or a list such as [GB] or [US-NY]."),
        ("title: Tea", "title: ''", "tea-1.yaml:4: `title` must be a text of up to 100 characters."),
        ("  I drink tea.\n", "", "tea-1.yaml:5: `wording` must be a text of up to 10000 characters."),
        ("source: A book\n", "", "tea-1.yaml:1: `source` is missing."),
        ("unverified", "yesterday", "tea-1.yaml:9: `checked` must be a date, such as 2026-11-24, or unverified."),
        ("title: Tea", "titel: Tea", "There is no key `titel`."),
        ("title: Tea", "title: Tea\ntitle: Tee", "`title` is there twice."),
        ("title: Tea", "title: [", "This is not valid YAML"),
    ],
)
def test_each_mistake_is_named_by_file_and_line(old, new, said):
    assert any(said in one for one in problems(GOOD.replace(old, new)))


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "\0", "id: !!python/object:os.system x\n"])
def test_what_is_no_wording_is_refused(text):
    assert problems(text)


def test_unknown_modality_and_file_name():
    assert "`needed_for` must be a list of: acupuncture" in problems(GOOD.replace("moxa", "magic"))[0]
    assert "named id-version.yaml" in problems(GOOD, "tea.yaml")[0]


def test_shipped_wordings_are_sound():
    found = read_folder(FOLDER)
    assert {"treatment", "electroacupuncture", "data", "doctor-letter", "photographs", "results"} <= found.newest.keys()
    form = found.newest["new-york-physician"]
    assert (form.copies, form.countersigned, form.jurisdictions) == (2, True, ("US-NY",))
    assert form not in found.in_force(["GB", "US-CA"])
    assert form in found.in_force(["US-NY"])


def test_newest_version_is_asked_and_mistakes_of_all_files_are_told(tmp_path):
    (tmp_path / "tea-1.yaml").write_text(GOOD)
    (tmp_path / "tea-2.yaml").write_text(GOOD.replace("version: 1", "version: 2").replace("[GB, US-NY]", "[US]"))
    found = read_folder(tmp_path)
    assert found.newest["tea"].version == 2
    assert found.newest["tea"].holds_in("US-NY")
    assert found.needed(["moxa"], "GB") == []
    (tmp_path / "bad-1.yaml").write_bytes(b"\xff")
    (tmp_path / "worse-1.yaml").write_text("id: x")
    with pytest.raises(WordingError, match="bad-1.yaml:1: The file is not text"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[1,2]]", signatures.EMPTY),
        ("[[5,5,6,6]]", signatures.EMPTY),
        ("[[1,2,3]]", signatures.BROKEN),
        ("[[-1,2,300,20]]", signatures.BROKEN),
        ("[[1,2,601,20]]", signatures.BROKEN),
        ("[[1,2.5,300,20]]", signatures.BROKEN),
        ("[[true,2,300,20]]", signatures.BROKEN),
        ('{"a": 1}', signatures.BROKEN),
        ("[" * 50_000, signatures.BROKEN),
        ("NaN", signatures.BROKEN),
        ("[" + ",".join(["[0,0,100,100]"] * 201) + "]", signatures.TOO_LONG),
        ("1" * 60_001, signatures.TOO_LONG),
    ],
)
def test_what_is_no_signature_is_refused(text, said):
    with pytest.raises(signatures.NotASignature) as raised:
        signatures.read(text)
    assert raised.value.sentence == said


def test_signature_is_kept_stroke_by_stroke():
    strokes = signatures.read("[[0,0,100,0],[5,5]]")
    assert (signatures.ink(strokes), signatures.path(strokes)) == (100, "M0 0L100 0M5 5L5 5")
    assert signatures.read(signatures.write(strokes)) == strokes
    assert signatures.read("") == []
    assert len(signatures.drawing(strokes, width=300).getContents()) == 2
