"""What conditions on records look at. A condition on a field is a way to read it, so it needs the agreement as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vlavirgem.database.quoting import literal
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.gateway.compiler import sorts
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.sorts import Sort
from vlavirgem_graphql.schema.records.members import day_of, list_of, moment_of, number_of, text_of, truth_of
from vlavirgem_graphql.schema.records.rows import RecordRows

_Read = Callable[[str], str]

_SORTS: dict[FieldType, tuple[Sort, _Read]] = {
    FieldType.TEXT: (sorts.TEXT, text_of),
    FieldType.HTML: (sorts.TEXT, text_of),
    FieldType.URI: (sorts.TEXT, text_of),
    FieldType.CODE: (sorts.CODE, text_of),
    FieldType.DATE: (sorts.DATE, day_of),
    FieldType.DATE_TIME: (sorts.MOMENT, moment_of),
    FieldType.BOOLEAN: (sorts.BOOLEAN, truth_of),
    FieldType.INTEGER: (sorts.NUMBER, number_of),
    FieldType.DECIMAL: (sorts.DECIMAL, number_of),
}
_TEXTS = {FieldType.TEXT, FieldType.HTML, FieldType.URI, FieldType.CODE}


@dataclass(frozen=True)
class MemberFilter:
    """A field of the kind, in a record's body."""

    field: KindField
    sort: Sort
    read: _Read

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.field.name

    @property
    def label(self) -> str:
        """The field's own label."""
        return str(self.field.label)

    def value(self, rows: Rows) -> str:
        """Its value in the body."""
        return self.read(f"{rows.column('body')}->{literal(self.field.name)}")

    def readable(self, rows: Rows, asked: Asked) -> str | None:
        """Where the record's agreement covers it; it is told where one does not."""
        if not isinstance(rows, RecordRows):
            raise TypeError("Records are read with what their agreements cover.")
        state = rows.access.state(self.field.name)
        if state == "all":
            return None
        asked.compilation.withheld.add(self.field.name)
        return "false" if state == "none" else rows.is_covered([self.field.name])


class _Title(MemberFilter):
    """The field that people call a record by: it has a column of its own."""

    def value(self, rows: Rows) -> str:
        """Its column; empty where the offer does not hold it."""
        return f"nullif({rows.column('title')},'')"


class _UpdatedAt:
    """When a record's content last changed: no field of the kind, so no agreement withholds it."""

    name, sort = "updatedAt", sorts.MOMENT

    @property
    def label(self) -> str:
        """What it is."""
        return _("When its content last changed.")

    def value(self, rows: Rows) -> str:
        """Its column."""
        return rows.column("updated_at")

    def readable(self, rows: Rows, asked: Asked) -> None:
        """Always."""
        del rows, asked


class _Provider:
    """Whose record it is: no field of the kind either, and nothing that conditions are set on (see ``provider``)."""

    name, sort = "provider", sorts.CODE

    @property
    def label(self) -> str:
        """What it is."""
        return _("The short name of the organisation it comes from.")

    def value(self, rows: Rows) -> str:
        """Its slug."""
        return f"(select t_.slug from public.directory_tenant t_ where t_.id={rows.column('owner_id')})"

    def readable(self, rows: Rows, asked: Asked) -> None:
        """Always."""
        del rows, asked


def orders_of(kind: Kind) -> Iterator[MemberFilter | _UpdatedAt]:
    """What records of a kind can be ordered by: the title, numbers, days, moments, and when they changed."""
    yield _Title(kind.field(kind.title_field), sorts.TEXT, text_of)
    yield from (
        each for each in filters_of(kind) if each.sort in (sorts.NUMBER, sorts.DECIMAL, sorts.DATE, sorts.MOMENT)
    )


def group_keys_of(kind: Kind) -> Iterator[MemberFilter | _Provider]:
    """What records of a kind can have in common: a code, a short text, yes or no, and whose they are."""
    yield _Provider()
    alike = {FieldType.CODE, FieldType.TEXT, FieldType.BOOLEAN}
    yield from (each for each in filters_of(kind) if isinstance(each, MemberFilter) and each.field.type in alike)


def filters_of(kind: Kind) -> Iterator[MemberFilter | _UpdatedAt]:
    """Every field of a kind, each with the tests of its type, and when the record changed."""
    for field in kind:
        if field.type is FieldType.GROUP or (field.many and field.type not in _TEXTS):
            yield MemberFilter(field, sorts.PRESENCE, list_of)
        elif field.many:
            yield MemberFilter(field, sorts.LIST, list_of)
        else:
            yield MemberFilter(field, *_SORTS[field.type])
    yield _UpdatedAt()
