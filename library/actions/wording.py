"""All that a version says, and the digest by which two of them are told apart."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Wording:
    title: str
    summary: str
    body: str
    notes: dict[str, Any]
    author: str
    reviewer: str = ""
    reviewed_on: date | None = None

    @property
    def checksum(self) -> str:
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()
