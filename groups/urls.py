from django.urls import path

from groups.views import groups, meetings

urlpatterns = [
    path("groups/", groups.listing, name="groups"),
    path("groups/<slug:slug>/", groups.group, name="group"),
    path("groups/<slug:slug>/belong/", groups.belong, name="group_belong"),
    path("groups/<slug:slug>/leave/", groups.leave, name="group_leave"),
    path("groups/<slug:slug>/edit/", groups.edit, name="group_edit"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:slug>/edit/", meetings.edit, name="meeting_edit"),
    path("meetings/<slug:slug>/script/", meetings.script, name="meeting_script"),
]
