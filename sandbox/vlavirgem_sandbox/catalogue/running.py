"""What a publisher sees of its services on the start page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy, ngettext

from vlavirgem.plugins import Running, RunningWork, running_work
from vlavirgem_sandbox.catalogue.models import PublicationState, Service
from vlavirgem_tenants.people.actors import Actor

MOST = 6


def register() -> None:
    """Bring our services to the start page."""
    running_work.register(
        RunningWork(
            name="services",
            label=gettext_lazy("Our services"),
            all_label=gettext_lazy("All services"),
            url_name="services:list",
            find=our_services,
        )
    )


def our_services(actor: Actor) -> Sequence[Running]:
    """The services of the actor's organisation that can be tried, by name."""
    return list(_cards(actor))


def _cards(actor: Actor) -> Iterator[Running]:
    for service in Service.objects.filter(owner=actor.tenant).offered().for_cards()[:MOST]:
        number: int | None = service.latest_number  # type: ignore[attr-defined]  # from for_cards()
        operations: int = service.latest_operations or 0  # type: ignore[attr-defined]
        said = ngettext(
            "Version %(number)s, %(operations)s operation", "Version %(number)s, %(operations)s operations", operations
        )
        yield Running(
            title=service.name,
            url=service.get_absolute_url(),
            state=PublicationState(service.standing).house_state.value,  # type: ignore[attr-defined]
            line=said % {"number": number or "–", "operations": operations},
        )
