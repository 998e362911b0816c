from django.urls import path

from circles.views import circle, door

urlpatterns = [
    path("meetings/<slug:slug>/door/", door.door, name="circle_door"),
    path("circles/<slug:slug>/", circle.circle, name="circle"),
    path("circles/<slug:slug>/ring/", circle.ring, name="circle_ring"),
    path("circles/<slug:slug>/state/", circle.state, name="circle_state"),
    path("circles/<slug:slug>/do/<slug:verb>/", circle.do, name="circle_do"),
]
