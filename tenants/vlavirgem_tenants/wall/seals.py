"""Seals: how a thing in the database that has a text (a policy, a function, a trigger) is seen to have been changed.

What was put up gets a comment: a hash of our text, and a hash of what the database made of it. The first tells that
the code has another text now, the second that somebody altered the thing since. Whoever restores a dump into another
major version may find other words for the same; `vlavirgem migrate` then puts the thing up anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from vlavirgem.database.quoting import literal


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A row of ``catalogue`` found by ``where``. ``thing`` is SQL for its name as COMMENT wants it, ``state`` SQL for
    all that must not change about it, ``text`` our own words for it."""

    catalogue: str
    where: str
    thing: str
    state: str
    text: str

    @property
    def seal(self) -> str:
        """SQL for what the comment should be now."""
        mark = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        # Names are written out in full or not, as the session's search path has it.
        return f"{literal(mark + ' ')} || md5(replace({self.state}, 'public.', ''))"

    @property
    def put(self) -> str:
        """The statement that seals it; fails where the thing is not there."""
        return (
            "DO $seal$ DECLARE statement text; BEGIN "
            f"SELECT format('COMMENT ON %s IS %L', {self.thing}, {self.seal}) INTO STRICT statement "
            f"FROM {self.catalogue} WHERE {self.where}; EXECUTE statement; END $seal$"
        )

    @property
    def holds(self) -> str:
        """The query whether it is there with its seal unbroken."""
        return (
            f"SELECT coalesce((SELECT obj_description(oid, {literal(self.catalogue)}) = {self.seal} "
            f"FROM {self.catalogue} WHERE {self.where}), false)"
        )


def sealed_policy(table: str, name: str, text: str) -> Sealed:
    """A policy: for which statements, of whom, under which conditions."""
    qualified = f"public.{table}"
    return Sealed(
        catalogue="pg_policy",
        where=f"polrelid = {literal(qualified)}::regclass AND polname = {literal(name)}",
        thing=literal(f"POLICY {name} ON {qualified}"),
        state="concat_ws('|', polcmd, polpermissive, "
        "(SELECT string_agg(pg_get_userbyid(who), ',' ORDER BY pg_get_userbyid(who)) FROM unnest(polroles) who), "
        "coalesce(pg_get_expr(polqual, polrelid), '-'), coalesce(pg_get_expr(polwithcheck, polrelid), '-'))",
        text=text,
    )


def sealed_function(name: str, text: str) -> Sealed:
    """A function of the shared schema (none of ours has two of one name)."""
    return Sealed(
        catalogue="pg_proc",
        where=f"pronamespace = 'public'::regnamespace AND proname = {literal(name)}",
        thing="'FUNCTION ' || oid::regprocedure",
        state="concat_ws('|', pg_get_functiondef(oid), pg_get_userbyid(proowner))",
        text=text,
    )


def sealed_trigger(table: str, name: str, text: str) -> Sealed:
    """A trigger, which must also be switched on."""
    return Sealed(
        catalogue="pg_trigger",
        where=f"tgrelid = {literal(f'public.{table}')}::regclass AND tgname = {literal(name)}",
        thing=literal(f"TRIGGER {name} ON public.{table}"),
        state="concat_ws('|', tgenabled, pg_get_triggerdef(oid))",
        text=text,
    )


def sealed_constraint(table: str, name: str, text: str) -> Sealed:
    """A constraint, which all rows that are there must have passed."""
    return Sealed(
        catalogue="pg_constraint",
        where=f"conrelid = {literal(f'public.{table}')}::regclass AND conname = {literal(name)}",
        thing=literal(f"CONSTRAINT {name} ON public.{table}"),
        state="concat_ws('|', convalidated, pg_get_constraintdef(oid))",
        text=text,
    )


def sealed_view(name: str, text: str) -> Sealed:
    """A view, with its options (security_barrier) and whose rights it reads with."""
    return Sealed(
        catalogue="pg_class",
        where=f"relnamespace = 'public'::regnamespace AND relname = {literal(name)}",
        thing=literal(f"VIEW public.{name}"),
        state="concat_ws('|', relkind, reloptions::text, pg_get_userbyid(relowner), pg_get_viewdef(oid))",
        text=text,
    )
