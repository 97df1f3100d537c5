"""Examples for developers: queries that this organisation can run, and how a program sends them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import FieldType, Kind, known_kinds
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.access import find_access
from vlavirgem_tenants.directory.models import Tenant

_MOST_FIELDS, _MOST_PROVIDERS = 6, 3
_OFFERS = (
    "query Offers {\n  offers(first: 20) {\n"
    "    nodes { title kind recordCount fields provider { name slug } }\n  }\n}\n"
)
_AGREEMENTS = (
    "query Agreements {\n  agreements(first: 20) {\n"
    "    nodes { purpose fields validUntil live provider { name } consumer { name } }\n  }\n}\n"
)


@dataclass(frozen=True)
class Example:
    """A query under a name that says what it asks."""

    label: str
    query: str


def examples_of(tenant: Tenant) -> list[Example]:
    """Queries with which something is found: first those over this organisation's own live agreements."""
    found: list[Example] = []
    access = find_access(tenant.pk)
    for kind in known_kinds():
        for group in access[kind.name].groups if kind.name in access else ():
            fields = [field.name for field in kind if field.type is not FieldType.GROUP and group.covers(field.name)]
            slugs = group.slugs[:_MOST_PROVIDERS]
            label = _("%(kind)s of %(whom)s") % {"kind": kind.plural, "whom": ", ".join(_names(slugs))}
            found.append(Example(label, _records(kind, slugs, fields[:_MOST_FIELDS])))
    return [*found, Example(_("What can be read or asked for"), _OFFERS), Example(_("Our agreements"), _AGREEMENTS)]


def _names(slugs: Sequence[str]) -> list[str]:
    return list(Tenant.objects.filter(slug__in=slugs).order_by("slug").values_list("name", flat=True))


def example_of(agreement: Agreement) -> Example:
    """A query over one agreement: its provider, and the fields that it covers."""
    kind = agreement.offer.declared_kind
    fields = [name for name in agreement.fields if kind.field(name).type is not FieldType.GROUP]
    return Example(agreement.offer_title, _records(kind, [agreement.provider.slug], fields[:_MOST_FIELDS]))


def _records(kind: Kind, slugs: Sequence[str], fields: Sequence[str]) -> str:
    lines = "\n".join(f"      {name}" for name in fields)
    return (
        f"query Records {{\n  {kind.connection_name}(first: 10, provider: {json.dumps(list(slugs))}) {{\n"
        f"    nodes {{\n{lines}\n      provider {{ name }}\n    }}\n"
        "    pageInfo { hasNextPage endCursor }\n  }\n}\n"
    )


def programs_of(tenant: Tenant, query: str) -> list[Example]:
    """How a program sends ``query`` to this organisation's own address, in three languages."""
    address = f"{tenant.address}/graphql"
    body = json.dumps({"query": " ".join(query.split())}, ensure_ascii=False)
    quoted = body.replace("'", "'\\''")
    curl = (
        f"curl {address} \\\n  -H 'Authorization: Bearer vvg_...' \\\n"
        f"  -H 'Content-Type: application/json' \\\n  -d '{quoted}'"
    )
    python = (
        f"import json\nimport urllib.request\n\nbody = {json.dumps(query)}\n"
        f'request = urllib.request.Request(\n    "{address}",\n    json.dumps({{"query": body}}).encode(),\n'
        '    {"Authorization": "Bearer vvg_...", "Content-Type": "application/json"},\n)\n'
        'with urllib.request.urlopen(request) as response:\n    print(json.load(response)["data"])'
    )
    script = (
        f'const response = await fetch("{address}", {{\n  method: "POST",\n'
        '  headers: { Authorization: "Bearer vvg_...", "Content-Type": "application/json" },\n'
        f"  body: JSON.stringify({{ query: {json.dumps(query)} }}),\n}});\n"
        "console.log((await response.json()).data);"
    )
    return [Example("curl", curl), Example("Python", python), Example("JavaScript", script)]
