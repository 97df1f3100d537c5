"""Who took a blueprint over: those who gave their name, and how many did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption
from vlavirgem_tenants.commons.models import Visibility


@dataclass(frozen=True, kw_only=True)
class Adopters:
    """``without_name`` is None where there are none, 0 where they are one or two: too few to tell."""

    named: Sequence[BlueprintAdoption]
    without_name: int | None


def adopters_of(blueprint: Blueprint) -> Adopters:
    """As the current organisation may know them; only the lead partner is told of those without a name."""
    named = BlueprintAdoption.objects.filter(blueprint=blueprint, visibility=Visibility.PARTNERS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.pilots_adopted_without_names(%s)", [blueprint.pk])
        (without_name,) = cursor.fetchone() or (None,)
    return Adopters(named=list(named.select_related("owner")), without_name=without_name)
