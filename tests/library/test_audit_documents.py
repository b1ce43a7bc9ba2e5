"""The audit against the documents themselves, and the command that prints what it finds."""

import hashlib
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library.audit import WORDS, Finding, own
from library.audit_documents import document_problems
from library.content_files import CONTENT, Content, read_content
from tests.library.content_files import DOCUMENTS
from tests.library.test_audit import work

pytestmark = pytest.mark.no_database
with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the clinic's documents, no part of the repository, are not in ../shared/sources"
)


@pytest.fixture(scope="module")
def shipped():
    return read_content()


TEXT = """A heading

First words about pain (Deluze et al, 1992).

A caption

– Deluze, C., 1992. On deluze.
"""


@pytest.fixture
def small(tmp_path):
    """A document of our own with one claim, one work and one paragraph that states nothing."""
    (tmp_path / "blog.txt").write_text(TEXT, encoding="utf-8")
    source = {"id": "blog", "file": "blog.txt", "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    source |= {
        "headings": ["A heading"],
        "without_claims": [{"heading": "A heading", "paragraph": 2, "why": "caption"}],
    }
    claim = {"id": "words", "source": "blog", "place": {"heading": "A heading", "paragraph": 1}}
    claim |= {"cited_as": "Deluze et al, 1992"}
    listed = work("deluze", ("Deluze", "C."), year=1992, printed="Deluze, C., 1992. On deluze.")
    return Content(sources=[source], claims=[claim], references=[listed]), tmp_path


def of(small):
    return [problem.sentence for problem in document_problems(*small)]


def test_a_document_that_agrees(small):
    assert of(small) == []


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda c: c.sources[0].update(sha256="0" * 64), "“blog.txt” has changed: its SHA-256 is "),
        (lambda c: c.sources[0].update(file="gone.txt"), "“gone.txt” cannot be read (FileNotFoundError)"),
        (lambda c: c.sources[0]["headings"].append("Another"), "The heading “Another” is not printed"),
        (lambda c: c.sources[0].update(without_claims=[]), "paragraph 2 below “A heading”: no claim, no listed work"),
        (
            lambda c: c.sources[0]["without_claims"][0].update(paragraph=1),
            "names paragraph 1 below “A heading” wrongly",
        ),
        (
            lambda c: c.sources[0]["without_claims"][0].update(paragraph=9),
            "names paragraph 9 below “A heading” wrongly",
        ),
        (lambda c: c.claims[0].update(cited_as="Deluze, 1992"), "“Deluze, 1992” is not printed in paragraph 1"),
        (lambda c: c.claims[0].update(cited_as=""), "no claim names the citation “Deluze et al, 1992”"),
        (lambda c: c.claims[0]["place"].update(paragraph=9), "there is no paragraph 9 below “A heading”"),
        (lambda c: c.claims[0]["place"].update(heading="Else"), "there is no paragraph 1 below “Else”"),
        (lambda c: c.claims[0]["place"].update(post="two"), "does not stand in the post “two”"),
        (lambda c: c.claims.clear(), "paragraph 1 below “A heading”: no claim, no listed work"),
        (
            lambda c: own(c.references[0]).update(times_listed=2),
            "is listed 1 times as printed here; times_listed says 2",
        ),
        (lambda c: own(c.references[0])["as_printed"].update(blog="Other"), "is listed 0 times as printed here"),
        (lambda c: c.references.clear(), "paragraph 3 below “A heading”: no claim, no listed work"),
    ],
)
def test_a_difference_from_the_document_is_named(small, broken, says):
    broken(small[0])
    assert any(says in sentence for sentence in of(small)), of(small)


def test_a_document_in_another_encoding_is_named(small):
    (small[1] / "blog.txt").write_bytes("Café".encode("latin-1"))
    assert of(small) == ["“blog.txt” cannot be read (UnicodeDecodeError)."]


@with_documents
def test_the_shipped_files_agree_with_the_documents(shipped):
    assert [str(problem) for problem in document_problems(shipped, DOCUMENTS)] == []


def audit(**options):
    out = StringIO()
    call_command("audit_library", stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_the_table_and_every_finding(shipped):
    said = audit()

    counted = [line.split()[-1] for line in said.splitlines()[1:7]]
    assert sum(map(int, counted[:-1])) == int(counted[-1]) == len(shipped.claims)
    recorded = {finding for claim in shipped.claims for finding in claim.get("findings", [])}
    recorded |= {finding for listed in shipped.references for finding in own(listed)["findings"]}
    assert all(WORDS[Finding(finding)].capitalize() in said for finding in recorded)
    assert "claim yeung-tennis-elbow: does not print until an editor settles it. Yeung 2003" in said
    assert said.endswith("The audit agrees with the files (no documents were given).\n")


def test_the_command_fails_where_it_disagrees(tmp_path):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    path = folder / "claims.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[misspelt_author]", "[]"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"disagrees with the files in 1 places.\nclaims.yaml:\d+: “deluze"):
        audit(folder=folder)


def test_the_command_names_files_that_cannot_be_loaded(tmp_path):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    (folder / "claims.yaml").write_text("- id: [", encoding="utf-8")

    with pytest.raises(CommandError, match=r"claims.yaml:\d+: This is not valid YAML"):
        audit(folder=folder)


def test_the_command_compares_with_documents(small):
    with pytest.raises(CommandError, match=r"sources.yaml:\d+: “000_191d135c7e86de7a.txt” cannot be read"):
        audit(sources=small[1])


@pytest.mark.parametrize("option", ["folder", "sources"])
def test_a_folder_that_is_not_there(tmp_path, option):
    with pytest.raises(CommandError, match="There is no folder"):
        audit(**{option: tmp_path / "nowhere"})
