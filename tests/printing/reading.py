"""Reads a printed document back."""

from collections.abc import Iterator
from io import BytesIO
from unicodedata import normalize

from pypdf import PdfReader

from clinic.printing import build_document, para, styles


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def page_texts(pdf: bytes) -> list[str]:
    return [normalize("NFC", page.extract_text()) for page in reader(pdf).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(page_texts(pdf))


def printed(*paragraphs: str) -> str:
    """What stands on paper when these are printed as plain paragraphs."""
    st = styles()
    return text_of(build_document([para(text, st.body) for text in paragraphs], title="Test"))


def fonts_in(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Every font that the file names, and whether it is embedded."""
    read = reader(pdf)
    for number in range(1, len(read.xref[0]) + 1 if read.xref else 0):
        entry = read.get_object(number)
        if hasattr(entry, "get") and entry.get("/Type") == "/Font":
            descriptor = entry.get("/FontDescriptor")
            yield entry["/BaseFont"], descriptor is not None and "/FontFile2" in descriptor.get_object()
