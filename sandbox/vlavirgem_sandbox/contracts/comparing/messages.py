"""The messages of two versions of a contract beside each other, as who receives them sees it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.comparing.changes import Change, Level
from vlavirgem_sandbox.contracts.comparing.schemas import SchemaComparison
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.media_types import covers
from vlavirgem_sandbox.contracts.model import Message
from vlavirgem_sandbox.contracts.parameters import Parameter


def compare_messages(old: CompiledContract, new: CompiledContract) -> Iterator[Change]:
    """Every change in what the service sends by itself. Messages go together by their key."""
    before = {message.key: message for message in old.messages}
    after = {message.key: message for message in new.messages}
    for key, message in before.items():
        if key not in after:
            yield _change(message, "breaking", _("The message is not sent any more."))
        else:
            yield from _MessageComparison(old, new, message, after[key]).changes()
    for key, message in after.items():
        if key not in before:
            yield _change(message, "attention", _("The message was added: receivers may get what they do not know."))


def _change(message: Message, level: Level, text: str, *, subject: str = "", field: str = "") -> Change:
    return Change(level=level, operation=message.key, part="message", subject=subject, field=field, message=text)


class _MessageComparison:
    def __init__(self, old: CompiledContract, new: CompiledContract, before: Message, after: Message) -> None:
        self._before, self._after = before, after
        self._makers = old.outbox.maker(before.key), new.outbox.maker(after.key)
        self._schemas = SchemaComparison(old.for_answers.schemas, new.for_answers.schemas, "answer")

    def changes(self) -> Iterator[Change]:
        if self._before.works and not self._after.works:
            yield _change(self._after, "attention", _("The message can no longer be tried out."))
        if self._before.address != self._after.address:
            yield _change(self._after, "breaking", _("The message goes to another address."))
        if self._before.method != self._after.method:
            yield _change(self._after, "breaking", _("The message is sent with another method."))
        yield from self._of_bodies()
        yield from self._of_headers()

    def _of_bodies(self) -> Iterator[Change]:
        old, new = (maker.media for maker in self._makers)
        for media_type, rule in old.items():
            follower = next((each for name, each in new.items() if covers(media_type, name)), None)
            if follower is None:
                text = _("It is no longer given as %(type)s.") % {"type": media_type}
                yield _change(self._after, "breaking", text, subject=media_type)
                continue
            for each in self._schemas.differences(rule.schema_pointer, follower.schema_pointer):
                yield _change(self._after, each.level, each.message, subject=media_type, field=each.field)

    def _of_headers(self) -> Iterator[Change]:
        old, new = (_headers(maker.declared.parameters) for maker in self._makers)
        for name, header in old.items():
            follower = new.get(name)
            if header.required and (follower is None or not follower.required):
                text = _("The header %(name)s is no longer promised.") % {"name": header.name}
                yield _change(self._after, "breaking", text, subject=header.name)
            elif follower is not None:
                for each in self._schemas.differences(header.schema_pointer, follower.schema_pointer):
                    yield _change(self._after, each.level, each.message, subject=header.name, field=each.field)


def _headers(parameters: tuple[Parameter, ...]) -> dict[str, Parameter]:
    return {parameter.name.lower(): parameter for parameter in parameters if parameter.location == "header"}
