"""Addresses under /manage/."""

from django.urls import path

from vlavirgem_tenants.people import views_members as views

app_name = "people"
urlpatterns = [
    path("", views.members, name="members"),
    path("add/", views.add_member, name="add"),
    path("history/", views.history, name="history"),
    path("<int:pk>/let-in/", views.let_in, name="let_in"),
    path("<int:pk>/put-back/", views.put_back, name="put_back"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/roles/", views.change_roles, name="roles"),
]
