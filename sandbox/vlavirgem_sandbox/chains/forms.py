"""Forms of the chains. They read what was typed; the services decide whether it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import DayField
from vlavirgem_sandbox.chains.arazzo.model import Description
from vlavirgem_sandbox.chains.binding import misfits
from vlavirgem_sandbox.chains.models import Schedule
from vlavirgem_sandbox.tryouts.calling import CallableTryOut

_SOURCE: Final = "source:"
MOST_BYTES: Final = 2_000_000
"""Of an uploaded description."""


class NewChainForm(forms.Form):
    """A chain to be built step by step."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What does it bring about, in a few words?"))
    summary = forms.CharField(
        label=_("In one sentence"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportForm(forms.Form):
    """A chain out of a file."""

    file = forms.FileField(
        label=_("Arazzo file"),
        help_text=_("A description in Arazzo 1.0, as YAML or JSON. At most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.json,application/json,application/yaml"}),
        allow_empty_file=True,  # refused in our own words, with what to do
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Leave empty to take the title in the file.")
    )


class EditForm(forms.Form):
    """The name of a chain, and the workflow that its runs begin with."""

    name = forms.CharField(label=_("Name"), max_length=120)
    workflow_id = forms.ChoiceField(label=_("Workflow that is run"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, workflows: Sequence[str], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["workflow_id"].choices = [(each, each) for each in workflows]  # type: ignore[attr-defined]  # set above
        if len(workflows) < 2:  # noqa: PLR2004 - a choice takes two
            del self.fields["workflow_id"]


class SourcesForm(forms.Form):
    """Which try-out stands for which service. Only those that have all the operations are offered."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        description: Description,
        tryouts: Sequence[CallableTryOut],
        chosen: Mapping[str, UUID],
    ) -> None:
        super().__init__(data)
        self._names = [source.name for source in description.sources]
        for source in description.sources:
            fitting = [each for each in tryouts if not misfits(description, {source.name: each})]
            self.fields[_SOURCE + source.name] = forms.ChoiceField(
                label=source.name,
                help_text=source.url
                if fitting
                else _("No try-out of yours has the operations that this chain calls. Open one of this service first."),
                required=False,
                choices=[
                    ("", _("None yet")),
                    *((str(each.id), f"{each.name} ({each.service_name}, {each.agency_name})") for each in fitting),
                ],
                initial=str(chosen.get(source.name, "")),
            )

    def tryouts(self) -> dict[str, UUID | None]:
        """What was chosen, by source; only on a valid form."""
        values = {name: self.cleaned_data[_SOURCE + name] for name in self._names}
        return {name: UUID(value) if value else None for name, value in values.items()}


class ScheduleForm(forms.Form):
    """How often the chain runs by itself."""

    schedule = forms.ChoiceField(
        label=_("When does it run by itself?"),
        choices=Schedule.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Every hour at the hour, every day after midnight. The operator's clock starts it."),
    )


class KeyForm(forms.Form):
    """A key for a pipeline."""

    label = forms.CharField(
        label=_("What is the key for?"), max_length=80, help_text=_("For example the name of the pipeline.")
    )
    last_day = DayField(label=_("Last day"), required=False)
