"""Addresses under /manage/."""

from django.urls import path

from vlavirgem_tenants.people import views

app_name = "people"
urlpatterns = [
    path("", views.members, name="members"),
    path("add/", views.add_member, name="add"),
    path("<int:pk>/let-in/", views.let_in, name="let_in"),
    path("<int:pk>/roles/", views.change_roles, name="roles"),
]
