"""The audit: citations resolved against their own list, and what a person recorded held against that."""

import copy

import pytest

from library.audit import BY_HAND, WORDS, Finding, own, resolve
from library.audit_checks import disagreements, found_for
from library.content_files import read_content

pytestmark = pytest.mark.no_database


def work(id_, *families, year=2014, printed="", **more):
    authors = [{"family": family, "given": given} for family, given in families]
    hegu = {"listed_in": ["blog"], "post": "", "complete": True, "as_printed": {"blog": printed or id_}, "note": ""}
    hegu |= {"cited": True, "about": ["pain"], "findings": [], "times_listed": 1}
    csl = {"id": id_, "author": authors, "issued": {"date-parts": [[year]]}, "title": f"On {id_}"}
    return csl | {"custom": {"hegu": hegu | more.pop("hegu", {})}} | more


DELUZE = work("deluze", ("Deluze", "C."), ("Bosia", "L."), ("Zirbs", "A."), year=1992)
LIU = work("liu", ("Liu", "Z."), ("Xu", "H."), ("He", "L."), year=2017)
QU = work("qu", ("Qu", "F."), ("Zhou", "J."), year=2007)
ONE = work("zhang-r", ("Zhang", "R."), ("Lao", "L."), ("Ren", "K."))
OTHER = work("zhang-x", ("Zhang", "X."), ("Jin", "H."), ("Fan", "Y."))
A = work("zhang-a", ("Zhang", "Y."), ("Lu", "L."), ("Xu", "N."), year=2022, printed="Zhang, Y., 2022a. On zhang-a")
B = work("zhang-b", ("Zhang", "Y."), ("Jing", "X."), year=2022, printed="Zhang, Y., 2022b. On zhang-b")
HE = work("he", ("He", "Y."), ("Li", "J."), ("Jin", "R."), year=2022, **{"container-title": "BMJ open", "volume": "12"})
MELZACK = work("melzack", ("Melzack", "R."), ("Wall", "P.D."), year=1965)
NIH = work("nih", year=2022, hegu={"complete": False}) | {"author": [{"literal": "NIH"}], "title": ""}
LIST = [DELUZE, LIU, QU, ONE, OTHER, A, B, HE, MELZACK, NIH]


@pytest.mark.parametrize(
    ("printed", "works", "findings"),
    [
        ("Deluze et al, 1992", ["deluze"], set()),
        ("Deluze, C., et al., 1992", ["deluze"], set()),
        ("Delize et al. 1992", ["deluze"], {Finding.MISSPELT}),
        ("Zhishun et al, 2017", ["liu"], {Finding.FIRST_NAME}),
        ("Alice et al (2017)", [], {Finding.NOT_LISTED}),
        ("Qu et al, 2007", ["qu"], {Finding.ET_AL_OF_TWO}),
        ("Qu and Zhou, 2007", ["qu"], set()),
        ("Melzack, R. and Wall, P.D., 1965", ["melzack"], set()),
        ("Melzack, R. and Hall, P.D., 1965", ["melzack"], {Finding.MISSPELT}),
        ("Zhang et al, 2014", ["zhang-r", "zhang-x"], {Finding.SEVERAL_FIT}),
        ("Zhang & al 2022a", ["zhang-a"], set()),
        ("Zhang et al, 2022b", ["zhang-b"], {Finding.ET_AL_OF_TWO}),
        ("Zhang et al, 2022", ["zhang-a", "zhang-b"], {Finding.SEVERAL_FIT}),
        ("Zhang (2022a) and colleagues", ["zhang-a"], set()),
        ("He et al (2022) in the BMJ", ["he"], {Finding.OTHER_JOURNAL}),
        ("He et al (2022) in the BMJ Open", ["he"], set()),
        ("He et al, 2022, Vol. 9", ["he"], {Finding.OTHER_VOLUME}),
        ("“On he”, in the Journal of He", ["he"], {Finding.OTHER_JOURNAL}),
        ("“On he”, 2021", ["he"], {Finding.OTHER_YEAR}),
        ("He et al (2019)", [], {Finding.OTHER_YEAR, Finding.NOT_LISTED}),
        ("National Institutes of Health", ["nih"], {Finding.INCOMPLETE}),
        ("NIH (2022)", ["nih"], {Finding.INCOMPLETE}),
        ("WHO (2019) global report", [], {Finding.NOT_LISTED}),
        ("Journal of Pain Research, Vol. 18, p. 112–124", [], {Finding.NOT_LISTED, Finding.NO_AUTHOR}),
        ("American Journal of Physical Medicine & Rehabilitation, 2024", [], {Finding.NOT_LISTED, Finding.NO_AUTHOR}),
        ("a cohort study across 12 clinics (2024–2025)", [], {Finding.NOT_LISTED, Finding.NO_AUTHOR}),
        ("2025 NCCAOM adverse event registry", [], {Finding.NOT_LISTED, Finding.NO_AUTHOR}),
    ],
)
def test_each_kind_of_citation(printed, works, findings):
    found = resolve(printed, LIST)

    assert (list(found.works), set(found.findings)) == (works, findings)


def test_every_finding_has_its_words():
    assert set(WORDS) == set(Finding)


@pytest.fixture(scope="module")
def shipped():
    return read_content()


@pytest.fixture
def content(shipped):
    return copy.deepcopy(shipped)


def entry(entries, id_):
    return next(one for one in entries if one["id"] == id_)


def test_the_shipped_files_agree_with_the_checker(shipped):
    assert [str(problem) for problem in disagreements(shipped)] == []


@pytest.mark.parametrize(
    ("claim", "finding"),
    [
        ("deluze-fibromyalgia", Finding.MISSPELT),
        ("liu-stress-incontinence", Finding.FIRST_NAME),
        ("ai-pulse", Finding.NOT_LISTED),
        ("ea-chemotherapy-nausea", Finding.SEVERAL_FIT),
        ("ea-nerve-pain", Finding.SEVERAL_FIT),
        ("wang-ai-paper", Finding.OTHER_JOURNAL),
        ("he-insurance", Finding.OTHER_JOURNAL),
        ("yeung-tennis-elbow", Finding.OTHER_SUBJECT),
        ("sim-dental", Finding.OTHER_SUBJECT),
        ("melzack-gate-acupuncture", Finding.OTHER_SUBJECT),
        ("nih-low-back", Finding.INCOMPLETE),
        ("lung-injury-rates", Finding.FIGURES),
        ("table-evidence-acupuncture", Finding.NO_AUTHOR),
    ],
)
def test_the_known_cases_are_found(shipped, claim, finding):
    found, _ = found_for(entry(shipped.claims, claim), shipped.references)
    assert finding in found.findings


def claim_says(id_, **values):
    return lambda content: entry(content.claims, id_).update(values)


def work_says(id_, **values):
    return lambda content: own(entry(content.references, id_)).update(values)


def same_title(content):
    entry(content.references, "wu-2021")["title"] = entry(content.references, "li-2020")["title"]


BROKEN = [
    (claim_says("yeung-tennis-elbow", verdict="cited_and_listed"), "claims.yaml", "finds cited_listed_other"),
    (claim_says("yeung-tennis-elbow", about="chronic-low-back-pain"), "claims.yaml", "finds cited_and_listed"),
    (claim_says("yu-achilles", about=None), "claims.yaml", "does not say what it is about"),
    (claim_says("yu-achilles", references=["xu-2018"]), "claims.yaml", "the checker finds yu-2015"),
    (claim_says("yu-achilles", cited_as="Yu et al, 2016"), "claims.yaml", "does not record the finding not_listed"),
    (claim_says("deluze-fibromyalgia", findings=[]), "claims.yaml", "does not record the finding misspelt_author"),
    (claim_says("ho-surgery-nausea", findings=["first_name"], note="x"), "claims.yaml", "the checker does not find it"),
    (claim_says("ho-surgery-nausea", findings=["nonsense"], note="x"), "claims.yaml", "nonsense, which is none"),
    (claim_says("deluze-fibromyalgia", note=""), "claims.yaml", "no note that says how"),
    (claim_says("us-insurance", has_figures=False, findings=[]), "claims.yaml", "has_figures does not say so"),
    (work_says("wu-2021", findings=[]), "references.json", "does not record the finding never_cited"),
    (work_says("wu-2021", cited=True), "references.json", "is said to be cited"),
    (work_says("feng-2021", times_listed=1), "references.json", "listed_twice; the checker does not find it"),
    (work_says("zhang-r-2014", findings=[]), "references.json", "does not record the finding several_works_fit"),
    (lambda c: entry(c.references, "han-2004").update(volume="316"), "references.json", "says “316”"),
    (same_title, "references.json", "is the same work as"),
]  # fmt: skip


@pytest.mark.parametrize(("broken", "file", "says"), BROKEN)
def test_a_disagreement_is_named_by_file_and_line(content, broken, file, says):
    broken(content)
    found = [problem for problem in disagreements(content) if says in problem.sentence]

    assert found, [str(problem) for problem in disagreements(content)]
    assert {problem.file for problem in found} == {file}
    assert min(problem.line for problem in found) > 1


def test_what_only_a_person_can_see_is_not_disputed(content):
    for finding in BY_HAND:
        entry(content.claims, "yu-achilles")["findings"].append(finding.value)
    assert list(disagreements(content)) == []
