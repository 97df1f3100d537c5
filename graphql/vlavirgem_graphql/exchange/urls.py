"""Addresses under ``/data/``."""

from __future__ import annotations

from django.urls import path

from vlavirgem.ui.shortened import listed_on
from vlavirgem_graphql.datasets import views as datasets
from vlavirgem_graphql.datasets.bulk import views as bulk
from vlavirgem_graphql.datasets.exporting import views as exporting
from vlavirgem_graphql.datasets.feeds import views as feeds
from vlavirgem_graphql.datasets.files.views import file_upload
from vlavirgem_graphql.datasets.from_state.views import from_tryout
from vlavirgem_graphql.datasets.removing.views import remove
from vlavirgem_graphql.datasets.renaming.views import rename
from vlavirgem_graphql.datasets.tables.views import table_upload
from vlavirgem_graphql.evidence import views as evidence
from vlavirgem_graphql.evidence import views_bundle, views_persons
from vlavirgem_graphql.exchange import (
    views,
    views_agreements,
    views_countering,
    views_delegating,
    views_evidence,
    views_offers,
    views_open_terms,
    views_proposing,
    views_renewing,
    views_sharing,
)

app_name = "data"

urlpatterns = [
    path("", views.index, name="index"),
    *(path(f"{below}/", listed_on("data:index", "datasets")) for below in ("datasets", "imports", "tables", "files")),
    path("agreements/", listed_on("data:index")),
    path("open-terms/", listed_on("data:offers")),
    path("tryouts/", listed_on("tryouts:list")),
    path("import/", datasets.import_page, name="import"),
    path("feeds/", feeds.feed_new, name="feed"),
    path("tryouts/<slug:public_id>/", from_tryout, name="from_tryout"),
    path("tables/<uuid:upload_id>/", table_upload, name="table"),
    path("files/<uuid:upload_id>/", file_upload, name="file"),
    path("imports/<uuid:run_id>/", datasets.import_report, name="import_report"),
    path("datasets/<uuid:dataset_id>/", datasets.dataset_detail, name="dataset"),
    path("datasets/<uuid:dataset_id>/import/", datasets.import_page, name="import_into"),
    path("datasets/<uuid:dataset_id>/export/<slug:form>/", exporting.export, name="export"),
    path("datasets/<uuid:dataset_id>/change/", bulk.change, name="change"),
    path("datasets/<uuid:dataset_id>/rename/", rename, name="rename"),
    path("datasets/<uuid:dataset_id>/remove/", remove, name="remove"),
    path("datasets/<uuid:dataset_id>/feed/", feeds.feed_read, name="read_feed"),
    path("datasets/<uuid:dataset_id>/feed/stop/", feeds.feed_stop, name="unfollow"),
    path("datasets/<uuid:dataset_id>/offer/", views_offers.publish, name="publish"),
    path("datasets/<uuid:dataset_id>/records/<uuid:record_id>/", datasets.record_detail, name="record"),
    path("offers/", views_offers.offer_list, name="offers"),
    path("offers/<uuid:offer_id>/", views_offers.offer_detail, name="offer"),
    path("offers/<uuid:offer_id>/refresh/", views_offers.refresh, name="refresh"),
    path("offers/<uuid:offer_id>/withdraw/", views_offers.withdraw, name="withdraw"),
    path("offers/<uuid:offer_id>/propose/", views_proposing.summary, name="propose_summary"),
    path("offers/<uuid:offer_id>/propose/discard/", views_proposing.discard, name="propose_discard"),
    path("offers/<uuid:offer_id>/propose/<slug:step>/", views_proposing.question, name="propose"),
    path("offers/<uuid:offer_id>/open/", views_open_terms.open_new, name="open_new"),
    path("open-terms/<uuid:terms_id>/", views_open_terms.open_terms_detail, name="open_terms"),
    path("open-terms/<uuid:terms_id>/accept/", views_open_terms.accept, name="accept"),
    path("open-terms/<uuid:terms_id>/close/", views_open_terms.close, name="close"),
    path("agreements/<uuid:agreement_id>/", views_agreements.agreement_detail, name="agreement"),
    path("agreements/<uuid:agreement_id>/counter/", views_countering.counter, name="counter"),
    path("agreements/<uuid:agreement_id>/protocol/", views_agreements.protocol, name="protocol"),
    path("agreements/<uuid:agreement_id>/renew/", views_renewing.renew, name="renew"),
    path("agreements/<uuid:agreement_id>/delegate/", views_delegating.delegate, name="delegate"),
    path("delegations/<uuid:delegation_id>/key/", views_delegating.delegation_key, name="delegation_key"),
    path("delegations/<uuid:delegation_id>/revoke/", views_delegating.delegation_revoke, name="delegation_revoke"),
    path("agreements/<uuid:agreement_id>/<slug:deed>/", views_agreements.act, name="act"),
    path("sharing/", views_sharing.sharing, name="sharing"),
    path("evidence/", views_evidence.evidence_list, name="evidence_list"),
    path("evidence/about-us/", views_evidence.evidence_about_us, name="evidence_about_us"),
    path("evidence/checkpoints/", evidence.checkpoints, name="checkpoints"),
    path("evidence/checkpoints/sign/", evidence.sign_now, name="sign_now"),
    path("evidence/checkpoints/<uuid:checkpoint_id>/", evidence.checkpoint_file, name="checkpoint_file"),
    path("evidence/export/", views_bundle.export, name="evidence_export"),
    path("evidence/verifier/", views_bundle.verifier_file, name="verifier"),
    path("evidence/keys/", listed_on("evidence:keys_file")),
    path("evidence/persons/", views_persons.persons, name="persons"),
    path("evidence/persons/<uuid:person_id>/", views_persons.forget, name="forget"),
    path("evidence/keys/new/", evidence.new_key, name="new_key"),
    path("evidence/<uuid:event_id>/", views_evidence.evidence_detail, name="evidence"),
]
