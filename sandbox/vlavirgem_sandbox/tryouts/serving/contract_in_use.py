"""The compiled contract of a try-out, kept in memory by its digest."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.contracts.compiled import CompiledContract, compile_contract
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving.problems import contract_unreachable

_CONTRACTS_IN_MEMORY = 64


def contract_of(tryout: TryOut) -> CompiledContract:
    """Ready to serve. Raises CallProblem (503) when the version cannot be read from this tenant any more.

    The digest is of the contract's content, so tenants that try the same version share one compiled contract and
    nothing else: it holds no state.
    """
    try:
        return _compiled(tryout.digest, tryout.version_id)
    except ServiceVersion.DoesNotExist:
        raise contract_unreachable() from None


@lru_cache(maxsize=_CONTRACTS_IN_MEMORY)
def _compiled(digest: str, version_id: UUID) -> CompiledContract:
    version = ServiceVersion.objects.only("document", "digest").get(pk=version_id, digest=digest)
    return compile_contract(version.document, digest)
