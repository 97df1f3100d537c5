"""A tenant's own datasets: their records, and what each import did. All of it is in the tenant's schema."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.querysets import DatasetQuerySet, ImportLineQuerySet, RecordQuerySet
from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_graphql.exchange.models import KEY_LENGTH, NAME_LENGTH, TITLE_LENGTH


class Dataset(models.Model):
    """Records of one kind under one title. Nothing of it leaves the tenant unless it is offered.

    ``mapping`` is how a table last became its records: for each field of the kind the column that filled it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=NAME_LENGTH)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, unique=True)
    mapping = models.JSONField(default=dict)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def declared_kind(self) -> Kind:
        """The declaration behind ``kind``; raises ``LookupError`` when its plugin is gone."""
        return find_kind(self.kind)


class TryOutSource(models.Model):
    """That a dataset's records are made of what one of our try-outs remembers, and how.

    ``tryout_id`` is a try-out's id: the dataset outlives it. ``mapping`` names for each field of the kind (a part of a
    group as ``group/part``) the place in a document that it is read from.
    """

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, primary_key=True, related_name="source")
    tryout_id = models.UUIDField()
    collection = models.CharField(max_length=500)
    mapping = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("try-out that a dataset comes from")
        constraints = [models.UniqueConstraint(fields=["tryout_id", "collection"], name="datasets_tryout_source_once")]

    def __str__(self) -> str:
        return self.collection


class FeedSource(models.Model):
    """That a dataset follows a feed, and where it is in it.

    ``waiting`` are the pages to read, in order; ``pages`` those that were read, each with its ``etag``, the SHA-256
    (hex) of its content as ``hash``, and ``closed`` where its server said that it never changes.
    """

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, primary_key=True, related_name="feed")
    address = models.CharField(max_length=500)
    waiting = models.JSONField(default=list)
    pages = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("feed that a dataset follows")

    def __str__(self) -> str:
        return self.address

    def wait_for(self, addresses: list[str]) -> None:
        """Let pages wait that were not read yet and do not wait already."""
        known = {*self.waiting, *self.pages}
        self.waiting = [*self.waiting, *(address for address in addresses if address not in known)]


class FileUpload(models.Model):
    """A file between its upload and its import, while a person looks at what would become of it; gone with its import.

    ``dataset`` is empty for a dataset that is yet to be made, with ``title``. ``rows`` of a table holds an empty row in
    the place of one about a real person: nothing of that is stored. A file of another format has no ``columns``: it was
    read into records, which ``rows`` holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=NAME_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    whole = models.BooleanField(default=False)
    file_name = models.CharField(max_length=TITLE_LENGTH)
    file_hash = models.CharField(max_length=64)
    columns = models.JSONField()
    rows = models.JSONField()
    uploaded_by = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file that was uploaded")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def declared_kind(self) -> Kind:
        """The declaration behind ``kind``; raises ``LookupError`` when its plugin is gone."""
        return find_kind(self.kind)


class DatasetRecord(models.Model):
    """One record. ``changed_at`` is when an import last changed its content.

    ``version_at`` is the moment of the version in a feed that it comes from: an older one that is read later is passed
    over. A draft is worked on here: what others read stays as it was published last, or is nothing yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="records")
    key = models.CharField(max_length=KEY_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    version_at = models.DateTimeField(null=True)
    is_draft = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        ordering = ("title", "key")
        constraints = [models.UniqueConstraint(fields=["dataset", "key"], name="datasets_record_key")]

    def __str__(self) -> str:
        return self.title or self.key


class ImportRun(models.Model):
    """One import of one file: who, when, which file, and how many records met which fate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=TITLE_LENGTH)
    file_hash = models.CharField(max_length=64)
    imported_by = models.CharField(max_length=200)
    imported_at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import")
        ordering = ("-imported_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def total(self) -> int:
        """How many records the file held, whatever became of them."""
        return sum(self.counts.get(outcome, 0) for outcome in Outcome.of_the_file())


class Outcome(models.TextChoices):
    """What became of a record at an import."""

    IMPORTED = "imported", _("imported")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")
    REMOVED = "removed", _("removed")
    ABSENT = "absent", _("kept, not in the file")

    @property
    def foreseen(self) -> Any:
        """What would become of it, as long as nothing was imported."""
        return _FORESEEN[self.value]

    @classmethod
    def of_the_file(cls) -> tuple[Outcome, ...]:
        """The outcomes that a record of the file itself can have; the others are about records it does not hold."""
        return (cls.IMPORTED, cls.CHANGED, cls.UNCHANGED, cls.REFUSED)


_FORESEEN = {
    "imported": _("is new"),
    "changed": _("changes"),
    "unchanged": _("stays the same"),
    "refused": _("is refused"),
    "removed": _("goes away"),
    "absent": _("stays, not in the file"),
}


class ImportLine(models.Model):
    """The fate of one record at one import. A refused record leaves no more than its key and the reason.

    ``changes`` are the fields that the import changed: for each ``[before, after]``, or null where that was too long.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=KEY_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    place = models.CharField(max_length=TITLE_LENGTH, blank=True)
    changes = models.JSONField(default=dict, blank=True)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the import report")
        ordering = ("id",)

    @property
    def foreseen(self) -> Any:
        """What would become of the record, on a page that shows it beforehand."""
        return Outcome(self.outcome).foreseen

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"


class DatasetVerb(models.TextChoices):
    """What was done with a dataset as a whole."""

    RENAMED = "renamed", _("renamed")
    REMOVED = "removed", _("removed")
    UNFOLLOWED = "unfollowed", _("no longer follows its feed")


class DatasetAct(models.Model):
    """What somebody did with a dataset as a whole; it outlives the dataset. ``title`` is what it was called before.

    ``detail`` holds the new title, how many records went with it, or the address of the feed.
    """

    dataset_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    verb = models.CharField(max_length=16, choices=DatasetVerb.choices)
    detail = models.JSONField(default=dict)
    done_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("what was done with a dataset")
        ordering = ("-done_at", "-id")

    def __str__(self) -> str:
        return f"{self.title}: {self.verb}"


class AgreementDraft(models.Model):
    """An agreement that somebody here is still writing: seen by us only, one per offer, gone when it is proposed.

    ``offer_id`` is the offer's id in the commons. The days are as the person wrote them, both included.
    """

    offer_id = models.UUIDField(unique=True)
    purpose = models.TextField(blank=True)
    concept_uri = models.URLField(max_length=KEY_LENGTH, blank=True)
    concept_label = models.CharField(max_length=TITLE_LENGTH, blank=True)
    legal_basis = models.TextField(blank=True)
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH), default=list, blank=True)
    row_filter = models.JSONField(default=list, blank=True)
    daily_reads = models.PositiveIntegerField(null=True, blank=True)
    may_delegate = models.BooleanField(default=False)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    written_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of an agreement")
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return str(self.offer_id)
