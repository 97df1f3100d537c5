"""The rules for what a service sends by itself: callbacks, webhooks, and messages on channels."""

from __future__ import annotations

from collections.abc import Iterator

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.quality import openapi, openapi_examples
from vlavirgem_sandbox.contracts.quality.rules import Finding


def described(contract: CompiledContract) -> Iterator[Finding]:
    """Of operations and messages: a summary or a description that says more than the name."""
    yield from openapi.operations_described(contract)
    for each in contract.outbox.declared.values():
        message = each.message
        texts = {message.summary.strip(), message.description.strip()} - {"", message.name}
        yield Finding(bool(texts), message.key, each.pointer)


def examples(contract: CompiledContract) -> Iterator[Finding]:
    """An example of each good answer, and of each message, that has a body."""
    yield from openapi_examples.answer_examples(contract)
    found = openapi_examples.Examples(contract.tree)
    for each in contract.outbox.declared.values():
        body = contract.tree.follow(f"{each.pointer}/requestBody")
        if body is not None and openapi_examples.written(body):
            yield Finding(found.any_in(body), each.message.key, each.pointer)
