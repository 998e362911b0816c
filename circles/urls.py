from django.urls import path

from circles.views import after, circle, door, incidents, knocks, picture, rehearsal, slips, weeks, writing

urlpatterns = [
    path("meetings/<slug:slug>/door/", door.door, name="circle_door"),
    path("meetings/<slug:slug>/door/waiting/", knocks.waiting, name="circle_waiting"),
    path("meetings/<slug:slug>/weeks/", weeks.weeks, name="circle_weeks"),
    path("meetings/<slug:slug>/rehearse/", rehearsal.begin, name="circle_rehearse"),
    path("rehearsals/<str:address>/", rehearsal.door, name="circle_rehearsal"),
    path("circles/<slug:slug>/", circle.circle, name="circle"),
    path("circles/<slug:slug>/ring/", circle.ring, name="circle_ring"),
    path("circles/<slug:slug>/state/", circle.state, name="circle_state"),
    path("circles/<slug:slug>/stay/", after.stay, name="circle_stay"),
    path("circles/<slug:slug>/go-home/", after.go_home, name="circle_go_home"),
    path("after/<slug:slug>/", after.page, name="after"),
    path("after/<slug:slug>/ring/", after.ring, name="after_ring"),
    path("after/<slug:slug>/state/", after.state, name="after_state"),
    path("after/<slug:slug>/do/<slug:verb>/", after.do, name="after_do"),
    path("circles/<slug:slug>/pictures/<slug:address>/", picture.picture, name="circle_picture"),
    path("circles/<slug:slug>/slip/", slips.slip, name="circle_slip"),
    path("circles/<slug:slug>/incident/", incidents.write, name="incident"),
    path("groups/<slug:slug>/incident-notes/", incidents.read, name="incidents"),
    path("meetings/<slug:slug>/write-to-us/", writing.write_to_us, name="write_to_us"),
    path("slips/check/", slips.check, name="slip_check"),
    path("circles/<slug:slug>/do/<slug:verb>/", circle.do, name="circle_do"),
]
