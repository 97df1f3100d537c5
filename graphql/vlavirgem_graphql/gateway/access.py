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
from typing import TYPE_CHECKING, Literal, NamedTuple

import orjson

from vlavirgem_graphql.gateway.binary_arrays import text_array, uuid_array
from vlavirgem_graphql.gateway.statement import run_statement

if TYPE_CHECKING:
    from vlavirgem_graphql.gateway.delegated_keys import Delegated

State = Literal["all", "some", "none"]
# Kinds that may be read, each with the fields that some agreement covers; None for all of them.
Coverage = frozenset[tuple[str, frozenset[str] | None]]

# Live grants, those of open data among them (the id of the open terms stands for the agreement), and our own offers
# (all fields, no agreement): one row for each kind, set of fields and conditions on
# rows, with lists side by side. $1 is the tenant. Which organisation an owner is gets asked only where an answer names
# it.
_READABLE = """
select r.kind, array_to_json(r.fields), r.row_filter, string_agg(r.offer_id::text, ','),
    string_agg(coalesce(r.agreement_id::text, 'own'), ','), string_agg(r.owner_id::text, ','),
    string_agg(r.record_count::text, ','),
    string_agg(case when r.daily_reads is not null then r.agreement_id::text end, ','),
    (select c.reltuples::bigint from pg_catalog.pg_class c where c.oid = 'public.exchange_record'::regclass),
    (select (extract(epoch from min(turn.at)) * 1000000)::bigint
     from public.exchange_grant later cross join lateral (values (later.valid_from), (later.valid_until)) turn (at)
     where (later.consumer_id = $1::bigint or later.consumer_id is null) and later.ended_at is null and turn.at > now())
from (
    select g.kind, g.fields, g.row_filter::text row_filter, g.offer_id,
        coalesce(g.agreement_id, g.open_terms_id) agreement_id, g.owner_id, o.record_count, g.daily_reads
    from public.exchange_grant g join public.exchange_offer o on o.id = g.offer_id
    where (g.consumer_id = $1::bigint or g.consumer_id is null and g.owner_id <> $1::bigint) and o.withdrawn_at is null
      and g.paused_at is null and g.ended_at is null and g.valid_from <= now() and now() < g.valid_until
    union all
    select o.kind, null, null, o.id, null, o.owner_id, o.record_count, null
    from public.exchange_offer o
    where o.owner_id = $1::bigint and o.withdrawn_at is null
) r group by r.kind, r.fields, r.row_filter
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
    """Offers of which the same fields may be read. ``fields`` is None for our own: all of them. ``row_filter`` is the
    jsonpath that a row of theirs must meet; empty where each may be read.

    ``offers``, ``agreements`` (``own`` where there is none), ``owners`` and ``record_counts`` are lists with commas,
    side by side; ``rated`` is a list of those agreements that are read a number of times a day.
    """

    fields: frozenset[str] | None
    offers: str
    agreements: str
    owners: str
    record_counts: str
    row_filter: str = ""
    rated: str = ""

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
        if not kept:
            return None
        offers, agreements, owners_kept, record_counts = map(",".join, zip(*kept, strict=True))
        return OfferGroup(self.fields, offers, agreements, owners_kept, record_counts, self.row_filter, self.rated)

    def of_agreement(self, agreement: str) -> OfferGroup | None:
        """The part of it that is read under this agreement; None where nothing is."""
        lists = (self.offers, self.agreements, self.owners, self.record_counts)
        rows = zip(*(each.split(",") for each in lists), strict=True)
        rated = agreement if agreement in self.rated.split(",") else ""
        for offers, under, owners, record_counts in rows:
            if under == agreement:
                return OfferGroup(self.fields, offers, under, owners, record_counts, self.row_filter, rated)
        return None


class Part(NamedTuple):
    """Offers (text of a uuid array) of which the same fields (of a text array) may be read; ``row_filter`` is the
    jsonpath that a row has to meet for it, empty for every row."""

    offers: str
    fields: str
    row_filter: str


@dataclass(frozen=True)
class Access:
    """Everything of one kind that may be read, as far as it was asked for; ``delegation`` is the id of that by which a
    supplier's client reads."""

    groups: Sequence[OfferGroup]
    all_records: int = 0
    delegation: str = ""
    _parts: dict[tuple[str, ...], Sequence[Part]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def offers(self) -> bytes:
        """All readable offers, each once, as a uuid array."""
        return uuid_array(self.agreements_of)

    @cached_property
    def agreements(self) -> bytes:
        """The agreements under which each of ``offers`` is read, side by side with them: as a text array, with commas
        between the agreements of one offer."""
        return text_array(map(",".join, self.agreements_of.values()))

    @cached_property
    def agreements_of(self) -> dict[str, list[str]]:
        """The agreements under which each readable offer is read; our own are read under none."""
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
    def coverage(self) -> frozenset[tuple[frozenset[str] | None, bool]]:
        """The sets of fields that agreements cover, and whether with conditions on rows: what decides how a selection
        is written."""
        return frozenset((group.fields, bool(group.row_filter)) for group in self.groups)

    @cached_property
    def rated(self) -> str:
        """The agreements of these that are read a number of times a day at most, as text of a uuid array; empty for
        none."""
        found = [
            agreement
            for group in self.groups
            if group.rated
            for agreement in set(group.rated.split(",")) & set(group.agreements.split(","))
        ]
        return _array(sorted(found)) if found else ""

    def owners_of(self, agreements: Container[str]) -> list[str]:
        """The short names of the organisations whose data these agreements are about."""
        return slugs_of(
            {
                owner
                for group in self.groups
                for agreement, owner in zip(group.agreements.split(","), group.owners.split(","), strict=True)
                if agreement in agreements
            }
        )

    @cached_property
    def is_filtered(self) -> bool:
        """Whether some of these offers may be read in part only."""
        return any(group.row_filter for group in self.groups)

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
        return Access(groups, self.all_records, self.delegation), sorted(set(slugs) - found)

    def state(self, name: str) -> State:
        """Whether a field may be read of all these offers, of some of them or of none."""
        covered = sum(group.covers(name) for group in self.groups)
        return "all" if covered == len(self.groups) else "some" if covered else "none"

    def offers_with(self, names: Iterable[str]) -> str:
        """The offers of which all these fields may be read of each row, as text of a uuid array."""
        return _array(group.offers for group in self._covering(names) if not group.row_filter)

    def filtered_with(self, names: Iterable[str]) -> tuple[str, str]:
        """The offers of which all these fields may be read of some rows, and the jsonpath that such a row meets, side
        by side: as text of a uuid array and of a jsonpath array."""
        pairs = [
            (offer, group.row_filter)
            for group in self._covering(names)
            if group.row_filter
            for offer in group.offers.split(",")
        ]
        return _array(offer for offer, _path in pairs), _array(_quoted(path) for _offer, path in pairs)

    @cached_property
    def filtering_agreements(self) -> str:
        """The agreements that cover some rows only, as text of a uuid array."""
        return _array(group.agreements for group in self.groups if group.row_filter)

    def _covering(self, names: Iterable[str]) -> list[OfferGroup]:
        wanted = tuple(names)
        return [group for group in self.groups if all(map(group.covers, wanted))]

    def parts(self, names: Sequence[str]) -> Sequence[Part]:
        """The offers by which of these fields may be read of them: first of each row, then of rows that meet a filter.
        What is granted of none of these fields is left out."""
        wanted = tuple(names)
        found = self._parts.get(wanted)
        if found is None:
            of_each_row: dict[str, set[str]] = {}
            for group in self.groups:
                for offer in group.offers.split(","):
                    granted = of_each_row.setdefault(offer, set())
                    granted.update(() if group.row_filter else filter(group.covers, wanted))
            parts: dict[tuple[str, tuple[str, ...]], list[str]] = {}
            for offer, fields in of_each_row.items():
                parts.setdefault(("", tuple(sorted(fields))), []).append(offer)
            for group in self.groups:
                for offer in group.offers.split(",") if group.row_filter else ():
                    fields = of_each_row[offer].union(filter(group.covers, wanted))
                    parts.setdefault((group.row_filter, tuple(sorted(fields))), []).append(offer)
            found = self._parts[wanted] = [
                Part(_array(offers), _array(fields), path) for (path, fields), offers in sorted(parts.items()) if fields
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
    for kind, fields, row_filter, *lists, rated, all_records, turn in run_statement(_READABLE, [tenant_id]):
        covered = frozenset(orjson.loads(fields)) if fields else None
        offers, agreements, owners, record_counts = map(_text, lists)
        found = OfferGroup(covered, offers, agreements, owners, record_counts, _text(row_filter), _text(rated))
        groups.setdefault(_text(kind), []).append(found)
        records, until = int(all_records or 0), int(turn) if turn else _NEVER
    return {kind: Access(listed, records) for kind, listed in groups.items()}, until


NO_ACCESS = Access(())


def delegated_access(access: Mapping[str, Access], delegated: Delegated) -> Mapping[str, Access]:
    """Of all that an organisation may read, what a delegate reads for it: that of one agreement, and of its kind."""
    whole = access.get(delegated.kind, NO_ACCESS)
    groups = [part for group in whole.groups if (part := group.of_agreement(delegated.agreement))]
    return {delegated.kind: Access(groups, whole.all_records, delegated.id)} if groups else {}


def coverage_of(access: Mapping[str, Access]) -> Coverage:
    """What may be read, as far as it decides what is seen of the schema: the same for the same agreements."""
    return frozenset((kind, _fields_of(each)) for kind, each in access.items() if each.groups)


def _fields_of(access: Access) -> frozenset[str] | None:
    sets = [group.fields for group in access.groups]
    return None if None in sets else frozenset(name for each in sets for name in each or ())


def _array(members: Iterable[str]) -> str:
    return "{" + ",".join(members) + "}"


def _quoted(member: str) -> str:
    """As a member of an array's text."""
    return '"' + member.replace("\\", "\\\\").replace('"', '\\"') + '"'


def slugs_of(owners: Iterable[str]) -> list[str]:
    """The short names of the organisations with these ids."""
    return [_text(slug) for (slug,) in run_statement(_SLUGS, [_array(owners)])]


def _text(cell: bytes | None) -> str:
    return cell.decode() if cell else ""
