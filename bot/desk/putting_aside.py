"""What is done with a request that failed by a fault of ours: it is logged, and kept to be looked at."""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime

from bot.ports.ledger import Ledger

log = logging.getLogger(__name__)


def put_aside(ledger: Ledger, request_id: str, asked: Mapping[str, object], error: Exception, now: datetime) -> str:
    """Log the fault and keep what was asked; gives the code by which both are found again, for whoever asked."""
    code = secrets.token_hex(4)
    log.error("request %s failed, code %s", request_id, code, exc_info=error)
    raw = {name: repr(value) for name, value in asked.items()}
    ledger.quarantine(request_id, raw, f"{type(error).__name__} {code}", now)
    return code
