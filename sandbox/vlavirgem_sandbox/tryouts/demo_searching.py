"""What Mechelen tries of a GraphQL service: associations are looked for, and a search is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from vlavirgem_sandbox.tryouts.demo_counter import Counter
from vlavirgem_tenants.people.actors import Actor

SEARCHING: Final = ("abb", "verenigingen-zoeken")
SEARCHING_NAME: Final = "Verenigingen voor subsidies"
_FOUND: Final = "query Zoeken($gemeente: String) { verenigingen(gemeente: $gemeente) { id naam activiteiten } }"
_WRONG: Final = "query Zoeken { verenigingen(postcode: 2800) { id naam leden } }"
_KEPT: Final = "mutation Bewaren($input: ZoekopdrachtInput!) { maakZoekopdracht(input: $input) { id naam } }"
_SEARCHES: Final = "query Bewaard { zoekopdrachten { id naam gemeente activiteit } }"


def search_associations(counter: Counter, actor: Actor) -> None:
    """A program that asks first for what there is not, then finds what it wants and keeps the search."""
    del actor
    counter.moment = timezone.now() - timedelta(days=4)
    counter.call("POST", "/", body={"query": _WRONG})
    counter.call("POST", "/", body={"query": _FOUND, "variables": {"gemeente": "Mechelen"}})
    kept = {"naam": "Natuur in Mechelen", "gemeente": "Mechelen", "activiteit": "natuur"}
    counter.call("POST", "/", body={"query": _KEPT, "variables": {"input": kept}})
    counter.call("POST", "/", body={"query": _SEARCHES})
