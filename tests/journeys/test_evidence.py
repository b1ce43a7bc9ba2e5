"""An editor settles a statement, at a desk and on a phone; a second editor, with the same page open, is told."""

import pytest

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [1440, 360])
def test_from_the_library_to_a_settled_statement(visitor, width):
    editor = visitor(width)
    editor.log_in("manager@demo.test")
    editor.open("/library/")
    editor.press("Evidence", role="link", exact=True)
    editor.sees("statements by verdict", "Citation ambiguous")

    editor.page.get_by_label("Verdict", exact=True).select_option("citation_ambiguous")
    editor.press("Find", exact=True)
    editor.sees("2 statements", "Several listed works fit", "May not be printed until an editor settles it")
    editor.press("Electroacupuncture may ease nerve pain", role="link")
    editor.press("Settle", role="link")

    second = visitor(width)
    second.log_in("manager@demo.test")
    second.open("/library/evidence/ea-nerve-pain/settle/")

    editor.press("Settle")
    editor.sees("There is a problem", "Choose what counts from now on.", "Say in a sentence why")
    editor.page.get_by_label("Cited and listed: the work below carries the statement").check()
    editor.page.get_by_label("The work (optional)").select_option("zhang-r-2014")
    editor.page.get_by_label("Why", exact=True).fill("I read it: it is about pain that lasts, nerve pain too.")
    editor.press("Settle")
    editor.sees(
        "Settled.", "Settled: Cited and listed.", "Before: citation ambiguous.", "May be printed, with its work"
    )

    second.page.get_by_label("The work is about something else: do not print it").check()
    second.page.get_by_label("Why", exact=True).fill("I have not read it.")
    second.press("Settle")
    second.sees("settled this claim on", "while you had this page open", "nerve pain too")
    assert second.page.get_by_label("Why", exact=True).input_value() == "I have not read it."

    editor.press("All statements", role="link")
    editor.press("All works", role="link")
    editor.sees("Zhang, R et al. (2014)", "Listed, never cited")
    with editor.page.expect_download() as download:
        editor.page.get_by_role("link", name="Download for a reference manager").click()
    assert download.value.suggested_filename == "works.json"
