"""From a stored contract to one that serves calls, whatever it is written in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from vlavirgem_sandbox.contracts.asyncapi.asyncapi_contract import AsyncApiContract
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract

_KEPT_CONTRACTS: Final = 64

_cache: OrderedDict[str, ServedContract] = OrderedDict()
_cache_lock = threading.Lock()


def compile_contract(document: JsonObject, digest: str) -> ServedContract:
    """The compiled contract for a document that ``read_contract`` accepted; kept by digest in a process-wide cache."""
    with _cache_lock:
        found = _cache.get(digest)
        if found is not None:
            _cache.move_to_end(digest)
            return found
    made = _compiled(document)
    with _cache_lock:
        kept = _cache.setdefault(digest, made)
        _cache.move_to_end(digest)
        while len(_cache) > _KEPT_CONTRACTS:
            _cache.popitem(last=False)
    return kept


def _compiled(document: JsonObject) -> ServedContract:
    if document.get("kind") == "wsdl":
        return SoapContract(document)
    if document.get("kind") == "graphql":
        return GraphQLContract(document)
    if "asyncapi" in document:
        return AsyncApiContract(document)
    return CompiledContract(document)
