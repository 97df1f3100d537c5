"""Addresses of the try-outs' pages, under ``/tryouts/``."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.tryouts import (
    views,
    views_calls,
    views_console,
    views_disturbing,
    views_exploring,
    views_following,
    views_inbox,
    views_keeping,
    views_keys,
    views_life,
    views_limiting,
    views_passing_on,
    views_showing,
    views_snapshots,
    views_versions,
)

app_name = "tryouts"

urlpatterns = [
    path("", views.tryout_list, name="list"),
    path("open/<uuid:version_id>/", views.open_tryout, name="open"),
    path("follow/<uuid:service_id>/", views_following.follow, name="follow"),
    path("follow/<uuid:service_id>/stop/", views_following.unfollow, name="unfollow"),
    path("follow/<uuid:service_id>/again/", views_following.follow_again, name="follow_again"),
    path("follow/<uuid:service_id>/seen/", views_following.seen, name="seen"),
    path("<slug:public_id>/", views.tryout_detail, name="detail"),
    path("<slug:public_id>/console/", views_console.console, name="console"),
    path("<slug:public_id>/console/graphql/", views_exploring.explore, name="explore"),
    path("<slug:public_id>/console/graphql/schema/", views_exploring.schema_shown, name="explore_schema"),
    path("<slug:public_id>/contract/", views_console.contract_page, name="contract"),
    path("<slug:public_id>/contract/file", views_console.contract_file, name="contract_file"),
    path("<slug:public_id>/calls/", views_calls.call_list, name="calls"),
    path("<slug:public_id>/calls/<uuid:call_id>/", views_calls.call_detail, name="call"),
    path("<slug:public_id>/calls/<uuid:call_id>/keep/", views_keeping.keep_example, name="keep_example"),
    path("<slug:public_id>/inbox/", views_inbox.inbox, name="inbox"),
    path("<slug:public_id>/inbox/send/", views_inbox.send, name="send_message"),
    path("<slug:public_id>/inbox/plan/", views_inbox.plan, name="plan_message"),
    path("<slug:public_id>/inbox/plans/<uuid:plan_id>/stop/", views_inbox.stop, name="stop_message"),
    path("<slug:public_id>/inbox/<uuid:message_id>/", views_inbox.message, name="message"),
    path("<slug:public_id>/remembered/", views_calls.remembered, name="remembered"),
    path("<slug:public_id>/snapshots/", views_snapshots.keep, name="keep_snapshot"),
    path("<slug:public_id>/snapshots/<uuid:snapshot_id>/restore/", views_snapshots.restore, name="restore_snapshot"),
    path("<slug:public_id>/snapshots/<uuid:snapshot_id>/remove/", views_snapshots.remove, name="remove_snapshot"),
    path("<slug:public_id>/keys/", views_keys.issue, name="issue_key"),
    path("<slug:public_id>/keys/<uuid:key_id>/revoke/", views_keys.revoke, name="revoke_key"),
    path("<slug:public_id>/versions/<int:number>/", views_versions.newer_version, name="newer_version"),
    path("<slug:public_id>/reset/", views_life.reset, name="reset"),
    path("<slug:public_id>/pause/", views_life.pause, name="pause"),
    path("<slug:public_id>/resume/", views_life.resume, name="resume"),
    path("<slug:public_id>/limits/", views_limiting.limits, name="limits"),
    path("<slug:public_id>/extend/", views_limiting.extend, name="extend"),
    path("<slug:public_id>/showing/", views_showing.showing, name="showing"),
    path("<slug:public_id>/disturb/", views_disturbing.disturb, name="disturb"),
    path("<slug:public_id>/disturb/<uuid:disturbance_id>/calm/", views_disturbing.calm, name="calm"),
    path("<slug:public_id>/pass-on/", views_passing_on.pass_on, name="pass_on"),
    path("<slug:public_id>/keep-here/", views_passing_on.keep_here, name="keep_here"),
    path("<slug:public_id>/end/", views_life.end, name="end"),
]
