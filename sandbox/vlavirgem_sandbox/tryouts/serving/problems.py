"""Refusals of the try-out's own, as Problem Details (RFC 9457) in the caller's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem_sandbox.contracts.model import JsonObject, Violation
from vlavirgem_sandbox.contracts.served import ServedContract

_PATHS_SHOWN: Final = 50
_VIOLATIONS_TOLD: Final = 3


@dataclass(kw_only=True)
class CallProblem(Exception):  # noqa: N818 - an answer to the caller, not a fault of ours
    """Why a call is not answered from the contract. ``code`` is stable; ``title`` and ``detail`` are for people."""

    code: str
    status: int
    title: str
    detail: str
    errors: Sequence[dict[str, str]] = ()
    more: dict[str, Any] = field(default_factory=dict)
    """Further members of the document (RFC 9457 section 3.2)."""
    headers: tuple[tuple[str, str], ...] = ()
    violates: bool = False
    """True when the call went against the contract; False when the try-out refused it for another reason."""
    violations: Sequence[Violation] = ()
    refused_key: str = ""
    """Name of a key of ours that does not open this; empty for one that nobody here knows."""
    operation: str = ""
    """Key of the operation, once the call was matched to one."""
    private: bool = False
    """True when nothing of what was sent may be kept."""

    contract: ServedContract | None = None
    """Writes the refusal in the form its callers read; None as long as the contract was not looked at."""

    def members(self, *, instance: str) -> JsonObject:
        """The members of Problem Details; ``instance``: the address of the call in the log, empty for one not kept."""
        members: JsonObject = {
            "type": f"/developers/problems/#{self.code}",
            "title": self.title,
            "status": int(self.status),
            "detail": self.detail,
            **({"instance": instance} if instance else {}),
            **self.more,
        }
        if self.errors:
            members["errors"] = list(self.errors)
        return members


def against_the_contract(violations: Sequence[Violation]) -> CallProblem:
    """400, or 415 and 422 when the content type or the body is at fault; names each place."""
    places = {violation.place for violation in violations}
    status = HTTPStatus.BAD_REQUEST
    if "content-type" in places:
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    elif places == {"body"}:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return CallProblem(
        code="against-the-contract",
        status=status,
        title=_("This call goes against the contract"),
        detail=_in_short(violations),
        errors=[as_error(violation) for violation in violations],
        violates=True,
        violations=violations,
    )


def _in_short(violations: Sequence[Violation]) -> str:
    """The first few in words, and how many more there are."""
    told = " ".join(_sentence(violation.message) for violation in violations[:_VIOLATIONS_TOLD])
    more = len(violations) - _VIOLATIONS_TOLD
    if more <= 0:
        return told
    rest = ngettext(
        "And %(count)s more: all of them are in “errors”.", "And %(count)s more: all of them are in “errors”.", more
    )
    return f"{told} {rest % {'count': more}}"


def _sentence(text: str) -> str:
    """With its end: what a validator says has none of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def as_error(violation: Violation) -> dict[str, str]:
    """One violation as a member of ``errors``: a JSON Pointer into the body, or the name of a parameter."""
    pointed = {"pointer": f"#{violation.pointer}"} if violation.place == "body" else {"parameter": violation.pointer}
    return {"place": violation.place, **pointed, "detail": violation.message, "rule": violation.rule}


def unreadable_preference(wish: str) -> CallProblem:
    """400: RFC 7240 would let us ignore it, but who asks a try-out for a certain answer is testing with that answer."""
    return CallProblem(
        code="unreadable-preference",
        status=HTTPStatus.BAD_REQUEST,
        title=_("The header Prefer cannot be read"),
        detail=_("“status=%(wish)s” is no HTTP status. Send three digits, for example “Prefer: status=404”.")
        % {"wish": wish[:60]},
    )


def no_such_path(path: str, known: Sequence[str]) -> CallProblem:
    """404, with the paths there are."""
    return CallProblem(
        code="no-such-path",
        status=HTTPStatus.NOT_FOUND,
        title=_("The contract has no such path"),
        detail=_("%(path)s is no path of this contract. Compare it with the paths listed here.") % {"path": path},
        more={"paths": list(known[:_PATHS_SHOWN])},
        violates=True,
    )


def method_not_allowed(method: str, path: str, allowed: Sequence[str]) -> CallProblem:
    """405, with Allow (RFC 9110 section 15.5.6)."""
    return CallProblem(
        code="method-not-allowed",
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        title=_("The contract does not have this method here"),
        detail=_("%(path)s does not take %(method)s; it takes %(allowed)s.")
        % {"path": path, "method": method, "allowed": ", ".join(allowed)},
        headers=(("Allow", ", ".join(allowed)),),
        violates=True,
    )


def cannot_be_tried(why: str) -> CallProblem:
    """501 for an operation that the contract describes and the try-out cannot answer."""
    return CallProblem(
        code="cannot-be-tried",
        status=HTTPStatus.NOT_IMPLEMENTED,
        title=_("This operation cannot be tried"),
        detail=why,
    )


def real_person(places: Sequence[str]) -> CallProblem:
    """422: a national register number of a real person; nothing of the call is kept."""
    return CallProblem(
        code="real-register-number",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        title=_("This call holds the national register number of a real person"),
        detail=_(
            "Only test data may be used here. Nothing of this call was stored. "
            "Use a test person: a number whose month is raised by 60."
        ),
        errors=[_error_at(place) for place in places],
        private=True,
    )


def too_large(limit: int) -> CallProblem:
    """413, before the body is read."""
    return CallProblem(
        code="body-too-large",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        title=_("The body of this call is too large"),
        detail=_("A try-out takes bodies of at most %(limit)s bytes.") % {"limit": limit},
    )


def encoded_body(encoding: str) -> CallProblem:
    """415: what is compressed can be checked neither against the contract nor for real numbers."""
    return CallProblem(
        code="encoded-body",
        status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        title=_("The body of this call is compressed"),
        detail=_("A try-out reads bodies as they are. Leave out Content-Encoding: %(encoding)s.")
        % {"encoding": encoding},
        headers=(("Accept-Encoding", "identity"),),
    )


def cannot_be_remembered() -> CallProblem:
    """422 for a body that is JSON, and that no database can hold (a NUL character, half a surrogate pair)."""
    return CallProblem(
        code="cannot-be-remembered",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        title=_("This body cannot be remembered"),
        detail=_(
            "A text or name in it holds characters that cannot be stored (NUL, half of a surrogate pair), or is too "
            "long for a key. Leave them out or make it shorter, and send the call again."
        ),
        violates=True,
    )


def too_many_turned_away(wait: int) -> CallProblem:
    """429 (RFC 6585 section 4) for whoever knocks on without a good key; ``wait`` in seconds."""
    return CallProblem(
        code="too-many-refused",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        title=_("Too many calls were refused"),
        detail=_("This try-out refused many calls in this minute. Wait, and send a key that is right."),
        headers=(("Retry-After", str(wait)),),
    )


def try_out_busy(wait: int) -> CallProblem:
    """503 for a call that waited too long for those before it; ``wait`` in seconds."""
    return CallProblem(
        code="try-out-busy",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("This try-out is too busy just now"),
        detail=_("Other calls to it took too long. Nothing of this one was done: send it again."),
        headers=(("Retry-After", str(wait)),),
    )


def try_out_full(most: str) -> CallProblem:
    """507 (RFC 4918 section 11.5) for a call that would add to a full memory."""
    return CallProblem(
        code="try-out-full",
        status=HTTPStatus.INSUFFICIENT_STORAGE,
        title=_("This try-out is full"),
        detail=_("It remembers at most %(most)s. Reset it on its page; then it starts anew.") % {"most": most},
    )


def expired(last_day: date) -> CallProblem:
    """410 after the last day; what the try-out remembers is kept until somebody extends or ends it."""
    return CallProblem(
        code="expired",
        status=HTTPStatus.GONE,
        title=_("This try-out has expired"),
        detail=_("Its last day was %(when)s. Extend it on its page: what it remembers is still there.")
        % {"when": date_format(last_day, "SHORT_DATE_FORMAT")},
    )


def not_active(*, ended: bool) -> CallProblem:
    """503 while paused, 410 once ended."""
    if ended:
        return CallProblem(
            code="ended",
            status=HTTPStatus.GONE,
            title=_("This try-out has ended"),
            detail=_("Open a new try-out of the service, and take its address and a new key."),
        )
    return CallProblem(
        code="paused",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("This try-out is paused"),
        detail=_("Resume it on its page; then calls are answered again."),
        headers=(("Retry-After", "300"),),
    )


def contract_unreachable() -> CallProblem:
    """503: the version is no longer in the catalogue for this organisation."""
    return CallProblem(
        code="contract-unreachable",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("The contract of this try-out cannot be read"),
        detail=_("Its publisher took it out of the catalogue. Ask the publisher, or try another version."),
    )


def _error_at(place: str) -> dict[str, str]:
    """``/body/leden/0/insz`` as place ``body`` and pointer ``#/leden/0/insz``; other places by their parameter."""
    where, _slash, rest = place.lstrip("/").partition("/")
    pointed = {"pointer": f"#/{rest}" if rest else "#"} if where == "body" else {"parameter": rest.partition("/")[0]}
    return {"place": where, **pointed}
