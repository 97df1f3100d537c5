"""A table on its way in: kept while a person says which column fills which field, then imported as any other file."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.difference import Difference
from vlavirgem_graphql.datasets.formats import base_for
from vlavirgem_graphql.datasets.mapping.targets import Mapping
from vlavirgem_graphql.datasets.models import Dataset, FileUpload, ImportRun
from vlavirgem_graphql.datasets.services import each_once
from vlavirgem_graphql.datasets.tables.reading import Table, read_table
from vlavirgem_graphql.datasets.tables.records import mapping_for, places_of, records_of
from vlavirgem_graphql.datasets.uploads import foresee, hold_upload, keep, take_in
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.test_data_guard import find_real_numbers


@transaction.atomic
def keep_table(
    *, actor: Actor, source: bytes, file_name: str, into: Dataset | Kind, title: str = "", whole: bool = False
) -> FileUpload:
    """Keep a table until it is known how it becomes records, for a day; of a row about a real person nothing is kept.

    ``into`` is the dataset, or the kind of one that is yet to be made under ``title``. Raises :class:`Refusal` for what
    is no table, or one without rows.
    """
    actor.require(Permission.DATA_MANAGE)
    table = read_table(source)
    if not table.rows:
        raise Refusal(
            _("This table has no rows."),
            remedy=_("Choose a file with the names of the columns in its first row, and a record in each other row."),
            code="nothing-to-import",
            status=HTTPStatus.BAD_REQUEST,
            place="file",
        )
    return keep(
        actor=actor,
        into=into,
        file_name=file_name,
        title=title,
        whole=whole,
        file_hash=hashlib.sha256(source).hexdigest(),
        columns=table.columns,
        rows=[{} if find_real_numbers(row) else row for row in table.rows],
    )


def table_in(upload: FileUpload) -> Table:
    """The table as it was kept."""
    return Table(upload.columns, upload.rows)


def mapping_of(upload: FileUpload) -> Mapping:
    """As it was the last time for this dataset, as far as the columns are there; else as the names suggest."""
    places = set(places_of(table_in(upload)))
    last = upload.dataset.mapping if upload.dataset is not None else {}
    known = {name: place for name, place in last.items() if place in places}
    return mapping_for(upload.declared_kind, table_in(upload), known)


def foresee_rows(tenant: Tenant, upload: FileUpload, mapping: Mapping) -> Difference:
    """What would become of each row; nothing is stored. Raises as ``records_of``."""
    kind = upload.declared_kind
    drafts = list(each_once(records_of(table_in(upload), kind, mapping, base_for(tenant, kind))))
    return foresee(upload, drafts)


@transaction.atomic
def import_table(*, actor: Actor, upload: FileUpload, mapping: Mapping, as_drafts: bool = False) -> ImportRun:
    """Make records of a table that was kept, remember how, and let the table go; returns the run with its report.

    ``as_drafts`` as for :func:`~vlavirgem_graphql.datasets.services.import_file`.

    Raises :class:`Refusal` where the table went already, no row fits the kind, or the title is taken by another kind.
    """
    actor.require(Permission.DATA_MANAGE)
    hold_upload(upload)
    kind = upload.declared_kind
    drafts = list(each_once(records_of(table_in(upload), kind, mapping, base_for(actor.tenant, kind))))
    if all(draft.refused for draft in drafts):
        raise Refusal(
            _("None of the rows fits the kind “%(kind)s”.") % {"kind": kind.label},
            remedy=_("The preview says why; choose other columns, or another kind."),
            code="nothing-fits",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="mapping",
        )
    run = take_in(actor=actor, upload=upload, drafts=drafts, as_drafts=as_drafts)
    run.dataset.mapping = mapping
    run.dataset.save(update_fields=["mapping"])
    return run
