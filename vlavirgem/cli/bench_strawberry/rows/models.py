"""The tables that `bench gateway` makes for its peers (:mod:`vlavirgem.cli.bench_peer_tables`), as models."""

# ruff: noqa: DJ008 - nobody looks at these rows
from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Row(models.Model):
    """A row of a peer's table."""

    id = models.UUIDField(primary_key=True)

    class Meta:
        abstract = True
        managed = False


class Organisation(models.Model):
    """An organisation."""

    name = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "organisation"
        ordering = ["name", "id"]


class Service(Row):
    """A service of an organisation."""

    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="services")
    name = models.TextField()
    summary = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "service"
        ordering = ["name", "id"]


class Version(Row):
    """A version of a service."""

    service = models.ForeignKey(Service, models.DO_NOTHING, related_name="versions")
    number = models.IntegerField()
    label = models.TextField()
    title = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "version"
        ordering = ["-number", "id"]


class PublicService(Row):
    """A public service."""

    provider = models.ForeignKey(Organisation, models.DO_NOTHING)
    updated_at = models.DateTimeField()
    uri = models.TextField()
    title = models.TextField()
    description = models.TextField()
    type = models.TextField()
    themes = ArrayField(models.TextField())
    target_audiences = ArrayField(models.TextField())

    class Meta(Row.Meta):
        abstract = False
        db_table = "public_service"
        ordering = ["-updated_at", "-id"]


class Requirement(Row):
    """A requirement of a public service."""

    public_service = models.ForeignKey(PublicService, models.DO_NOTHING, related_name="requirements")
    place = models.IntegerField()
    title = models.TextField()
    description = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "requirement"
        ordering = ["place"]


class Evidence(Row):
    """What proves a requirement."""

    requirement = models.ForeignKey(Requirement, models.DO_NOTHING, related_name="evidence")
    place = models.IntegerField()
    title = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "evidence"
        ordering = ["place"]


class Procedure(Row):
    """How a public service is asked for."""

    public_service = models.ForeignKey(PublicService, models.DO_NOTHING, related_name="procedures")
    place = models.IntegerField()
    title = models.TextField()
    description = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "procedure"
        ordering = ["place"]


class Website(Row):
    """A web page of a procedure."""

    procedure = models.ForeignKey(Procedure, models.DO_NOTHING, related_name="websites")
    place = models.IntegerField()
    url = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "website"
        ordering = ["place"]


class Cost(Row):
    """What a public service costs."""

    public_service = models.ForeignKey(PublicService, models.DO_NOTHING, related_name="costs")
    place = models.IntegerField()
    title = models.TextField()
    description = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "cost"
        ordering = ["place"]
