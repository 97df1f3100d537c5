"""What one look of a stream needs beside what any request needs: how far its reader is, and what it read so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_graphql.changes.marks import NOW_SQL, BadMarkError, Mark, mark_of
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.access import Access, slugs_of
from vlavirgem_graphql.gateway.compiler.cursor import bad_cursor
from vlavirgem_graphql.gateway.context import GatewayContext
from vlavirgem_graphql.gateway.errors import refused
from vlavirgem_graphql.gateway.statement import run_statement


@dataclass
class Progress:
    """What a stream keeps between two looks.

    ``last_seen``: the id of the last message that its reader saw of an earlier stream, which goes before the document's
    argument. ``agreed`` has the owner of each offer that it reads under an agreement.
    """

    last_seen: str = ""
    after: Mark | None = None
    agreed: dict[str, str] = field(default_factory=dict)


@dataclass
class StreamContext(GatewayContext):
    """graphql-core's ``context_value`` of one look."""

    progress: Progress = field(default_factory=Progress)

    @property
    def after(self) -> Mark:
        """The mark to go on from; raises TypeError before :meth:`settle`."""
        if self.progress.after is None:
            raise TypeError("Nobody said where the stream begins.")
        return self.progress.after

    def settle(self, asked: str | None) -> None:
        """Find where a stream begins that has not begun; raises a refusal with code BAD_CURSOR or CURSOR_EXPIRED."""
        if self.progress.after is not None:
            return
        ((lowest, highest, day),) = run_statement(NOW_SQL)
        open_since, not_begun, today = int(lowest or 0), int(highest or 0), int(day or 0)
        asked = self.progress.last_seen or asked
        if not asked:
            self.progress.after = Mark(open_since, 0, today)
            return
        try:
            mark = mark_of(asked)
        except BadMarkError as reason:
            raise bad_cursor() from reason
        # A mark from before a backup was put back may be of transactions that this database has not come to.
        if mark.is_too_old(today) or mark.xact > not_begun:
            said = _("What happened since this cursor is no longer known. Read the list, and begin without a cursor.")
            raise refused(said, code="CURSOR_EXPIRED")
        self.progress.after = mark

    def require_all_of_before(self, info: Any, kind: Kind) -> None:
        """Raise the refusal of a reading without agreement where an offer that the stream read so far is gone from what
        may be read: its reader must not take the silence for peace."""
        agreed = self.access(kind.name).agreed
        lost = {owner for offer, owner in self.progress.agreed.items() if offer not in agreed}
        if lost:
            raise self.denied(info, kind=kind, providers=slugs_of(lost))

    def remember(self, access: Access) -> None:
        """What the stream reads."""
        self.progress.agreed.update(access.agreed)
