"""Bodies that are sent piece by piece, in no transaction of their own."""

from __future__ import annotations

from django.http import StreamingHttpResponse


class UnscopedStream(StreamingHttpResponse):
    """A body that takes its time. It enters ``tenant_scope`` itself whenever it asks the database something, so that no
    transaction, with its locks, stays open while it waits or while its reader is slow.
    """
