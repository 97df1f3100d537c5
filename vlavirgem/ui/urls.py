"""The living catalogue of the interface, at /style/."""

from django.urls import path

from vlavirgem.ui.catalogue import style

app_name = "ui"
urlpatterns = [path("", style, name="style")]
