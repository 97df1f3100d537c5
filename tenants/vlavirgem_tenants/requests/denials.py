"""Putting on record that somebody asked for what their roles, or their key, do not allow."""

from __future__ import annotations

from collections.abc import Mapping

from vlavirgem.plugins import denial_records
from vlavirgem_tenants.people.actors import Actor


def put_on_record(actor: Actor, refused: Mapping[str, str]) -> str:
    """The id of the event that tells of it, to name in the answer; it stands there once the request has ended. Empty
    where no room keeps such a record."""
    for keeper in denial_records:
        return str(keeper.record(actor, refused))
    return ""
