"""Headers with which programs follow a call through their own systems: another value in each, and nothing of the call.

They change an answer only where the contract names one: as a parameter, in a condition or in a template.
"""

from __future__ import annotations

import json
from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject

TRACE_HEADERS: Final = frozenset(
    {
        # Of long use, without a document.
        *("x-request-id", "x-correlation-id"),
        # W3C Trace Context and W3C Baggage.
        *("traceparent", "tracestate", "baggage"),
        # B3 propagation (Zipkin), in one header or in several.
        *("b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"),
    }
)
"""In lower case."""


def unread_trace_headers(document: JsonObject) -> frozenset[str]:
    """Those whose names stand nowhere in the document of a contract: none of its answers can depend on them."""
    text = json.dumps(document, ensure_ascii=False).lower()
    return frozenset(name for name in TRACE_HEADERS if name not in text)
