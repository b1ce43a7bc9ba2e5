"""Joins the sheets of a batch into one PDF, in the order of the day."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf

from clinic.kept_files import FileLost, kept
from library.models import Handout
from library.sheet_pdf import handout_pdf


def joined(sheets: Iterable[tuple[str, bytes]], *, two_sided: bool, title: str) -> bytes:
    """The sheets, (title, PDF) each, one after the other; two-sided, each begins on a new piece of paper.

    The same sheets give the same bytes. Links between the places of a sheet are left out: this is for the printer.
    """
    target = pikepdf.new()
    with target.open_outline() as outline:
        for name, content in sheets:
            first = len(target.pages)
            with pikepdf.open(BytesIO(content)) as source:
                for page in source.pages:
                    _drop_inner_links(page)
                target.pages.extend(source.pages)
                if two_sided and len(target.pages) % 2:
                    target.add_blank_page(page_size=_size(target.pages[-1]))
            outline.root.append(pikepdf.OutlineItem(name, first))
    target.docinfo["/Title"] = title
    target.docinfo["/Creator"] = target.docinfo["/Producer"] = "Hegu"
    target.Root["/Lang"] = pikepdf.String("en-GB")
    out = BytesIO()
    target.save(out, deterministic_id=True)
    return out.getvalue()


def printed_again(handout: Handout) -> bytes:
    """The very file that was handed out; where the store has lost it, drawn again, and the sheet says so."""
    try:
        if handout.file_name:
            return kept(handout.file_name, handout.file_sha256)
    except FileLost:
        pass
    return handout_pdf(handout, is_redrawn=True)


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    return right - left, top - bottom


def _drop_inner_links(page: pikepdf.Page) -> None:
    """A link to a place names the page it is on, and would bring that page into the file a second time."""
    if "/Annots" in page:
        kept = [note for note in page.Annots if "/A" in note and note.A.get("/S") == pikepdf.Name("/URI")]
        page.Annots = pikepdf.Array(kept)
