"""Everything that a call to an endpoint takes, read once: calls are made where no database is."""

from __future__ import annotations

from dataclasses import dataclass, field

from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_sandbox.endpoints.services import hosts_allowed_to
from vlavirgem_tenants.outgoing.hosts import Address
from vlavirgem_tenants.outgoing.sending import IncomingAnswer, OutgoingCall, send


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where calls go, with the credential."""

    address: Address
    also: tuple[str, ...] = ()
    header_name: str = ""
    secret: str = field(default="", repr=False)
    with_writes: bool = False

    def call(self, call: OutgoingCall) -> IncomingAnswer:
        """Make the call with the credential. Raises OutgoingTrouble and Refusal."""
        own = ((self.header_name, self.secret),) if self.header_name and self.secret else ()
        others = tuple(pair for pair in call.headers if pair[0].lower() != self.header_name.lower() or not own)
        whole = OutgoingCall(method=call.method, target=call.target, headers=(*others, *own), body=call.body)
        return send(self.address, whole, also=self.also)

    def blotted(self, text: str) -> str:
        """The text without the credential, for a server that says back what it was sent."""
        return text.replace(self.secret, "…") if self.secret else text


def destination_of(endpoint: Endpoint, *, with_writes: bool) -> Destination:
    """As its owner reads it. Raises SealBroken where the credential must be given again."""
    return Destination(
        address=endpoint.address,
        also=hosts_allowed_to(endpoint.owner_id),
        header_name=endpoint.header_name,
        secret=endpoint.secret(),
        with_writes=with_writes,
    )
