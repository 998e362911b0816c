from django.urls import path

from groups.views import certificates, finder, groups, life, meetings, pictures, scripts, starting, suggestions

urlpatterns = [
    path("groups/", groups.listing, name="groups"),
    path("groups/<slug:slug>/", groups.group, name="group"),
    path("groups/<slug:slug>/belong/", groups.belong, name="group_belong"),
    path("groups/<slug:slug>/leave/", groups.leave, name="group_leave"),
    path("groups/<slug:slug>/life/", life.group_life, name="group_life"),
    path("groups/<slug:slug>/edit/", groups.edit, name="group_edit"),
    path("groups/<slug:slug>/suggestions/", suggestions.suggestions, name="suggestions"),
    path("groups/<slug:slug>/suggestions/<int:number>/", suggestions.suggestion_edit, name="suggestion_edit"),
    path("bodies/<slug:slug>/certificates/", certificates.certificates, name="certificates"),
    path("meetings/", finder.finder, name="finder"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:slug>/edit/", meetings.edit, name="meeting_edit"),
    path("meetings/<slug:slug>/suggest/", suggestions.suggest, name="meeting_suggest"),
    path("suggestions/<slug:address>/", suggestions.suggestion, name="suggestion"),
    path("groups/<slug:slug>/pictures/", pictures.pictures, name="group_pictures"),
    path("pictures/<slug:address>/", pictures.picture, name="group_picture"),
    path("meetings/<slug:slug>/start/", starting.start, name="meeting_start"),
    path("meetings/<slug:slug>/start/<slug:code>/", starting.start_from, name="meeting_start_from"),
    path("meetings/<slug:slug>/undo/", starting.undo, name="meeting_undo"),
    path("meetings/<slug:slug>/customs/", meetings.customs, name="meeting_customs"),
    path("meetings/<slug:slug>/script/", scripts.script, name="meeting_script"),
    path("meetings/<slug:slug>/script/<int:at>/", scripts.part, name="meeting_part"),
    path("meetings/<slug:slug>/script/new/<int:place>/", scripts.new_part, name="meeting_new_part"),
]
