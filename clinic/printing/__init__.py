"""All that is on paper: fonts, page frames, paragraphs, boxes, tables, the pain curve. No models, no other rooms.

Text (clinic.printing.text): nothing is ever read as markup.
    para(text, style) -> flowable                      new lines are kept
    rich([text, (text, {"bold": True, "link": "https://… | mailto:… | #anchor", "superscript": True,
          "colour": "clay"}), …], style) -> flowable
    clean(text) -> str                                 what can be printed of a text
    LTR                                                before a sentence of ours that may begin with a name in Arabic

Sizes and styles (clinic.printing.styles):
    Paper("a4" | "letter"), PrintSize("normal" | "large")
    st = styles(print_size, language="en")             st.title .lead .section .subsection .body .bullet .box .table
                                                       .table_right .table_head .small .source ..., st.step

Blocks (clinic.printing.blocks); `words` is a str or a list of rich parts:
    title(text, st), lead(words, st), section(text, st, anchor=""), subsection(text, st, anchor="")
    figure(drawing, caption, st), beside(drawing, [flowable, …], st)
    in_short([words | flowable, …], st, heading="In short"), notice([…], st, heading)
    bullets([words, …], st, numbered=False, boxed=False) -> list, sources([words, …], st, anchor="") -> list
    table(rows of words, st, widths=[2, 1], header=True, right=[1])
    write_on_lines([("Given to", ""), ("Date", "6 August 2026")], st), qr(address, size=72) -> Drawing
    rule(st), gap(st, lines=1), together(*flowables)

To fill in by hand (clinic.printing.blanks):
    tick_boxes([words, …], st, across=1) -> list, lines_to_write_on(count, st) -> list

Page (clinic.printing.page):
    build_document(story, *, title, author="", subject="", language="en", paper=Paper.A4,
                   print_size=PrintSize.NORMAL, head="", head_right="", footer_left="", logo=None) -> bytes
    logo_of(setting) -> Logo | None                    what CLINIC_LOGO names

Drawings (clinic.printing.curve, clinic.printing.svg):
    pain_curve([PainPoint(on=date | datetime, before_mm=72, after_mm=None), …], *, width=460, height=200,
               baseline_mm=None, font_size=10, words=None) -> Drawing (a flowable too)
    drawing_svg(drawing, *, title, description="", css_class="drawing") -> str

Answers (clinic.printing.answer):
    pdf_response(bytes, file name) -> HttpResponse
"""

from clinic.printing.answer import pdf_response
from clinic.printing.blanks import lines_to_write_on, tick_boxes
from clinic.printing.blocks import (
    beside,
    bullets,
    figure,
    gap,
    in_short,
    lead,
    notice,
    qr,
    rule,
    section,
    sources,
    subsection,
    table,
    title,
    together,
    words,
    write_on_lines,
)
from clinic.printing.curve import PainPoint, PainWords, pain_curve
from clinic.printing.logo import logo_of
from clinic.printing.page import build_document
from clinic.printing.styles import Paper, PrintSize, Styles, styles
from clinic.printing.svg import drawing_svg
from clinic.printing.text import LTR, clean, para, rich

__all__ = [
    "LTR",
    "PainPoint",
    "PainWords",
    "Paper",
    "PrintSize",
    "Styles",
    "beside",
    "build_document",
    "bullets",
    "clean",
    "drawing_svg",
    "figure",
    "gap",
    "in_short",
    "lead",
    "lines_to_write_on",
    "logo_of",
    "notice",
    "pain_curve",
    "para",
    "pdf_response",
    "qr",
    "rich",
    "rule",
    "section",
    "sources",
    "styles",
    "subsection",
    "table",
    "tick_boxes",
    "title",
    "together",
    "words",
    "write_on_lines",
]
