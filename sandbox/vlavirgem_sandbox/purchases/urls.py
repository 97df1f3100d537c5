"""Addresses of joint purchases, under ``/purchases/``."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from vlavirgem_sandbox.purchases.views import calling_off, comparing, listing, participating, preparing, steps


class PartConverter(StringConverter):
    """What the buyer can take out of a purchase in preparation."""

    regex = "lot|requirement|criterion"


register_converter(PartConverter, "purchase_part")

app_name = "purchases"

one_purchase = [
    path("", steps.detail, name="detail"),
    path("history/", steps.history, name="history"),
    path("ocds.json", calling_off.ocds, name="ocds"),
    path("need/change/", preparing.change_need, name="change_need"),
    path("withdraw/", preparing.withdraw, name="withdraw"),
    path("participants/invite/", preparing.invite, name="invite"),
    path("participants/<uuid:part>/withdraw/", preparing.withdraw_invitation, name="withdraw_invitation"),
    path("participants/decline/", participating.decline, name="decline"),
    path("participants/commit/<uuid:part>/", participating.commit, name="commit"),
    path("participants/retract/<uuid:part>/", participating.withdraw_commitment, name="withdraw_commitment"),
    path("requirements/lot/", preparing.lot, name="add_lot"),
    path("requirements/lot/<uuid:part>/", preparing.lot, name="change_lot"),
    path("requirements/add/", preparing.add_requirement, name="add_requirement"),
    path("requirements/<uuid:part>/", preparing.requirement, name="requirement"),
    path("requirements/<uuid:part>/reword/", preparing.reword, name="reword"),
    path("criteria/add/", preparing.criterion_form, name="add_criterion"),
    path("criteria/<uuid:part>/", preparing.criterion, name="criterion"),
    path("criteria/<uuid:part>/change/", preparing.criterion_form, name="change_criterion"),
    path("remove/<purchase_part:kind>/<uuid:part>/", preparing.remove, name="remove"),
    path("publish/", preparing.publish, name="publish"),
    path("bids/add/", comparing.add_bid, name="add_bid"),
    path("bids/<uuid:part>/remove/", comparing.remove_bid, name="remove_bid"),
    path("bids/close/", comparing.close_bidding, name="close_bidding"),
    path("bids/share/", comparing.share_bids, name="share_bids"),
    path("scores/<uuid:part>/<uuid:criterion>/", comparing.score, name="score"),
    path("award/lot/<uuid:part>/", comparing.award_lot, name="award_lot"),
    path("award/skip-standstill/", comparing.skip_standstill, name="skip_standstill"),
    path("award/conclude/", comparing.conclude, name="conclude"),
    path("award/<uuid:part>/", comparing.award, name="award"),
    path("calloffs/lot/<uuid:part>/", calling_off.call_off, name="call_off"),
    path("calloffs/close/", comparing.close, name="close"),
    path("calloffs/<uuid:part>/", calling_off.detail, name="calloff"),
    path("calloffs/<uuid:part>/withdraw/", calling_off.withdraw, name="withdraw_calloff"),
    path("<slug:name>/", steps.step, name="step"),
]

urlpatterns = [
    path("", listing.purchase_list, name="list"),
    path("open/", listing.open_new, name="open"),
    path("terms/", listing.legal_terms, name="terms"),
    path("<uuid:pk>/", include(one_purchase)),
]
