"""What waits in an organisation's tables lives on through an update of the code."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django_tenants.migration_executors import get_executor

from vlavirgem_graphql.datasets.files.services import import_kept, keep_file
from vlavirgem_graphql.datasets.formats import TURTLE, Source
from vlavirgem_graphql.datasets.models import FileUpload
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import OPTIONS, migrate_all, migration_state
from vlavirgem_tenants.provisioning.template import TEMPLATE_SCHEMA
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.building import check_wall
from vlavirgem_tenants.wall.owner import as_owner


def migrate_back(schemas: list[str], to: str) -> None:
    with as_owner():
        options = {**OPTIONS, "app_label": "datasets", "migration_name": to}
        get_executor("standard")((), options).run_migrations(tenants=schemas)


def test_a_file_that_waits_when_its_table_gets_another_name_is_imported_after_it(
    own_database: str, turtle: Callable[..., bytes]
) -> None:
    # Given a town of before, in which a file waits
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    source = Source(content=turtle(2), kind=PUBLIC_SERVICE, base="https://data.example.org/")
    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        keep_file(actor=actor, form=TURTLE, source=source, file_name="a.ttl", into="Producten")
    migrate_back([aalst.schema_name, brugge.schema_name, TEMPLATE_SCHEMA], "0004_changes_of_records")
    assert migration_state().behind
    with tenant_scope(aalst):
        assert "datasets_fileupload" not in connection.introspection.table_names()

    # When it is brought up to the code
    assert migrate_all() == []

    # Then the wall stands, the file is read by its own organisation only, and it is imported
    assert migration_state().is_current
    assert check_wall().stands
    with tenant_scope(brugge):
        assert not FileUpload.objects.exists()
    with tenant_scope(aalst):
        assert import_kept(actor=actor, upload=FileUpload.objects.get()).total == 2
        assert not FileUpload.objects.exists()
        names = ContentType.objects.filter(app_label="datasets").values_list("model", flat=True)
        assert "tableupload" not in names

    # And nobody can be given a permission of the name that is no more
    for town in (aalst, brugge):
        with tenant_scope(town):
            of_files = Permission.objects.filter(content_type__app_label="datasets", content_type__model="fileupload")
            assert set(of_files.values_list("codename", flat=True)) == {
                f"{verb}_fileupload" for verb in ("add", "change", "delete", "view")
            }
