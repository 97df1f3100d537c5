"""Forms of the dataset pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.formats import FORMATS, TABLE, Format, Source, base_for, form_of
from vlavirgem_graphql.datasets.mapping.forms import drafts_field
from vlavirgem_graphql.datasets.rdf.turtle import MAX_BYTES
from vlavirgem_graphql.exchange.kinds import Kind, find_kind, open_kinds
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.models import TITLE_LENGTH
from vlavirgem_tenants.directory.models import Tenant

_SUFFIXES = tuple(dict.fromkeys(suffix for form in FORMATS.values() for suffix in form.suffixes))


class ImportForm(forms.Form):
    """A file to import: into a new dataset (``kind``, ``title``), or ``into`` one that exists (``whole``)."""

    unmarked: tuple[str, ...] = ("kind",)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Turtle (.ttl, .nt), JSON-LD (.jsonld, .json), a table (.csv, .xlsx) or CEVI (.xml). At most 16 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_SUFFIXES)}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of record"),
        required=False,
        help_text=_(
            "What in the file is of this kind becomes a record; all else is passed over. A table needs it; linked data"
            " without a choice are read as public services."
        ),
    )
    format = forms.ChoiceField(
        label=_("Format of the file"),
        required=False,
        help_text=_("Usually the name of the file tells. Choose a format where it does not."),
    )
    code_lists = forms.FileField(
        label=_("Code lists"),
        required=False,
        help_text=_("Only for codes of older lists: the file (.ttl) with their labels, by which today's are found."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ttl,.nt,text/turtle"}),
    )
    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("You find it back under this name, for example: Product catalogue 2026."),
    )
    whole = forms.BooleanField(
        label=_("This file holds all there is"),
        required=False,
        help_text=_("Records that are not in the file are then removed. Otherwise they stay."),
    )

    as_drafts = drafts_field()

    def __init__(self, *args: Any, into: Kind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.into = into
        del self.fields["title" if into else "whole"]
        if into:
            del self.fields["kind"]
        else:
            kinds = [("", _("Choose a kind")), *((kind.name, kind.plural) for kind in open_kinds())]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        fitting = [form for form in FORMATS.values() if not form.only_kind or into in (None, find_kind(form.only_kind))]
        choices = [("", _("By the name of the file")), *((form.name, form.label) for form in fitting)]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file above the limit before it is read."""
        return _bounded(self.cleaned_data["file"])

    def clean_code_lists(self) -> UploadedFile[bytes] | None:
        """As the file itself."""
        lists: UploadedFile[bytes] | None = self.cleaned_data.get("code_lists")
        return _bounded(lists) if lists else None

    def clean(self) -> dict[str, Any]:
        """A table says nothing of what it holds: no kind is as good as another."""
        data: dict[str, Any] = super().clean() or {}
        is_table = "file" in data and "format" in data and self.chosen_format() is TABLE
        if is_table and not self.into and not data.get("kind") and "kind" not in self.errors:
            self.add_error(
                "kind", forms.ValidationError(_("Choose the kind of the records in this table."), "required")
            )
        return data

    def chosen_format(self) -> Format:
        """The format that was chosen, else that of the file's name; only on a valid form."""
        chosen = self.cleaned_data.get("format")
        return FORMATS[chosen] if chosen else form_of(self.cleaned_data["file"].name)

    def chosen_kind(self) -> Kind:
        """The kind of the dataset, or what was chosen for a new one, or what its format always holds."""
        only = self.chosen_format().only_kind
        return self.into or find_kind(only or self.cleaned_data.get("kind") or PUBLIC_SERVICE.name)

    def source(self, tenant: Tenant) -> Source:
        """What to read, for an organisation; only on a valid form."""
        lists = self.cleaned_data.get("code_lists")
        return Source(
            content=self.cleaned_data["file"].read(),
            kind=self.chosen_kind(),
            base=base_for(tenant, self.chosen_kind()),
            code_lists=lists.read() if lists else b"",
        )


def _bounded(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if (file.size or 0) > MAX_BYTES:
        raise forms.ValidationError(_("This file is larger than 16 MB. Split it, or export fewer records."))
    return file
