"""Takes uploads with bounded memory and disk: what is far too large is read past, not kept."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# Room for a few files and the form around them, so that one that is merely too large is still told its own size.
SEVERAL = 3
TOO_MUCH = "_upload_was_too_much"


class BoundedUploadHandler(FileUploadHandler):
    """Stands first among the handlers. It lets pass what might be accepted and skips all files of larger requests."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        self.is_too_much = content_length > SEVERAL * settings.DOCUMENT_MAX_BYTES
        if self.is_too_much and self.request is not None:
            setattr(self.request, TOO_MUCH, True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_too_much:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_much(request: HttpRequest) -> bool:
    """Say whether files of this request were skipped, being far too large."""
    return getattr(request, TOO_MUCH, False)
