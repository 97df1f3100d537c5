"""What changed from one version of a service to another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.contracts.comparing.changes import LEVELS, Change, Level
from vlavirgem_sandbox.contracts.comparing.contracts import compare_contracts
from vlavirgem_sandbox.contracts.comparing.graphql import compare_schemas
from vlavirgem_sandbox.contracts.comparing.soap import compare_services
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract
from vlavirgem_tenants.directory.models import Tenant

_COMPARISONS_IN_MEMORY: Final = 128


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two versions and the changes between them, what breaks first."""

    older: ServiceVersion
    newer: ServiceVersion
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[Level, int]:
        """How many changes there are of each level, zeros too."""
        counted = Counter(change.level for change in self.changes)
        return {level: counted[level] for level in LEVELS}


def comparison_of(older: ServiceVersion, newer: ServiceVersion) -> Comparison:
    """Compare two versions that the current tenant may read. Raises Refusal for contracts of two kinds."""
    changes = _changes(older.pk, older.digest, newer.pk, newer.digest, get_language())
    return Comparison(older=older, newer=newer, changes=changes)


def comparison_or_404(service: Service, older: int, newer: int, *, reader: Tenant) -> Comparison:
    """The comparison of two of the service's versions, by number."""
    versions = service.versions.for_pages_of(reader).without_document()
    if older == newer:
        raise Http404
    return comparison_of(get_object_or_404(versions, number=older), get_object_or_404(versions, number=newer))


def predecessor_of(version: ServiceVersion) -> ServiceVersion | None:
    """The version before this one that was ever live and can be compared with it."""
    versions = version.service.versions.without_document()
    before: int | None = versions.with_predecessor().get(pk=version.pk).before  # type: ignore[attr-defined]
    older = None if before is None else versions.get(number=before)
    return older if older is not None and older.is_comparable_with(version) else None


@lru_cache(maxsize=_COMPARISONS_IN_MEMORY)
def _changes(
    older: UUID, older_digest: str, newer: UUID, newer_digest: str, _language: str | None
) -> tuple[Change, ...]:
    """Kept in memory: the contract of a digest never changes. The sentences are in the language of who asked."""
    before, after = (
        compile_contract(ServiceVersion.objects.values_list("document", flat=True).get(pk=version), digest)
        for version, digest in ((older, older_digest), (newer, newer_digest))
    )
    if isinstance(before, GraphQLContract) and isinstance(after, GraphQLContract):
        return compare_schemas(before, after)
    if isinstance(before, SoapContract) and isinstance(after, SoapContract):
        return compare_services(before, after)
    if not isinstance(before, CompiledContract) or not isinstance(after, CompiledContract):
        raise Refusal(
            message=_("These versions cannot be compared: their contracts are of different kinds."),
            remedy=_("Look at the two contracts themselves."),
            code="not-comparable",
        )
    return compare_contracts(before, after)
