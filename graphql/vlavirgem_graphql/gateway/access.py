"""What the calling tenant may read right now, compiled from live grants at each request.

One statement finds the offers, grouped by the fields that their agreements cover; the statement that reads binds those
offers as arrays. What it found is kept under the tenant's access mark, which the database changes with whatever changes
a grant or an offer, for a minute and only until the clock opens or ends a grant: so a revocation acts on the next
request. Row-level security decides again, by the same grants, but on rows only (``trust.md``): that a field outside the
agreement stays unread rests on the compiler, which the differential tests hold against plain resolvers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import orjson

from vlavirgem_graphql.gateway.statement import run_statement

State = Literal["all", "some", "none"]

# Live grants, and our own offers (all fields, no agreement): one row for each kind and set of fields, with lists side
# by side. $1 is the tenant. Which organisation an owner is gets asked only where an answer names it.
_READABLE = """
select r.kind, array_to_json(r.fields), string_agg(r.offer_id::text, ','),
    string_agg(coalesce(r.agreement_id::text, 'own'), ','), string_agg(r.owner_id::text, ','),
    string_agg(r.record_count::text, ','),
    (select c.reltuples::bigint from pg_catalog.pg_class c where c.oid = 'public.exchange_record'::regclass),
    (select (extract(epoch from min(turn.at)) * 1000000)::bigint
     from public.exchange_grant later cross join lateral (values (later.valid_from), (later.valid_until)) turn (at)
     where later.consumer_id = $1::bigint and later.ended_at is null and turn.at > now())
from (
    select g.kind, g.fields, g.offer_id, g.agreement_id, g.owner_id, o.record_count
    from public.exchange_grant g join public.exchange_offer o on o.id = g.offer_id
    where g.consumer_id = $1::bigint and o.withdrawn_at is null
      and g.paused_at is null and g.ended_at is null and g.valid_from <= now() and now() < g.valid_until
    union all
    select o.kind, null, o.id, null, o.owner_id, o.record_count
    from public.exchange_offer o
    where o.owner_id = $1::bigint and o.withdrawn_at is null
) r group by r.kind, r.fields
"""
# Tenants whose access is kept in this process, and how long at most, in microseconds: how many records there are
# decides which index serves, and no mark tells of them.
_MOST_KEPT, _LONGEST_KEPT = 1_000, 60_000_000
_NEVER = 2**63
_OWN = "own"
_SLUGS = "select t.slug from public.directory_tenant t where t.id = any($1::bigint[]) order by t.slug"
_OWNERS = "select t.slug, t.id from public.directory_tenant t where t.slug = any($1::text[])"


@dataclass(frozen=True)
class OfferGroup:
    """Offers of which the same fields may be read. ``fields`` is None for our own: all of them.

    ``offers``, ``agreements`` (``own`` where there is none), ``owners`` and ``record_counts`` are lists with commas,
    side by side.
    """

    fields: frozenset[str] | None
    offers: str
    agreements: str
    owners: str
    record_counts: str

    def covers(self, name: str) -> bool:
        """Whether a field may be read of these offers."""
        return self.fields is None or name in self.fields

    @property
    def slugs(self) -> list[str]:
        """The short names of the organisations whose offers these are."""
        return slugs_of(self.owners.split(","))

    def of_owners(self, owners: Container[str]) -> OfferGroup | None:
        """The part of it that these organisations own; None where they own nothing of it."""
        lists = (self.offers, self.agreements, self.owners, self.record_counts)
        kept = [row for row in zip(*(each.split(",") for each in lists), strict=True) if row[2] in owners]
        return OfferGroup(self.fields, *map(",".join, zip(*kept, strict=True))) if kept else None


@dataclass(frozen=True)
class Access:
    """Everything of one kind that may be read, as far as it was asked for."""

    groups: Sequence[OfferGroup]
    all_records: int = 0
    _parts: dict[tuple[str, ...], Sequence[tuple[str, str]]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def offers(self) -> str:
        """All readable offers, each once, as text of a uuid array."""
        return _array(self._agreements_of)

    @cached_property
    def agreements(self) -> str:
        """The agreements under which each of ``offers`` is read, side by side with them: as text of a text array, with
        commas between the agreements of one offer."""
        return _array(f'"{",".join(agreements)}"' for agreements in self._agreements_of.values())

    @cached_property
    def _agreements_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for group in self.groups:
            for offer, agreement in zip(group.offers.split(","), group.agreements.split(","), strict=True):
                found.setdefault(offer, []).extend([agreement] if agreement != _OWN else [])
        return found

    @cached_property
    def agreed(self) -> dict[str, str]:
        """The owner of each offer that is read under an agreement."""
        return {
            offer: owner
            for group in self.groups
            for offer, agreement, owner in zip(
                *(listed.split(",") for listed in (group.offers, group.agreements, group.owners)), strict=True
            )
            if agreement != _OWN
        }

    @cached_property
    def coverage(self) -> frozenset[frozenset[str] | None]:
        """The sets of fields that agreements cover: what decides how a selection is written."""
        return frozenset(group.fields for group in self.groups)

    @cached_property
    def share(self) -> float:
        """About which part of all records may be read, by the planner's statistics: decides which index serves."""
        readable = sum(int(count) for group in self.groups for count in group.record_counts.split(","))
        return readable / self.all_records if self.all_records > readable else 1.0

    def of_providers(self, slugs: Sequence[str]) -> tuple[Access, list[str]]:
        """The part of it that the organisations with these short names offer, and the names that offer nothing."""
        owners = {_text(owner): _text(slug) for slug, owner in run_statement(_OWNERS, [slugs])}
        groups = [part for group in self.groups if (part := group.of_owners(owners))]
        found = {owners[owner] for group in groups for owner in group.owners.split(",")}
        return Access(groups, self.all_records), sorted(set(slugs) - found)

    def state(self, name: str) -> State:
        """Whether a field may be read of all these offers, of some of them or of none."""
        covered = sum(group.covers(name) for group in self.groups)
        return "all" if covered == len(self.groups) else "some" if covered else "none"

    def offers_with(self, names: Iterable[str]) -> str:
        """The offers of which all these fields may be read, as text of a uuid array."""
        wanted = tuple(names)
        return _array(group.offers for group in self.groups if all(map(group.covers, wanted)))

    def parts(self, names: Sequence[str]) -> Sequence[tuple[str, str]]:
        """The offers, by which of these fields may be read of them: each part as text of a uuid array, with its fields
        as text of a text array. Offers of which none may be read are left out."""
        wanted = tuple(names)
        found = self._parts.get(wanted)
        if found is None:
            covered: dict[str, set[str]] = {}
            for group in self.groups:
                for offer in group.offers.split(","):
                    covered.setdefault(offer, set()).update(filter(group.covers, wanted))
            parts: dict[tuple[str, ...], list[str]] = {}
            for offer, fields in covered.items():
                parts.setdefault(tuple(sorted(fields)), []).append(offer)
            found = self._parts[wanted] = [
                (_array(offers), _array(key)) for key, offers in sorted(parts.items()) if key
            ]
        return found

    def slugs_without(self, name: str) -> list[str]:
        """The organisations whose agreement does not cover the field."""
        return slugs_of(group.owners for group in self.groups if not group.covers(name))


@dataclass(frozen=True)
class Mark:
    """Under which mark a tenant's access stands (empty where it never had any), and what time it is, both by the
    database and in the present transaction; the time in microseconds since 1970."""

    mark: str
    now: int


@dataclass(frozen=True)
class _Kept:
    mark: str
    until: int
    access: Mapping[str, Access]


_kept: dict[int, _Kept] = {}


def access_under(mark: Mark, tenant_id: int) -> Mapping[str, Access]:
    """What may be read, by kind: as it is kept under this mark, or else as it is now."""
    kept = _kept.get(tenant_id)
    if kept is not None and kept.mark == mark.mark and mark.now < kept.until:
        return kept.access
    access, until = _find(tenant_id)
    if mark.mark:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tenant_id] = _Kept(mark.mark, min(until, mark.now + _LONGEST_KEPT), access)
    return access


def find_access(tenant_id: int) -> Mapping[str, Access]:
    """Read the live grants; by kind."""
    return _find(tenant_id)[0]


def _find(tenant_id: int) -> tuple[Mapping[str, Access], int]:
    """The access, and when the clock will change it: at once where there is none, so that it is not kept."""
    groups: dict[str, list[OfferGroup]] = {}
    records = until = 0
    for kind, fields, *lists, all_records, turn in run_statement(_READABLE, [tenant_id]):
        covered = frozenset(orjson.loads(fields)) if fields else None
        groups.setdefault(_text(kind), []).append(OfferGroup(covered, *map(_text, lists)))
        records, until = int(all_records or 0), int(turn) if turn else _NEVER
    return {kind: Access(listed, records) for kind, listed in groups.items()}, until


NO_ACCESS = Access(())


def _array(members: Iterable[str]) -> str:
    return "{" + ",".join(members) + "}"


def slugs_of(owners: Iterable[str]) -> list[str]:
    """The short names of the organisations with these ids."""
    return [_text(slug) for (slug,) in run_statement(_SLUGS, [_array(owners)])]


def _text(cell: bytes | None) -> str:
    return cell.decode() if cell else ""
