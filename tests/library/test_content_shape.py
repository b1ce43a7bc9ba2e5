"""Whatever stands in a content file, the checks name it or accept it; they never stumble over it."""

import copy

import pytest

from library.audit_checks import disagreements
from library.content_checks import check
from library.content_files import LINE, read_content
from library.content_shape import SHAPES

pytestmark = pytest.mark.no_database
ODD = (None, 5, [], {}, "", [None], {"x": 1}, True, 1.5, "\0")


@pytest.fixture(scope="module")
def shipped():
    content = read_content()
    content.sheets = []
    return content


def paths(value, at=()):
    """Every place inside an entry, lists by their first item."""
    inside = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, item in inside:
        if key != LINE:
            yield (*at, key)
            yield from paths(item, (*at, key))


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("which", [0, -1])
def test_no_value_makes_the_checks_stumble(shipped, kind, which):
    entries = getattr(shipped, kind)
    tried = 0
    for path in paths(entries[which]):
        for odd in ODD:
            content = copy.copy(shipped)
            broken = copy.deepcopy(entries[which])
            setattr(content, kind, [broken if entry is entries[which] else entry for entry in entries])
            for key in path[:-1]:
                broken = broken[key]
            broken[path[-1]] = odd
            if not check(content):
                list(disagreements(content))
            tried += 1
    assert tried > len(ODD)
