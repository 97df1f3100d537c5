"""Entering and leaving a tenant: what a transaction may, and what is left when it ends however it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, ProgrammingError, connection, transaction

from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.scope import NoTenantError, after_request, current_tenant, tenant_scope, unit_of_work
from vlavirgem_tenants.wall.connection import this_connection
from vlavirgem_tenants.wall.postgresql import base


def people() -> set[str]:
    """The organisations of the users that the present scope shows."""
    return {user.username.partition("@")[2].partition(".")[0] for user in User.objects.all()}


def test_each_tenant_sees_its_own_people(aalst: Tenant, brugge: Tenant) -> None:
    for tenant in (aalst, brugge, aalst):
        with tenant_scope(tenant):
            assert people() == {tenant.slug}


def test_a_scope_inside_a_scope_changes_the_role_and_changes_it_back(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        with tenant_scope(brugge):
            assert people() == {"brugge"}
        assert people() == {"aalst"}


def test_another_tenants_schema_is_refused_by_the_database(aalst: Tenant, brugge: Tenant) -> None:
    def count_people_of(tenant: Tenant) -> int:
        with tenant_scope(aalst), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {tenant.schema_name}.people_user")
            return int(cursor.fetchone()[0])

    assert count_people_of(aalst) > 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        count_people_of(brugge)


def test_a_query_outside_a_scope_is_refused(own_database: str) -> None:
    named = this_connection()
    named.set_tenant(find_tenant("aalst"))
    try:
        with pytest.raises(ProgrammingError):
            User.objects.count()
    finally:
        named.set_schema_to_public()


def test_nothing_is_left_of_a_scope_on_the_connection(own_database: str) -> None:
    with tenant_scope(find_tenant("aalst")):
        assert people() == {"aalst"}
    with connection.connection.cursor() as raw:
        assert raw.execute("SELECT current_user").fetchone() == ("vvg_gate",)


def test_a_rollback_to_a_savepoint_keeps_the_tenant(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        savepoint = transaction.savepoint()
        with tenant_scope(brugge):
            assert people() == {"brugge"}
        transaction.savepoint_rollback(savepoint)
        assert people() == {"aalst"}


def test_a_raw_rollback_does_not_leave_another_tenants_rights(own_database: str) -> None:
    with tenant_scope(find_tenant("aalst")):
        people()
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
        assert people() == {"aalst"}


def test_a_new_thread_has_no_tenant(own_database: str) -> None:
    seen: list[BaseException | str] = []

    def look() -> None:
        try:
            current_tenant()
        except NoTenantError as error:
            seen.append(error)
        try:
            seen.append(str(User.objects.count()))
        except ProgrammingError as error:
            seen.append(error)
        connection.close()

    with tenant_scope(find_tenant("aalst")):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert [type(one) for one in seen] == [NoTenantError, ProgrammingError]


def test_threads_do_not_mix_their_tenants(own_database: str) -> None:
    slugs = ("aalst", "brugge", "genk", "net")
    wrong: list[str] = []
    start = threading.Barrier(len(slugs))

    def work(slug: str) -> None:
        tenant = find_tenant(slug)
        start.wait()
        for _ in range(20):
            with tenant_scope(tenant):
                wrong.extend(people() - {slug})
        connection.close()

    threads = [threading.Thread(target=work, args=[slug]) for slug in slugs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_work_on_commit_runs_as_the_tenant_in_a_transaction_of_its_own(own_database: str) -> None:
    seen: list[set[str]] = []
    with tenant_scope(find_tenant("aalst")):
        transaction.on_commit(lambda: seen.append(people()))
    assert seen == [{"aalst"}]


@pytest.mark.parametrize("fails", [False, True])
def test_what_must_be_on_record_outlives_the_unit_of_work(own_database: str, *, fails: bool) -> None:
    aalst = find_tenant("aalst")

    def record() -> None:
        User.objects.filter(username="member@aalst.example").update(last_name="op de lijst")

    with suppress(ZeroDivisionError), unit_of_work(aalst):
        User.objects.filter(username="reader@aalst.example").update(last_name="gewijzigd")
        after_request(record)
        _ = 1 / (0 if fails else 1)
    with tenant_scope(aalst):
        assert User.objects.get(username="member@aalst.example").last_name == "op de lijst"
        assert (User.objects.get(username="reader@aalst.example").last_name == "gewijzigd") is not fails


def test_content_types_are_remembered_for_each_tenant_by_itself(own_database: str) -> None:
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    with tenant_scope(brugge):
        of_users = ContentType.objects.filter(app_label="people", model="user")
        Permission.objects.filter(content_type__in=of_users).delete()
        of_users.update(id=9_001)
    found = {}
    for tenant in (aalst, brugge, aalst):
        with tenant_scope(tenant):
            found[tenant.slug] = ContentType.objects.get_for_model(User).pk
            assert found[tenant.slug] == ContentType.objects.filter(app_label="people", model="user").get().pk
    assert found["brugge"] == 9_001 != found["aalst"]


def test_a_second_statement_cannot_be_stacked_behind_a_first(aalst: Tenant) -> None:
    def run(statement: str) -> None:
        with tenant_scope(aalst), connection.cursor() as cursor:
            cursor.execute(statement)

    run("SELECT 1")
    with pytest.raises((ProgrammingError, OperationalError), match="multiple commands"):
        run("SELECT 1; SELECT 2")


def enters_without(part: str) -> Callable[[str, list[str]], list[str]]:
    """The statements that enter a tenant, less one."""
    whole = base.scope_statements
    return lambda role, path: [statement for statement in whole(role, path) if part not in statement]


@pytest.mark.parametrize("part", ["SET LOCAL ROLE", "SET LOCAL search_path"])
def test_without_either_set_local_nothing_of_a_tenant_is_reached(
    own_database: str, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    aalst = find_tenant("aalst")
    with tenant_scope(aalst):
        assert people() == {"aalst"}
    monkeypatch.setattr(base, "scope_statements", enters_without(part))
    with pytest.raises(ProgrammingError), tenant_scope(aalst):
        people()


def test_a_set_that_is_not_local_would_be_noticed(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    aalst, whole = find_tenant("aalst"), base.scope_statements
    monkeypatch.setattr(
        base, "scope_statements", lambda role, path: [s.replace("SET LOCAL", "SET") for s in whole(role, path)]
    )
    with tenant_scope(aalst):
        people()
    with connection.connection.cursor() as raw:
        assert raw.execute("SELECT current_user").fetchone() == (aalst.schema_name,)
    connection.close()
