"""The id of a request, and its one line in the log; the same by whatever way it is answered."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Final

from vlavirgem.settings.logs import request_id, tenant_slug
from vlavirgem_tenants.test_data_guard import mask_real_numbers

logger = logging.getLogger("vlavirgem.requests")

REQUEST_HEADER: Final = "X-Request-Id"


def request_begins() -> float:
    """Give it an id, which each line of the log has until it ends; the moment is for :func:`request_ends`."""
    request_id.set(secrets.token_hex(8))
    tenant_slug.set("-")
    return time.perf_counter()


def request_ends(*, status: int, method: str, path: str, began: float) -> tuple[str, str]:
    """Log method, path without its query (keys travel there), status and milliseconds; the header that the answer
    carries the id in comes back."""
    if logger.isEnabledFor(logging.INFO):
        milliseconds = 1000 * (time.perf_counter() - began)
        path = mask_real_numbers(path)  # a refused number must not live on in the log
        logger.info("%s %s %s %.0f ms", method, path, status, milliseconds)
    return REQUEST_HEADER, request_id.get()
