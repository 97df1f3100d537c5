"""The inbox for programs: ``/try/<try-out>/_inbox`` as JSON, or as a stream of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Final

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem_sandbox.tryouts.inbox_reading import (
    LATEST,
    MOST_AT_ONCE,
    BadMark,
    Mark,
    Window,
    as_document,
    mark_after,
    mark_of,
)
from vlavirgem_sandbox.tryouts.models import ReceivedMessage, TryOut
from vlavirgem_sandbox.tryouts.services_messages import send_due
from vlavirgem_sandbox.tryouts.serving.inbox_problems import (
    inbox_reads_only,
    no_place_to_wait,
    unreadable_inbox_request,
)
from vlavirgem_sandbox.tryouts.serving.keys import key_of_call, note_use
from vlavirgem_sandbox.tryouts.serving.late_answers import PLACES
from vlavirgem_sandbox.tryouts.serving.performing import require_active
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.requests.streaming import UnscopedStream
from vlavirgem_tenants.scope import current_tenant, tenant_scope

LONGEST_WAIT: Final = 20
"""Seconds; proxies give up after a minute, and a thread is held as long."""
_LOOK_EVERY: Final = 0.5
_COME_BACK: Final = 1_000
"""Milliseconds after which a reader of the stream connects again."""
_COME_BACK_LATER: Final = 5_000
"""The same where no place to wait was free."""
_STREAM: Final = "text/event-stream"


def read_inbox(request: HttpRequest, tryout: TryOut) -> HttpResponseBase:
    """What arrived after ``?after=`` (or ``Last-Event-ID``); waits for it up to ``?wait=`` seconds, 20 at most.

    Raises :class:`~vlavirgem_sandbox.tryouts.serving.problems.CallProblem`.
    """
    if request.method != "GET":
        raise inbox_reads_only(request.method or "")
    now = timezone.now()
    key = key_of_call(tryout, request.headers)
    require_active(tryout, now)
    note_use(key, now)
    send_due(tryout=tryout, now=now)
    window = Window(tryout=tryout, operations=tuple(key.operations))
    streams = _STREAM in request.headers.get("Accept", "")
    wait = LONGEST_WAIT if streams else _wait(request)
    after = _after(request, window)
    found = window.messages(after)
    tenant = current_tenant()
    has_place = bool(wait) and not found and PLACES.take(tenant.pk)
    waiting = _Waiting(window, after, found, tenant=tenant, seconds=wait if has_place else 0, has_place=has_place)
    if streams:
        come_back = _COME_BACK if has_place or found else _COME_BACK_LATER
        return _headed(UnscopedStream(_Events(waiting, come_back), content_type=_STREAM))
    if wait and not found and not has_place:
        raise no_place_to_wait()
    if has_place:
        return _headed(UnscopedStream(_Document(waiting), content_type="application/json"))
    return _headed(JsonResponse(_page(after, found), json_dumps_params={"ensure_ascii": False}))


def _wait(request: HttpRequest) -> int:
    text = request.GET.get("wait", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 3):  # noqa: PLR2004 - three digits are seconds enough
        raise unreadable_inbox_request("wait", text, _("a number of seconds from 0 to 20"))
    return min(int(text), LONGEST_WAIT)


def _after(request: HttpRequest, window: Window) -> Mark:
    text = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    if text == LATEST:
        return window.latest()
    try:
        return mark_of(text)
    except BadMark as bad:
        hint = _("the id of a message of this inbox, or “latest”")
        raise unreadable_inbox_request("after", text, hint) from bad


def _headed(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # a proxy that gathers a stream before it passes it on makes it useless
    return response


def _page(after: Mark, found: list[ReceivedMessage]) -> dict[str, object]:
    """``after`` is what to ask with next; ``more`` says that there is more already."""
    last = mark_after(found[-1]) if found else after
    return {
        "messages": [as_document(message) for message in found],
        "after": str(last),
        "more": len(found) == MOST_AT_ONCE,
    }


class _Waiting:
    """Waits for messages outside the request's transaction, in a place that it gives back whatever happens."""

    def __init__(
        self,
        window: Window,
        after: Mark,
        found: list[ReceivedMessage],
        *,
        tenant: Tenant,
        seconds: int,
        has_place: bool,
    ) -> None:
        self.after = after
        self._window, self._found = window, found
        self._tenant, self._seconds = tenant, seconds
        self._has_place = has_place

    def messages(self) -> list[ReceivedMessage]:
        """The first that arrive; empty when the time is over."""
        until = monotonic() + self._seconds
        try:
            while not self._found and monotonic() < until:
                sleep(_LOOK_EVERY)
                with tenant_scope(self._tenant):
                    send_due(tryout=self._window.tryout, now=timezone.now())
                    self._found = self._window.messages(self.after)
            return self._found
        finally:
            self.close()

    def close(self) -> None:
        """Give the place back; also called where nobody came to read."""
        if self._has_place:
            self._has_place = False
            PLACES.give_back(self._tenant.pk)


class _Body:
    """What a response streams; Django closes it when the connection ends, whether it was read or not."""

    def __init__(self, waiting: _Waiting) -> None:
        self.waiting = waiting
        self._pieces = self._written()

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def _written(self) -> Iterator[bytes]:
        raise NotImplementedError

    def close(self) -> None:
        """Stop, and give the place back."""
        self._pieces.close()  # type: ignore[attr-defined]
        self.waiting.close()


class _Document(_Body):
    """One JSON document, once there is something to say."""

    def _written(self) -> Iterator[bytes]:
        found = self.waiting.messages()
        yield json.dumps(_page(self.waiting.after, found), ensure_ascii=False).encode()


class _Events(_Body):
    """Server-sent events (WHATWG HTML, section 9.2). The stream ends after what it found, or when nothing came; a
    reader connects again by itself, with the id of the last message it saw."""

    def __init__(self, waiting: _Waiting, come_back: int) -> None:
        self._come_back = come_back
        super().__init__(waiting)

    def _written(self) -> Iterator[bytes]:
        yield f"retry: {self._come_back}\n\n".encode()
        for message in self.waiting.messages():
            data = json.dumps(as_document(message), ensure_ascii=False)
            yield f"id: {message.mark}\nevent: message\ndata: {data}\n\n".encode()
