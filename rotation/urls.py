from django.urls import path

from rotation.views import bodies, records

urlpatterns = [
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("bodies/<slug:slug>/record/", records.record, name="record"),
]
