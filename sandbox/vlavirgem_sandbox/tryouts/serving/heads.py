"""Status line and headers of answers that the framework's handler does not make: as it would have written them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, cast

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.cache import patch_vary_headers

from vlavirgem_sandbox.tryouts.models import Verdict
from vlavirgem_sandbox.tryouts.serving.log import Reply
from vlavirgem_sandbox.tryouts.serving.views import http_answer

Head = tuple[str, tuple[tuple[str, str], ...]]
_MOST_WAYS: Final = 100
"""In which calls come in, of which the middleware's headers are kept."""
_MOST_HEADS: Final = 1_000


@dataclass(frozen=True, eq=False)
class House:
    """What the middleware adds to each answer, and the language that it found. One and the same for all calls that came
    in the same way."""

    headers: dict[str, str]

    @property
    def language(self) -> str:
        """Of our own words in the answer."""
        return self.headers["Content-Language"]


_houses: dict[tuple[str, str, str], House] = {}


def house_of(environ: dict[str, Any]) -> House:
    """For a request as WSGI has it: the same for one scheme and one wish for languages."""
    said, _secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    way = (environ["wsgi.url_scheme"], environ.get(said, ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    found = _houses.get(way)
    if found is None:
        if len(_houses) >= _MOST_WAYS:  # whoever calls writes those headers: they must not fill the memory
            _houses.clear()
        response = cast("HttpResponse", _MIDDLEWARE(WSGIRequest(environ)))
        found = _houses[way] = House(dict(response.items()))
    return found


@lru_cache(maxsize=_MOST_HEADS)
def head_of(status: int, headers: tuple[tuple[str, str], ...], content_type: str, house: House) -> Head:
    """The status line and the headers of a :class:`Reply`, but its length.

    Raises ``BadHeaderError`` for a header that cannot be sent.
    """
    bare = Reply(status=status, headers=headers, body=b"", content_type=content_type, verdict=Verdict.OK)
    response = cast("HttpResponse", http_answer(bare, None, without_body=False))  # nothing breaks off: no disturbance
    del response["Content-Length"]
    return f"{response.status_code} {response.reason_phrase}", tuple(_with_those_of(house, response))


def _with_those_of(house: House, response: HttpResponse) -> list[tuple[str, str]]:
    """As each middleware does: what the contract says of the same header goes first."""
    if "Vary" in response:
        patch_vary_headers(response, [house.headers["Vary"]])
    added = ((name, value) for name, value in house.headers.items() if name not in response)
    return [*response.items(), *added]


def _nothing(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.OK)
    del response["Content-Type"]
    return response


_MIDDLEWARE: Final = SecurityMiddleware(CSPMiddleware(LocaleMiddleware(XFrameOptionsMiddleware(_nothing))))
