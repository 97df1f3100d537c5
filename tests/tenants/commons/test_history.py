"""History: written only about what its writer reads, at the moment that the database says."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_tenants.commons.models import History, Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ActorOf = Callable[..., Actor]
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def pilot_of(tenant: Tenant, visibility: Visibility) -> Pilot:
    with tenant_scope(tenant):
        return Pilot.objects.create(owner=tenant, title="Loket", goal="Sneller", visibility=visibility)


def test_who_reads_a_row_writes_about_it_and_nobody_else(aalst: Tenant, brugge: Tenant, actor_of: ActorOf) -> None:
    shared, private = pilot_of(aalst, Visibility.NETWORK), pilot_of(aalst, Visibility.OWN)
    theirs = actor_of(brugge, Role.EDITOR)
    with tenant_scope(brugge):
        record(actor=theirs, subject=shared, verb="adopted")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            record(actor=theirs, subject=private, verb="adopted")
    with tenant_scope(aalst):
        record(actor=actor_of(aalst, Role.PILOT_LEAD), subject=private, verb="opened")
        assert [(line.owner, line.verb) for line in History.objects.of(shared)] == [(brugge, "adopted")]
        assert [line.verb for line in History.objects.of(private)] == ["opened"]


def test_writing_a_line_plans_no_table_of_another_kind(aalst: Tenant) -> None:
    # One expression over all kinds cost the planner 17 ms a line.
    with tenant_scope(aalst), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (VERBOSE) INSERT INTO commons_history SELECT * FROM commons_history WHERE false")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "commons_history" in plan
    assert "pilots_" not in plan
    assert "exchange_" not in plan


@pytest.mark.parametrize("kind", ["pilots.pilot", "no.such_kind", "commons.history"])
def test_nobody_writes_about_what_is_not_there(aalst: Tenant, kind: str) -> None:
    line = {"owner": aalst, "verb": "opened", "actor_name": "Wie dan ook", "subject_kind": kind}
    pilot = pilot_of(aalst, Visibility.OWN)
    with tenant_scope(aalst):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            History.objects.create(subject_id=uuid.uuid4(), **line)
        assert History.objects.create(subject_id=pilot.pk, **{**line, "subject_kind": "pilots.pilot"})


def test_the_moment_of_a_line_is_the_databases(aalst: Tenant, actor_of: ActorOf) -> None:
    pilot = pilot_of(aalst, Visibility.OWN)
    with tenant_scope(aalst):
        written = record(actor=actor_of(aalst, Role.PILOT_LEAD), subject=pilot, verb="opened")
        History.objects.bulk_create(
            [
                History(
                    owner=aalst,
                    subject_kind="pilots.pilot",
                    subject_id=pilot.pk,
                    verb="backdated",
                    actor_name="Wie dan ook",
                    created_at=LONG_AGO,
                )
            ]
        )
        latest, first = History.objects.of(pilot)
        assert (latest.verb, first.pk) == ("backdated", written.pk)
        assert timezone.now() - latest.created_at < timedelta(minutes=1)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            History.objects.filter(pk=latest.pk).update(created_at=LONG_AGO)
