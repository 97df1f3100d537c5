"""Forms of the dataset pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.lpdc.turtle import MAX_BYTES
from vlavirgem_graphql.exchange.models import TITLE_LENGTH


class ImportForm(forms.Form):
    """A catalogue to import: into a new dataset (``title``), or into one that exists (``whole``)."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Your product catalogue as Turtle (.ttl), as LPDC exports it. At most 16 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ttl,.nt,text/turtle"}),
    )
    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("You find it back under this name, for example: Product catalogue 2026."),
    )
    whole = forms.BooleanField(
        label=_("This file is the whole catalogue"),
        required=False,
        help_text=_("Records that are not in the file are then removed. Otherwise they stay."),
    )

    def __init__(self, *args: Any, into_existing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title" if into_existing else "whole"]

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file above the limit before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than 16 MB. Split it, or export fewer services."))
        return file
