"""A refusal: what was asked cannot be done, said so that a person can act on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass
class Refusal(Exception):  # noqa: N818 - the field's word; it ends up on a page, not in a traceback
    """Raised by services when a rule forbids what was asked.

    ``message`` says what happened and why; ``remedy`` says what to do about it; ``place`` says where in the input
    (a JSON Pointer, a line, a field name). ``code`` is the stable, documented name that API clients match on.
    Both texts are in the person's language (translated where they are raised).
    """

    message: str
    remedy: str = ""
    code: str = "refused"
    status: HTTPStatus = HTTPStatus.CONFLICT
    place: str = ""
    details: tuple[dict[str, str], ...] = field(default=())
    evidence: str = ""  # id of the event that tells of it, where there is one
    return_url: str = ""  # where a page leads back to, beside the start page; for a view to say
    retry_after: int = 0  # seconds after which the same may well be done; 0: it makes no difference

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.remedy) if part)


@contextmanager
def leading_back(url: str) -> Iterator[None]:
    """A refusal that leaves the block has a page that leads back to where the person was."""
    try:
        yield
    except Refusal as refusal:
        refusal.return_url = url
        raise
