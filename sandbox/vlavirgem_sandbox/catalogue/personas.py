"""The test personas of a version, for the pages that list them."""

from __future__ import annotations

from uuid import UUID

from django.db.models.fields.json import KeyTransform

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.contracts.authored.personas import EXTENSION, Persona, personas_of


def personas_of_version(version_id: UUID) -> tuple[Persona, ...]:
    """Those that can be used; the rest of the contract stays in the database. None for a version out of sight."""
    written = ServiceVersion.objects.filter(pk=version_id).values_list(KeyTransform(EXTENSION, "document"), flat=True)
    return personas_of(written.first())
