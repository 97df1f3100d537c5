"""Addresses for programs, under ``/try/``."""

from __future__ import annotations

from django.urls import path, re_path

from vlavirgem_sandbox.contracts.served import INBOX
from vlavirgem_sandbox.tryouts.serving.views import inbox, serve

app_name = "try"

urlpatterns = [
    path("<slug:public_id>", serve, name="root"),
    path(f"<slug:public_id>/{INBOX}", inbox, name="inbox"),  # goes before a path of the contract with this name
    re_path(r"^(?P<public_id>[-\w]+)/(?P<rest>(?s:.+))$", serve, name="call"),  # `path:` stops at a line end (%0A)
    path("<slug:public_id>/", serve, name="root_slash"),
]
