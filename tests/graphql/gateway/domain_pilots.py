"""Try-outs, pilots and shared pages made straight in the database: ours and others', shared and not, taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

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
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def open_try_out(tenant: Tenant, version: ServiceVersion, *, calls: int = 3) -> TryOut:
    """A try-out of ``tenant`` with some calls."""
    with tenant_scope(tenant):
        opened = TryOut.objects.create(
            name=f'Proef "{tenant.slug}"',
            version_id=version.pk,
            digest=version.digest,
            service_name=version.title,
            service_url="/services/x/y/",
            version_number=version.number,
            agency_name="Brugge",
            opened_by="Ann",
            last_day=timezone.localdate(),
        )
        for number in range(calls):
            Call.objects.create(
                tryout=opened,
                method="GET",
                path=f"/dingen/{number}?é=%",
                operation="GET /dingen/{id}",
                verdict=["ok", "violation", "refused"][number % 3],
                status=[200, 400, 401][number % 3],
                duration_ms=number + 0.25,
            )
    return opened


def open_pilot(tenant: Tenant, *, partners: tuple[Tenant, ...] = (), tryout: TryOut | None = None) -> Pilot:
    """A pilot that ``tenant`` leads, with something in each of its parts, of which some was taken back."""
    today, now = timezone.localdate(), timezone.now()
    with tenant_scope(tenant):
        pilot = Pilot(
            owner=tenant,
            title=f"Loket van {tenant.slug}",
            goal="Zien of het\nwerkt | 100%",
            state="active",
            starts_on=today - timedelta(days=9),
            service_name="Verenigingen",
            tryout_id=tryout.pk if tryout else None,
        )
        pilot.share_with(partners).save()
        own = {"owner": tenant, "pilot": pilot}
        expected = Hypothesis.objects.create(**own, text="Het gaat sneller", position=1)
        Hypothesis.objects.create(**own, text="Het blijft even traag", verdict="fails", position=0)
        kpi = Kpi.objects.create(**own, name="Tijd", unit="s", direction="lower", baseline="9.50", target="4.00")
        Kpi.objects.create(**own, name="Aantal", target="10.00", position=1)
        measured = [
            Measurement.objects.create(
                **own,
                kpi=kpi,
                value=f"{8 - day}.25",
                period_from=today - timedelta(days=3 - day),
                period_to=today - timedelta(days=3 - day),
                withdrawn_at=now if day == 1 else None,
            )
            for day in range(3)
        ]
        kept = Finding.objects.create(**own, title="Een code spaart tijd", text="Zie <b>", hypothesis=expected)
        gone = Finding.objects.create(**own, title="Teruggenomen", withdrawn_at=now)
        for each in measured:
            FindingEvidence.objects.create(**own, finding=kept, measurement=each)
        FindingEvidence.objects.create(**own, finding=kept, call_id=uuid4())
        for outcome, withdrawn in (("scale_up", None), ("stop", now)):
            decision = Decision.objects.create(
                **own, outcome=outcome, reason="Omdat", decided_on=today, decided_by="Bea", withdrawn_at=withdrawn
            )
            for finding in (kept, gone):
                DecisionGround.objects.create(**own, decision=decision, finding=finding)
    return pilot


def share_pages(tenant: Tenant, adopter: Tenant) -> list[SharedPage]:
    """Pages of ``tenant``: shared with the network and taken over by ``adopter``, run out, and taken back."""
    now = timezone.now()
    with tenant_scope(tenant):
        pages = [
            SharedPage.objects.create(
                owner=tenant,
                visibility=Visibility.NETWORK,
                source_page_id=number,
                source_digest="0" * 64,
                title=f"Verenigingen {number} van {tenant.slug}",
                summary="Hoe wij <het> doen",
                themes=["welfare"],
                html="<p>Zo</p>",
                shared_at=now - timedelta(minutes=number),
                shared_until=timezone.localdate() - timedelta(days=1) if number == 1 else None,
                withdrawn_at=now if number == 2 else None,
            )
            for number in range(3)
        ]
    with tenant_scope(adopter):
        Adoption.objects.create(owner=adopter, shared_page=pages[0], version=1, page_id=1, adopted_at=now)
    return pages
