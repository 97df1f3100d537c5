"""Everything that a call to an endpoint takes, read once: calls are made where no database is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import READING
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_sandbox.endpoints.services import hosts_allowed_to
from vlavirgem_tenants.outgoing.hosts import Address
from vlavirgem_tenants.outgoing.sending import IncomingAnswer, OutgoingCall, send

BLOT: Final = "…"
_SHORTEST_BLOTTED: Final = 8
"""Characters of a part of a credential: a shorter one stands in any text."""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where calls go, with the credential."""

    address: Address
    also: tuple[str, ...] = ()
    header_name: str = ""
    secret: str = field(default="", repr=False)
    with_writes: bool = False

    def call(self, call: OutgoingCall, *, reads: bool = False) -> IncomingAnswer:
        """Make the call with the credential. Raises OutgoingTrouble and Refusal, also for one that may change something
        where the publisher did not allow that; ``reads`` is for a POST of which the contract says that it does not."""
        if call.method not in READING and not reads and not self.with_writes:
            raise Refusal(
                _("Only calls that change nothing (GET and HEAD) may be made there."),
                remedy=_("Ask the publisher to register the endpoint with calls that may change something."),
                code="writes-not-allowed",
                status=HTTPStatus.FORBIDDEN,
            )
        own = ((self.header_name, self.secret),) if self.header_name and self.secret else ()
        others = tuple(pair for pair in call.headers if pair[0].lower() != self.header_name.lower() or not own)
        whole = OutgoingCall(method=call.method, target=call.target, headers=(*others, *own), body=call.body)
        return send(self.address, whole, also=self.also)

    def blotted(self, text: str) -> str:
        """The text without the credential, for a server that says back what it was sent."""
        for each in self._as_said_back():
            text = text.replace(each, BLOT)
        return text

    def blotted_body(self, body: bytes) -> bytes:
        """The same of a body in whatever encoding; its length may differ."""
        for each in self._as_said_back():
            body = body.replace(each.encode(), BLOT.encode())
        return body

    def _as_said_back(self) -> list[str]:
        """The credential as a server may write it: whole, without its scheme, in JSON, in a URL; the longest first."""
        parts = {self.secret, self.secret.partition(" ")[2].strip()}
        long_enough = {part for part in parts if len(part) >= _SHORTEST_BLOTTED} | ({self.secret} - {""})
        said = {form for part in long_enough for form in (part, json.dumps(part)[1:-1], quote(part, safe=""))}
        return sorted(said, key=len, reverse=True)


def destination_of(endpoint: Endpoint, *, with_writes: bool) -> Destination:
    """As its owner reads it. Raises SealBroken where the credential must be given again."""
    return Destination(
        address=endpoint.address,
        also=hosts_allowed_to(endpoint.owner_id),
        header_name=endpoint.header_name,
        secret=endpoint.secret(),
        with_writes=with_writes,
    )
