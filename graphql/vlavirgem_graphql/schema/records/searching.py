"""Full-text search in records: the words of a question, in those fields of each record that its agreement covers.

A record's lexemes carry the name of their field (``exchange/migrations/0003_search.py``), so a field that is not
covered is not looked in at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.access import Access
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


def parts_of(access: Access, kind: Kind) -> Sequence[tuple[str, str]]:
    """Offers of which the same fields can be searched, with those fields."""
    return access.parts(kind.searched_names)


def conditions(kind: Kind, rows: Rows, asked: Asked) -> list[str]:
    """The condition that the argument sets, if it is there; where no text of an offer is covered, none is found."""
    if asked.arguments.get(ARGUMENT) is None:
        return []
    parts = parts_of(asked.compilation.authorisation, kind)
    if not parts:
        return ["false"]
    bind, place = asked.compilation.parameters.bind, asked.place
    said = bind((place.key, ARGUMENT), partial(_said, place=place), "text")
    cases = []
    for number in range(len(parts)):
        offers = bind(("search offers", number), partial(_part_of, kind=kind, number=number, at=0), "uuid[]")
        fields = bind(("search fields", number), partial(_part_of, kind=kind, number=number, at=1), "text[]")
        # A select of its own is worked out once, and not for each row.
        query = f"(select public.exchange_search_query({said},{fields}))"
        cases.append(f"when {rows.column('offer_id')}=any({offers}) then {rows.column('search')} @@ {query}")
    return [f"(case {' '.join(cases)} else false end)"]


def _part_of(run: Run, kind: Kind, number: int, at: int) -> str:
    return parts_of(run.authorisation, kind)[number][at]


def _said(run: Run, place: ArgumentPlace) -> str:
    said = str(run.arguments(place)[ARGUMENT])
    if len(said) > LONGEST:
        raise refused(_("Search with at most %(most)s characters.") % {"most": LONGEST}, code="BAD_VALUE")
    return said
