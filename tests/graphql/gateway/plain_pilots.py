"""Try-outs, pilots and shared pages as plain rows; what was taken back is left out here again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import models

from tests.graphql.gateway.plain_resolvers import Row, World
from tests.graphql.gateway.plain_services import columns
from tests.graphql.gateway.searched_words import WORDS
from vlavirgem_cms.shared.models import Adoption, SharedPage
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.pilots.models import (
    Decision,
    DecisionGround,
    Finding,
    FindingEvidence,
    Hypothesis,
    Kpi,
    Measurement,
    Pilot,
)
from vlavirgem_sandbox.tryouts.models import Call, TryOut

DATED = ("created_at", "updated_at")


def try_out_rows(world: World) -> dict[str, list[Row]]:
    """Our try-outs and their calls."""
    services = dict(ServiceVersion.objects.values_list("pk", "service_id"))
    names = (
        *("name", "state", "service_name", "version_number", "agency_name", "digest", "opened_by", "opened_at"),
        *("reset_at", "last_day", "usage_shown"),
    )
    tried = [
        Row(
            "TryOut",
            str(each.pk),
            (each.opened_at, each.pk),
            {
                **columns(each, names),
                "path": each.base_path,
                "version": world.one("ServiceVersion", each.version_id),
                "calls": world.listed("TryOutCall", tryout=each.pk),
                "pilots": world.listed("Pilot", tryout=each.pk),
            },
            {"service": services.get(each.version_id), "state": each.state},
        )
        for each in TryOut.objects.order_by("-opened_at", "-id")
    ]
    fields = ("at", "method", "path", "operation", "verdict", "reason", "status", "duration_ms")
    calls = [
        Row(
            "TryOutCall",
            str(each.pk),
            (each.at, each.pk),
            {**columns(each, fields), "tryOut": world.one("TryOut", each.tryout_id)},
            {"tryout": each.tryout_id, "verdict": each.verdict},
        )
        for each in Call.objects.order_by("-at", "-id")
    ]
    return {"TryOut": tried, "TryOutCall": calls}


def matches_of(*names: str) -> Callable[[Row, dict[str, Any]], bool]:
    """By arguments that are held against what has their name: one value, or a list of those that will do."""

    def matches(row: Row, arguments: dict[str, Any]) -> bool:
        for name in names:
            asked = arguments.get(name)
            if asked is not None and row.search[name] not in (asked if isinstance(asked, list) else [asked]):
                return False
        return True

    return matches


def pilot_rows(world: World) -> list[Row]:
    """The pilots that the tenant sees."""
    services = dict(ServiceVersion.objects.values_list("pk", "service_id"))
    on_trial = {each.pk: services[each.version_id] for each in TryOut.objects.all()}
    names = ("title", "goal", "reason", "state", "starts_on", "ends_on", "service_name", "visibility", *DATED)
    return [
        Row(
            "Pilot",
            str(pilot.pk),
            (pilot.updated_at, pilot.pk),
            {
                **columns(pilot, names),
                "lead": world.one("Organisation", pilot.owner.slug),
                "partners": world.some("Organisation", [partner.slug for partner in pilot.partners()]),
                "tryOut": world.one("TryOut", pilot.tryout_id),
                "services": world.some("Service", [on_trial[pilot.tryout_id]] if pilot.tryout_id in on_trial else []),
                **{
                    name: world.listed(type_name, pilot=pilot.pk)
                    for name, type_name in (
                        ("purchases", "JointPurchase"),
                        ("hypotheses", "Hypothesis"),
                        ("kpis", "Kpi"),
                        ("findings", "Finding"),
                        ("decisions", "Decision"),
                    )
                },
            },
            {
                "owner": pilot.owner.slug,
                "state": pilot.state,
                "tryout": pilot.tryout_id,
                "service": on_trial.get(pilot.tryout_id) if pilot.tryout_id else None,
            },
        )
        for pilot in Pilot.objects.select_related("owner").order_by("-updated_at", "-id")
    ]


def part_rows(world: World) -> dict[str, list[Row]]:
    """What pilots are made of."""

    def part(row: Any, place: tuple[Any, ...], names: tuple[str, ...], **more: Any) -> Row:
        values = {**columns(row, (*names, *DATED)), "pilot": world.one("Pilot", row.pilot_id), **more}
        type_name = type(row).__name__
        if type_name == "Measurement":
            del values["pilot"]
        return Row(type_name, str(row.pk), (*place, row.pk), values, {"pilot": row.pilot_id, "kpi": _kpi_of(row)})

    standing = Measurement.objects.standing().order_by("period_to", "created_at", "id")
    fed = ("value", "period_from", "period_to", "note", "calls_total", "runs_total")
    judged = ("name", "unit", "direction", "baseline", "baseline_on", "target", "source", "operation")
    return {
        "Hypothesis": [
            part(each, (each.position, each.created_at), ("text", "verdict"))
            for each in Hypothesis.objects.order_by("position", "created_at", "id")
        ],
        "Kpi": [
            part(each, (each.position, each.created_at), judged, measurements=world.listed("Measurement", kpi=each.pk))
            for each in Kpi.objects.order_by("position", "created_at", "id")
        ],
        "Measurement": [
            part(each, (each.period_to, each.created_at), fed, kpi=world.one("Kpi", each.kpi_id)) for each in standing
        ],
        "Finding": [
            part(
                each,
                (each.created_at,),
                ("title", "text"),
                callCount=FindingEvidence.objects.filter(finding=each, call_id__isnull=False).count(),
                hypothesis=world.one("Hypothesis", each.hypothesis_id),
                measurements=world.some("Measurement", _keys(FindingEvidence, "measurement", finding=each)),
            )
            for each in Finding.objects.standing().order_by("created_at", "id")
        ],
        "Decision": [
            part(
                each,
                (each.decided_on, each.created_at),
                ("outcome", "reason", "decided_on", "decided_by"),
                findings=world.some("Finding", _keys(DecisionGround, "finding", decision=each)),
            )
            for each in Decision.objects.standing().order_by("decided_on", "created_at", "id")
        ],
    }


def _kpi_of(row: Any) -> Any:
    return row.kpi_id if isinstance(row, Measurement) else None


def _keys(model: type[models.Model], name: str, **of: Any) -> list[Any]:
    return list(model._default_manager.filter(**of).values_list(name, flat=True))


def shared_page_rows(world: World) -> list[Row]:
    """The shared pages that the tenant reads."""
    names = (
        *("title", "summary", "language", "themes", "html", "version", "shared_at", "shared_until"),
        *("withdrawn_at", *DATED),
    )
    found = {
        words: set(
            SharedPage.objects.filter(search=SearchQuery(words, config="dutch", search_type="websearch")).values_list(
                "pk", flat=True
            )
        )
        for words in WORDS
    }
    return [
        Row(
            "SharedPage",
            str(each.pk),
            (each.shared_at, each.pk),
            {
                **columns(each, names),
                "adoptionCount": Adoption.objects.filter(shared_page=each).count(),
                "publisher": world.one("Organisation", each.owner.slug),
            },
            {"owner": each.owner.slug, "words": {words for words, pks in found.items() if each.pk in pks}},
        )
        for each in SharedPage.objects.select_related("owner").order_by("-shared_at", "-id")
    ]


def shared_page_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By words."""
    return arguments.get("words") is None or arguments["words"] in row.search["words"]
