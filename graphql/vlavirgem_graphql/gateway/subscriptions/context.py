"""What one look of a stream needs beside what any request needs: how far its reader is, and what it read so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.changes.marks import NOW_SQL, BadMarkError, Mark, mark_of
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.access import Access, slugs_of
from vlavirgem_graphql.gateway.compiler.cursor import bad_cursor
from vlavirgem_graphql.gateway.compiler.plan import Plan
from vlavirgem_graphql.gateway.context import TAKE_READS, GatewayContext
from vlavirgem_graphql.gateway.errors import refused
from vlavirgem_graphql.gateway.statement import run_statement


class Reached(NamedTuple):
    """How far the database is: all before ``open_since`` have ended, ``not_begun`` is the number of the next
    transaction; ``today`` as the day of a mark."""

    open_since: int
    not_begun: int
    today: int

    @property
    def mark(self) -> Mark:
        """The mark of who has seen all that had ended by then."""
        return Mark(self.open_since, 0, self.today)


def reached_now() -> Reached:
    """How far the database is."""
    (cells,) = run_statement(NOW_SQL)
    return Reached(*(int(cell or 0) for cell in cells))


@dataclass
class Progress:
    """What a stream keeps between two looks.

    ``opened``: how far the database was when it was asked for, where one begins that takes up no other; who sees that
    it is open misses nothing from then on. ``last_seen``: the id of the last message that its reader saw of an earlier
    stream, which goes before the document's argument. ``agreed`` has the owner of each offer that it reads under an
    agreement.
    """

    opened: Reached = field(default_factory=reached_now)
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

    @cached_property
    def reached(self) -> Reached:
        """How far the database was before the look."""
        return reached_now()

    def settle(self, asked: str | None) -> None:
        """Find where a stream begins that has not begun; raises a refusal with code BAD_CURSOR or CURSOR_EXPIRED."""
        reached = self.reached  # at each look, before it: see go_on
        if self.progress.after is not None:
            return
        asked = self.progress.last_seen or asked
        if not asked:
            self.progress.after = self.progress.opened.mark
            return
        try:
            mark = mark_of(asked)
        except BadMarkError as reason:
            raise bad_cursor() from reason
        # A mark from before a backup was put back may be of transactions that this database has not come to.
        if mark.is_too_old(reached.today) or mark.xact > reached.not_begun:
            said = _("What happened since this cursor is no longer known. Read the list, and begin without a cursor.")
            raise refused(said, code="CURSOR_EXPIRED")
        self.progress.after = mark

    def go_on(self) -> None:
        """Nothing was found: what had ended before this look is behind the reader, and need not be looked through
        again. The mark is of today, so that one of a stream on which nothing happens does not grow old."""
        reached = self.reached
        furthest = max((self.after.xact, self.after.number), (reached.open_since, 0))
        self.progress.after = Mark(*furthest, reached.today)

    def require_all_of_before(self, info: Any, kind: Kind) -> None:
        """Raise the refusal of a reading without agreement where an offer that the stream read so far is gone from what
        may be read: its reader must not take the silence for peace."""
        agreed = self.access(kind.name).agreed
        lost = {owner for offer, owner in self.progress.agreed.items() if offer not in agreed}
        if lost:
            raise self.denied(info, kind=kind, providers=slugs_of(lost))

    def note_reading(self, info: GraphQLResolveInfo, authorisation: Any, plan: Plan, evidence: str | None) -> None:
        """As of any reading; and what a look delivers is a read under the agreements that have a rate."""
        super().note_reading(info, authorisation, plan, evidence)
        if evidence is not None and isinstance(authorisation, Access) and authorisation.rated:
            run_statement(TAKE_READS, [authorisation.rated, "t"])

    def remember(self, access: Access) -> None:
        """What the stream reads."""
        self.progress.agreed.update(access.agreed)
