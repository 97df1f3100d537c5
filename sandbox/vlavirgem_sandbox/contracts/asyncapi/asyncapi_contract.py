"""An AsyncAPI contract made ready: what clients send is checked and taken, what the service sends is made."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.asyncapi.document import Converted, as_openapi
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import CallRequest, JsonObject, SentMessage, Violation
from vlavirgem_sandbox.contracts.routing import Match
from vlavirgem_sandbox.contracts.served import Download

_KEY: Final[JsonObject] = {"type": "httpApiKey", "name": "X-Api-Key", "in": "header"}


class AsyncApiContract(CompiledContract):
    """Serves one AsyncAPI document, as :mod:`vlavirgem_sandbox.contracts.asyncapi.document` reads it."""

    def __init__(self, document: JsonObject, *, converted: Converted | None = None) -> None:
        """``converted``: the document in its other form, where the reader has made that already."""
        self.source = document
        self.converted = converted or as_openapi(document)
        super().__init__(self.converted.document, unusable=self.converted.unusable)

    def origin_of(self, pointer: str) -> str:
        """The place in the AsyncAPI document that a place in the form it is served from comes from."""
        return self.converted.origin_of(pointer)

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """As of any contract; rules are pointed at in the AsyncAPI document."""
        found = super().violations(match, call)
        return [replace(violation, rule=self.origin_of(violation.rule)) for violation in found]

    def message_violations(self, key: str, sent: SentMessage) -> list[Violation]:
        """As of any contract; rules are pointed at in the AsyncAPI document."""
        found = super().message_violations(key, sent)
        return [replace(violation, rule=self.origin_of(violation.rule)) for violation in found]

    def download(self, *, base_url: str) -> Download:
        """The AsyncAPI document whose one server is the try-out: messages are posted to it, and fetched from it."""
        document = _without_servers(self.source)
        document["servers"] = {"tryout": _server(str(self.source.get("asyncapi")), base_url)}
        components = document.get("components")
        document["components"] = {
            **(components if isinstance(components, dict) else {}),
            "securitySchemes": {"tryoutKey": _KEY},
        }
        content = json.dumps(document, ensure_ascii=False, indent=2).encode()
        return Download(content=content, content_type="application/json", extension=".json")


def _without_servers(source: JsonObject) -> JsonObject:
    """The document whose channels name no servers of the agency: those are not the try-out's."""
    document: JsonObject = dict(source)
    channels = source.get("channels")
    if isinstance(channels, dict):
        document["channels"] = {
            name: {key: value for key, value in channel.items() if key != "servers"}
            if isinstance(channel, dict)
            else channel
            for name, channel in channels.items()
        }
    return document


def _server(version: str, base_url: str) -> JsonObject:
    """Server Object of AsyncAPI 2 (``url``) or 3 (``host`` and ``pathname``)."""
    parts = urlsplit(base_url)
    described: JsonObject = {"protocol": parts.scheme, "description": _("Your try-out: test data only")}
    if version.startswith("2"):
        return {"url": base_url, **described, "security": [{"tryoutKey": []}]}
    key = {"$ref": "#/components/securitySchemes/tryoutKey"}
    return {"host": parts.netloc, "pathname": parts.path, **described, "security": [key]}
