"""Forms of the questions about a service."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.forms_describing import PlanForm
from vlavirgem_sandbox.catalogue.models import LINE_LENGTH, TEXT_LENGTH, MessageKind, ReplyState


class MessageForm(forms.Form):
    """What is asked, and who reads it."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=MessageKind.choices)
    text = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("Without personal data. At most 2000 characters."),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    to_all = forms.BooleanField(
        label=_("Others may read along"),
        help_text=_("Whoever sees the service reads it, with the name of your organisation. Else only the publisher."),
        required=False,
    )


class ReplyForm(forms.Form):
    """What is answered, and how it is left."""

    text = forms.CharField(label=_("Your answer"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    state = forms.ChoiceField(label=_("How do you leave it?"), choices=ReplyState.choices)


class WishForm(PlanForm):
    """A wish as a line of the roadmap."""

    what = forms.CharField(
        label=_("What?"), help_text=_("In your own words: everybody reads the roadmap."), max_length=LINE_LENGTH
    )
