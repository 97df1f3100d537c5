"""From an uploaded AsyncAPI document to a contract, or to the reasons why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.asyncapi.asyncapi_contract import AsyncApiContract
from vlavirgem_sandbox.contracts.asyncapi.document import as_openapi
from vlavirgem_sandbox.contracts.digests import digest_of
from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.info import contact_of, mended_info
from vlavirgem_sandbox.contracts.model import Contract, Dialect, JsonObject, Problem
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.problems import nothing_works
from vlavirgem_sandbox.contracts.rehearsal import rehearse
from vlavirgem_sandbox.contracts.soundness import reference_problems, refuse_unsound
from vlavirgem_sandbox.contracts.source_text import refusal

_VERSION: Final = re.compile(r"([23])\.\d+(?:\.\d+)?(?:-\w+)?\Z")


def read_asyncapi(document: JsonObject, name: str) -> tuple[Contract | None, list[Problem]]:
    """Read an AsyncAPI 2 or 3 document. Raises SourceRefused for one that is hostile or says nothing.

    ``name`` is that of the uploaded file: for messages, and the contract's where it has no title of its own.
    """
    dialect = _dialect_of(document)
    problems = mended_info(document, name)
    if not map_of(document.get("channels")):
        raise refusal(
            _("The contract has no channels, so there is nothing to send or receive."),
            _("Describe at least one channel with one message."),
            "/channels",
        )
    converted = as_openapi(document)
    problems += converted.problems
    tree = Tree(converted.document)
    refuse_unsound(tree)
    problems += reference_problems(tree)
    compiled = AsyncApiContract(document, converted=converted)
    if not compiled.operations and not compiled.messages:
        raise refusal(
            _("No message goes over the channels of this contract, so there is nothing to send or receive."),
            _("Describe an operation and a message for at least one channel."),
            "/channels",
        )
    rehearsed = rehearse(compiled)
    problems += rehearsed.problems
    problems += _cannot_work(compiled)
    problems = [replace(problem, place=compiled.origin_of(problem.place)) for problem in problems]
    if not rehearsed.anything_works:
        return None, [nothing_works("/channels"), *problems]
    info = map_of(document["info"])
    contract = Contract(
        title=info["title"],
        version=info["version"],
        description=text_at(info, "description"),
        dialect=dialect,
        document=document,
        digest=digest_of(document),
        operations=rehearsed.operations,
        messages=rehearsed.messages,
        contact=contact_of(info),
    )
    return contract, problems


def _dialect_of(document: JsonObject) -> Dialect:
    document["asyncapi"] = str(document["asyncapi"])  # written without quotes, 3.0 is a number
    found = _VERSION.match(document["asyncapi"])
    if found is None:
        raise refusal(
            _("AsyncAPI version '%(version)s' is not read; 2 and 3 are.") % {"version": document["asyncapi"][:40]},
            _("Convert the contract to AsyncAPI 3.0."),
            "/asyncapi",
        )
    return "asyncapi-2" if found[1] == "2" else "asyncapi-3"


def _cannot_work(compiled: AsyncApiContract) -> Iterator[Problem]:
    """One for each operation and message that is described in a language other than JSON Schema."""
    keys = {each.pointer: each.message.key for each in compiled.outbox.declared.values()}
    keys |= {each.pointer: each.operation.key for each in compiled.declared.values()}
    for pointer, why in compiled.converted.unusable.items():
        yield Problem(
            severity="error",
            message=why,
            remedy=_("Describe the payload with JSON Schema, in the contract itself."),
            place=pointer,
            operation=keys.get(pointer, ""),
        )
