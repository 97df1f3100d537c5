"""What a publisher fills in to let try-outs be answered by an endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_sandbox.endpoints.models import MOST_CALLS_A_DAY, Opening
from vlavirgem_sandbox.endpoints.services_opening import CALLS_A_DAY, OpeningPlan
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant

_WHO = [
    (Visibility.NETWORK.value, gettext_lazy("Every organisation in the network")),
    (Visibility.PARTNERS.value, gettext_lazy("Only the organisations that I choose")),
    (Visibility.OWN.value, gettext_lazy("Only our own try-outs")),
]


class OpeningForm(forms.Form):
    """Of which version, whose try-outs, and how many calls."""

    version = forms.TypedChoiceField(label=gettext_lazy("Version"), coerce=int)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Whose try-outs?"), choices=_WHO, widget=forms.RadioSelect, initial=Visibility.NETWORK
    )
    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which organisations?"),
        help_text=gettext_lazy("Not needed where every organisation may use it."),
        queryset=Tenant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    calls_a_day = forms.IntegerField(
        label=gettext_lazy("How many calls a day at most?"),
        help_text=gettext_lazy("Of all organisations together. It spares your acceptance environment."),
        min_value=1,
        max_value=MOST_CALLS_A_DAY,
        initial=CALLS_A_DAY,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        publisher: Tenant,
        versions: Sequence[int],
        opening: Opening | None = None,
    ) -> None:
        """``opening`` is one to change; its version stays what it is."""
        super().__init__(data, initial=_as_filled_in(opening) if opening else {"version": versions[0]})
        choices = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]  # as declared above
        others = Tenant.objects.exclude(pk=publisher.pk).order_by("name")
        self.fields["organisations"].queryset = others  # type: ignore[attr-defined]

    def plan(self) -> OpeningPlan:
        """What was filled in; only on a valid form."""
        values = self.cleaned_data
        visibility = Visibility(values["visibility"])
        named = list(values["organisations"]) if visibility == Visibility.PARTNERS else []
        return OpeningPlan(visibility=visibility, organisations=named, calls_a_day=values["calls_a_day"])


def _as_filled_in(opening: Opening) -> dict[str, Any]:
    return {
        "version": opening.version.number,
        "visibility": opening.visibility,
        "organisations": opening.partner_ids,
        "calls_a_day": opening.calls_a_day,
    }
