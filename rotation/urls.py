from django.urls import path

from rotation.views import bodies, hand_overs, links, openings, records, service, told

urlpatterns = [
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("bodies/<slug:slug>/hand-overs/<int:number>/", hand_overs.hand_over, name="hand_over"),
    path("openings/", openings.openings, name="openings"),
    path("bodies/<slug:slug>/record/", records.record, name="record"),
    path("bodies/<slug:slug>/service/", service.service, name="service"),
    path("bodies/<slug:slug>/service/new/", service.role, name="role_new"),
    path("bodies/<slug:slug>/service/<int:number>/", service.role, name="role"),
    path("bodies/<slug:slug>/told/", told.told, name="told"),
    path("bodies/<slug:slug>/links/", links.links, name="links"),
]
