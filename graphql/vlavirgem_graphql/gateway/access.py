"""What the calling tenant may read right now, compiled from live grants at each request.

One cheap statement finds the offers, grouped by the fields that their agreements cover; the statement that reads binds
those offers as arrays. Nothing of it is kept between requests, so a revocation acts on the next one. Row-level
security decides again, by the same grants, but on rows only (``trust.md``): that a field outside the agreement stays
unread rests on the compiler, which the differential tests hold against plain resolvers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import orjson

from vlavirgem_graphql.gateway.statement import run_statement

State = Literal["all", "some", "none"]

# Live grants, and our own offers (all fields, no agreement): one row for each kind and set of fields. $1 is the tenant.
READABLE = """
select r.kind, array_to_json(r.fields), string_agg(r.offer_id::text, ',' order by r.offer_id),
    string_agg(coalesce(r.agreement_id::text, 'NULL'), ',' order by r.offer_id), sum(r.record_count),
    string_agg(distinct t.slug, ','),
    (select c.reltuples::bigint from pg_catalog.pg_class c where c.oid = 'public.exchange_record'::regclass)
from (
    select g.kind, g.fields, g.offer_id, g.agreement_id, o.owner_id, o.record_count
    from public.exchange_grant g join public.exchange_offer o on o.id = g.offer_id
    where g.consumer_id = $1::bigint and o.withdrawn_at is null
      and g.paused_at is null and g.ended_at is null and g.valid_from <= now() and now() < g.valid_until
    union all
    select o.kind, null, o.id, null, o.owner_id, o.record_count
    from public.exchange_offer o
    where o.owner_id = $1::bigint and o.withdrawn_at is null
) r join public.directory_tenant t on t.id = r.owner_id
where true {chosen}
group by r.kind, r.fields
"""
_ALL = READABLE.format(chosen="")
_OF_PROVIDERS = READABLE.format(chosen="and t.slug = any($2::text[])")


@dataclass(frozen=True)
class OfferGroup:
    """Offers of which the same fields may be read. ``fields`` is None for our own: all of them.

    ``offers`` and ``agreements`` (NULL for our own) are the members of PostgreSQL arrays, side by side, as text: they
    go back as they came.
    """

    fields: frozenset[str] | None
    offers: str
    agreements: str
    record_count: int
    slugs: tuple[str, ...]

    def covers(self, name: str) -> bool:
        """Whether a field may be read of these offers."""
        return self.fields is None or name in self.fields


@dataclass(frozen=True)
class Access:
    """Everything of one kind that may be read, as far as it was asked for."""

    groups: Sequence[OfferGroup]
    all_records: int = 0

    @cached_property
    def offers(self) -> str:
        """All readable offers, as text of a uuid array."""
        return _array(group.offers for group in self.groups)

    @cached_property
    def agreements(self) -> str:
        """The agreement under which each of ``offers`` is read, side by side with them."""
        return _array(group.agreements for group in self.groups)

    @cached_property
    def slugs(self) -> frozenset[str]:
        """The short names of the organisations whose data may be read."""
        return frozenset(slug for group in self.groups for slug in group.slugs)

    @cached_property
    def coverage(self) -> frozenset[frozenset[str] | None]:
        """The sets of fields that agreements cover: what decides how a selection is written."""
        return frozenset(group.fields for group in self.groups)

    @cached_property
    def share(self) -> float:
        """About which part of all records may be read, by the planner's statistics: decides which index serves."""
        readable = sum(group.record_count for group in self.groups)
        return readable / self.all_records if self.all_records > readable else 1.0

    def state(self, name: str) -> State:
        """Whether a field may be read of all these offers, of some of them or of none."""
        covered = sum(group.covers(name) for group in self.groups)
        return "all" if covered == len(self.groups) else "some" if covered else "none"

    def offers_with(self, names: Iterable[str]) -> str:
        """The offers of which all these fields may be read, as text of a uuid array."""
        wanted = tuple(names)
        return _array(group.offers for group in self.groups if all(map(group.covers, wanted)))

    def slugs_without(self, name: str) -> list[str]:
        """The organisations whose agreement does not cover the field."""
        return sorted({slug for group in self.groups if not group.covers(name) for slug in group.slugs})


def find_access(tenant_id: int, providers: Sequence[str] | None = None) -> dict[str, Access]:
    """Read the live grants, of the named providers or (None) of all; by kind."""
    if providers is None:
        return access_of_rows(run_statement(_ALL, [tenant_id]))
    return access_of_rows(run_statement(_OF_PROVIDERS, [tenant_id, providers]))


def access_of_rows(rows: Iterable[Sequence[bytes | None]]) -> dict[str, Access]:
    """The access that rows of READABLE tell, by kind."""
    groups: dict[str, list[OfferGroup]] = {}
    records = 0
    for row in rows:
        kind, fields, offers, agreements, count, slugs, all_records = (cell.decode() if cell else "" for cell in row)
        records = int(all_records or 0)
        covered = frozenset(orjson.loads(fields)) if fields else None
        group = OfferGroup(covered, offers, agreements, int(count), tuple(slugs.split(",")))
        groups.setdefault(kind, []).append(group)
    return {kind: Access(listed, records) for kind, listed in groups.items()}


NO_ACCESS = Access(())


def _array(members: Iterable[str]) -> str:
    return "{" + ",".join(members) + "}"
