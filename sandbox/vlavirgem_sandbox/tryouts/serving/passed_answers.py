"""What comes back of a call that was passed on: guarded, held against the contract, and told of where it breaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Operation, Violation
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.contracts.soap.faults import is_fault
from vlavirgem_sandbox.endpoints.destination import Destination
from vlavirgem_sandbox.tryouts.models import Verdict
from vlavirgem_sandbox.tryouts.serving import log, passing_problems
from vlavirgem_sandbox.tryouts.serving.guarding import places_of_real_numbers
from vlavirgem_sandbox.tryouts.serving.problems import as_error
from vlavirgem_tenants.outgoing.hosts import Address
from vlavirgem_tenants.outgoing.sending import IncomingAnswer

ORIGIN: Final = "acceptance"
ANSWERED_BY_HEADER: Final = "VlaVirGem-Answered-By"
VIOLATIONS_HEADER: Final = "VlaVirGem-Violations"
_MOST_TOLD: Final = 5
_LONGEST_TOLD: Final = 200
"""Violations in that header, and characters of each: servers in between take a few thousand in all."""
_PASSED: Final = frozenset(
    {
        "allow",
        "content-disposition",
        "content-language",
        "content-location",
        "deprecation",
        "etag",
        "last-modified",
        "link",
        "location",
        "preference-applied",
        "ratelimit",
        "ratelimit-limit",
        "ratelimit-policy",
        "ratelimit-remaining",
        "ratelimit-reset",
        "retry-after",
        "sunset",
        "vary",
        "x-correlation-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-total-count",
    }
)
"""Headers that a program may be given though its contract does not name them."""
_NEVER: Final = re.compile(
    r"set-cookie2?|strict-transport-security|content-security-policy.*|content-(?:encoding|length|type)|"
    r"access-control-.*|clear-site-data|refresh|x-accel-.*|x-sendfile|x-frame-options|x-request-id|alt-svc|"
    r"connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|via|vlavirgem-.*|www-authenticate"
)
"""Headers that never come through: those a browser or a server in front of us would obey on our own host, and those of
the connection."""
_CONDITIONS: Final[dict[int, tuple[str, ...]]] = {
    HTTPStatus.NOT_MODIFIED: ("If-None-Match", "If-Modified-Since"),
    HTTPStatus.PRECONDITION_FAILED: ("If-Match", "If-Unmodified-Since", "If-None-Match"),
}
_LINKED: Final = re.compile(r"<([^<>]*)>")
_ONE_LINE: Final = re.compile(r"[\r\n\t ]+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the answer came from, and where the try-out lives that passes it on."""

    endpoint: Address
    base_url: str
    base_path: str

    def readdressed(self, url: str, *, is_redirect: bool) -> str:
        """An address of the endpoint as one of the try-out. Raises CallProblem for a redirect that leads elsewhere:
        a program would follow it, with its key."""
        rest = self._rest_of(url)
        if rest is not None:
            return (self.base_url if urlsplit(url).netloc else self.base_path) + rest
        if is_redirect and (url.startswith(("/", "\\")) or urlsplit(url).netloc or urlsplit(url).scheme):
            raise passing_problems.unfit_answer(
                _("It is a redirect to an address outside of the endpoint. Nothing was followed: tell the publisher.")
            )
        is_of_its_host = url.startswith("/") and not url.startswith("//")
        return self.endpoint.origin + url if is_of_its_host else url

    def _rest_of(self, url: str) -> str | None:
        """What follows the endpoint's base address; None for another's."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        if parts.netloc:
            usual = {"https": 443, "http": 80}.get(parts.scheme, self.endpoint.port)
            if (parts.hostname, port or usual) != (self.endpoint.host, self.endpoint.port):
                return None
        elif parts.scheme or not url.startswith("/"):
            return None
        base = self.endpoint.path
        if parts.path != base and not parts.path.startswith(f"{base}/"):
            return None
        suffix = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        return parts.path[len(base) :] + suffix


def reply_of(
    answer: IncomingAnswer,
    *,
    contract: ServedContract,
    operation: Operation,
    destination: Destination,
    place: Place,
    endpoint_name: str,
    refuses_wrong: bool,
    call: CallRequest,
) -> log.Reply:
    """What goes back to the caller. Raises CallProblem for an answer that may not."""
    _require_readable(answer)
    content_type = _one_line(destination.blotted(answer.header("Content-Type")))
    body = destination.blotted_body(answer.body)
    headers = _joined(_kept_headers(answer, contract, operation, destination))
    _require_no_real_numbers((*headers, ("Content-Type", content_type)), body)
    given = Answer(status=answer.status, headers=headers, body=body, content_type=content_type, origin="example")
    violations = () if _is_of_http(call, answer.status) else tuple(_violations(contract, operation, given))
    if violations and refuses_wrong:
        raise passing_problems.wrong_answer(violations)
    return log.Reply(
        status=answer.status,
        headers=(*_readdressed(headers, place, answer.status), *_told(violations)),
        body=body,
        content_type=content_type,
        verdict=Verdict.OK,
        origin=ORIGIN,
        operation=operation.key,
        endpoint=endpoint_name,
        answer_violations=violations,
    )


def _require_readable(answer: IncomingAnswer) -> None:
    encoding = answer.header("Content-Encoding") or "identity"
    if encoding.lower() != "identity":
        raise passing_problems.unfit_answer(
            _(
                "It is compressed (%(encoding)s), though it was asked not to be, and so cannot be checked. "
                "Ask the publisher to send it plain where “Accept-Encoding: identity” asks for that."
            )
            % {"encoding": encoding[:40]}
        )
    if not HTTPStatus.OK <= answer.status <= 599:  # noqa: PLR2004 - RFC 9110 section 15
        raise passing_problems.unfit_answer(
            _("Its status is no status of an answer: %(status)d. Tell the publisher.") % {"status": answer.status}
        )


def _require_no_real_numbers(headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    """The test-data guard over what comes in; a number is told of by its place, and nothing of the answer is kept."""
    places = places_of_real_numbers(CallRequest(method="GET", path="/", headers=list(headers), body=body))
    if places:
        raise passing_problems.unfit_answer(
            _(
                "It holds the national register number of a real person, at %(place)s. Nothing of it was kept. "
                "Tell the publisher: an acceptance environment should hold test data only."
            )
            % {"place": places[0]}
        )


def _kept_headers(
    answer: IncomingAnswer, contract: ServedContract, operation: Operation, destination: Destination
) -> Iterator[tuple[str, str]]:
    declared: set[str] = set()
    if isinstance(contract, CompiledContract):
        rule = contract.answer_rules(operation).for_status(answer.status)
        declared = {header.name.lower() for header in rule.headers} if rule is not None else set()
    for name, value in answer.headers:
        if name.lower() in _PASSED | declared and not _NEVER.fullmatch(name.lower()):
            yield name, _one_line(destination.blotted(value))


def _joined(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """One of each name, with all its values in it (RFC 9110 section 5.3)."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        first, before = found.get(name.lower(), (name, ""))
        found[name.lower()] = (first, f"{before}, {value}" if before else value)
    return tuple(found.values())


def _one_line(value: str) -> str:
    """A header's value without line ends (RFC 9110 section 5.5) and other characters that no server writes."""
    return "".join(letter for letter in _ONE_LINE.sub(" ", value) if letter.isprintable())


def _violations(contract: ServedContract, operation: Operation, answer: Answer) -> list[Violation]:
    """A SOAP fault is an answer that every operation may give (SOAP 1.1 section 4.4)."""
    if not isinstance(contract, CompiledContract) and is_fault(answer.body):
        return []
    return contract.answer_violations(operation, answer)


def _is_of_http(call: CallRequest, status: int) -> bool:
    """Whether HTTP has the word here and not the contract: an answer to HEAD, and one to a condition of the caller's
    (RFC 9110 sections 9.3.2, 15.4.5 and 15.5.13)."""
    conditions = _CONDITIONS.get(status, ())
    return call.method == "HEAD" or any(call.header(name) is not None for name in conditions)


def _readdressed(headers: tuple[tuple[str, str], ...], place: Place, status: int) -> Iterator[tuple[str, str]]:
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    for name, value in headers:
        if name.lower() in {"location", "content-location"}:
            yield name, place.readdressed(value, is_redirect=is_redirect and name.lower() == "location")
        elif name.lower() == "link":
            yield name, _LINKED.sub(lambda found: f"<{place.readdressed(found[1], is_redirect=False)}>", value)
        else:
            yield name, value


def _told(violations: tuple[Violation, ...]) -> Iterator[tuple[str, str]]:
    """Who answered, and where the answer breaks the contract: JSON in ASCII, the first few."""
    yield ANSWERED_BY_HEADER, ORIGIN
    if violations:
        shown = [
            {name: text[:_LONGEST_TOLD] for name, text in as_error(violation).items()}
            for violation in violations[:_MOST_TOLD]
        ]
        yield VIOLATIONS_HEADER, json.dumps(shown, separators=(",", ":"))
