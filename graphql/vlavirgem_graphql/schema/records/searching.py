"""Full-text search in records: the words of a question, in those fields of each record that its agreement covers.

A record's lexemes carry the name of their field (``exchange/migrations/0003_search.py``), so a field that is not
covered is not looked in at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.access import Access, Part
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.errors import refused

ARGUMENT = "search"
LONGEST = 200


def argument() -> graphene.Argument:
    """The argument in the schema."""
    said = _(
        "Only records with all these words, in any of the texts that our agreement covers. "
        "Dutch; at most %(most)s characters."
    )
    return graphene.Argument(graphene.String, name=ARGUMENT, description=said % {"most": LONGEST})


def parts_of(access: Access, kind: Kind) -> Sequence[Part]:
    """Offers of which the same fields can be searched, with those fields."""
    return access.parts(kind.searched_names)


def shape_of_parts(access: Access, kind: Kind) -> Hashable:
    """What of them stands in the text of a statement."""
    return tuple(bool(part.row_filter) for part in parts_of(access, kind))


def conditions(kind: Kind, rows: Rows, asked: Asked) -> list[str]:
    """The condition that the argument sets, if it is there; where no text of an offer is covered, none is found."""
    if asked.arguments.get(ARGUMENT) is None:
        return []
    if not parts_of(asked.compilation.authorisation, kind):  # a value that no condition has is no statement's
        return ["false"]
    place = asked.place
    said = asked.compilation.parameters.bind((place.key, ARGUMENT), partial(said_in, place=place), "text")
    return [holding(kind, rows, asked, said)]


def holding(kind: Kind, rows: Rows, asked: Asked, said: str) -> str:
    """The condition that a record holds these words (an SQL text).

    A field that is granted of some rows only is looked in where a row is one of these: what an agreement on other
    fields shows of the rest must not tell what stands in it.
    """
    parts = parts_of(asked.compilation.authorisation, kind)
    if not parts:
        return "false"
    of_each_row, of_some = [], []
    for number, part in enumerate(parts):
        offers, fields, path = (
            partial(_of_part, asked, kind=kind, number=number, of=name) for name in ("offers", "fields", "row_filter")
        )
        # A select of its own is worked out once, and not for each row.
        holds = f"{rows.column('search')} @@ (select public.exchange_search_query({said},{fields('text[]')}))"
        is_one = f"{rows.column('offer_id')}=any({offers('uuid[]')})"
        if part.row_filter:
            meets = f"{rows.column('body')} @@ {path('jsonpath')}"
            of_some.append(f"case when {is_one} and {meets} then {holds} else false end")
        else:
            of_each_row.append(f"when {is_one} then {holds}")
    whole = [f"case {' '.join(of_each_row)} else false end"] if of_each_row else []
    return f"({' or '.join([*whole, *of_some])})"


def _of_part(asked: Asked, cast: str, *, kind: Kind, number: int, of: str) -> str:
    def read(run: Run) -> str:
        value: str = getattr(parts_of(run.authorisation, kind)[number], of)
        return value

    return asked.compilation.parameters.bind(("search", number, of), read, cast)


def said_in(run: Run, place: ArgumentPlace, argument: str = ARGUMENT) -> str:
    """The words that an argument gives; raises a refusal with code BAD_VALUE where they are too many."""
    said = str(run.arguments(place)[argument])
    if len(said) > LONGEST:
        raise refused(_("Search with at most %(most)s characters.") % {"most": LONGEST}, code="BAD_VALUE")
    return said
