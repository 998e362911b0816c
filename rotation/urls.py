from django.urls import path

from rotation.views import bodies, links, records

urlpatterns = [
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("bodies/<slug:slug>/record/", records.record, name="record"),
    path("bodies/<slug:slug>/links/", links.links, name="links"),
]
