"""`vlavirgem dataset import tryout`: what a try-out remembers, as records of a dataset."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tryout_arguments import AsJson, OfTenant, TryOutId, tryout_of
from vlavirgem_graphql.datasets.from_state.services import foresee_records, make_records, read_collection
from vlavirgem_graphql.datasets.models import ImportLine, ImportRun, Outcome
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

_Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="field=/place, as locations/street=/seat/street; field= leaves it empty. May be given more than once.",
    ),
]


def command(
    tryout_id: TryOutId,
    tenant: OfTenant,
    collection: Annotated[str, typer.Option(help="Path of the collection, as /verenigingen.")],
    title: Annotated[str, typer.Option(help="Title of the dataset, where it is yet to be made.")] = "",
    kind: Annotated[
        str, typer.Option(help="Kind of record, where the dataset is yet to be made; empty: what fits best.")
    ] = "",
    mapped: _Map = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would become of each; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make or bring up to date the records of a dataset from what a try-out remembers; nothing is offered by it."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            actor, tryout = Actor.system(ours), tryout_of(ours, tryout_id)
            remembered = read_collection(actor=actor, tryout=tryout, collection=collection)
            chosen = remembered.kind_for(kind)
            mapping = remembered.mapping_for(chosen) | pairs_of(mapped or [])
            if dry_run:
                difference = foresee_records(remembered, chosen, mapping)
                counts, lines = difference.counts(), list(difference.lines(ImportRun()))
        if not dry_run:
            run = kept_for(
                ours,
                lambda: make_records(actor=actor, remembered=remembered, kind=chosen, mapping=mapping, title=title),
            )
            with tenant_scope(ours):
                counts, lines = run.counts, list(run.lines.all())
    _tell(chosen.name, mapping, counts, lines, as_json=as_json)


def pairs_of(texts: list[str]) -> dict[str, str]:
    """What --map says: each field and what fills it."""
    pairs = dict(text.partition("=")[::2] for text in texts)
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        fail(
            _("%(wrong)s is no mapping.") % {"wrong": wrong[0]},
            remedy=_("Write the field, = and what fills it, as name=/naam."),
        )
    return pairs


def _tell(
    kind: str, mapping: dict[str, str], counts: dict[str, int], lines: list[ImportLine], *, as_json: bool
) -> None:
    if as_json:
        rows = [
            {"key": line.key, "title": line.title, "outcome": line.outcome, "reason": line.reason, "place": line.place}
            for line in lines
        ]
        print_json({"kind": kind, "mapping": mapping, "counts": counts, "records": rows})
        return
    for line in lines:
        fate = Outcome(line.outcome).label
        out.print(
            f"{fate:10} {line.title or line.key} {line.reason} {line.place}".rstrip(),
            markup=False,
        )
    out.print(", ".join(f"{count} {Outcome(fate).label}" for fate, count in counts.items()), highlight=False)
