"""Keeps the keys in addresses out of the logs: whoever holds such an address may read a patient's answers."""

import logging
import re

KEYED = re.compile(r"(/intake/)[^/\s\"']+")


class WithoutTokens(logging.Filter):
    """Writes `/intake/...` in the place of the address with its token, and drops the request that holds it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/intake/" in message:
            record.msg, record.args = KEYED.sub(r"\1...", message), ()
            record.__dict__.pop("request", None)
        return True
