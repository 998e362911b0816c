from django.urls import path, re_path

from feeds.views import bmlt, calendars, embed, guide, service, sheet, sources, whole

urlpatterns = [
    path("bodies/<slug:slug>/lists/", sources.listing, name="sources"),
    path("bodies/<slug:slug>/lists/<int:number>/", sources.source, name="source"),
    path("bodies/<slug:slug>/lists/looks/<int:number>/", sources.look, name="look"),
    path("feeds/meetings.json", guide.meetings, name="feed_meetings"),
    path("feeds/meetings.csv", sheet.meetings, name="feed_sheet"),
    path("you/calendar/", service.address, name="service_address"),
    path("calendar/<slug:token>/service.ics", service.calendar, name="service_calendar"),
    path("embed/", embed.how, name="embed"),
    path("embed/meetings/", embed.everywhere, name="embed_meetings"),
    path("embed/bodies/<slug:slug>/", embed.below, name="embed_body"),
    path("meetings/<slug:slug>/calendar.ics", calendars.of_meeting, name="meeting_calendar"),
    path("groups/<slug:slug>/everything.json", whole.copy, name="group_whole"),
    path("groups/<slug:slug>/calendar.ics", calendars.of_group, name="group_calendar"),
    path("bodies/<slug:slug>/calendar.ics", calendars.of_body, name="body_calendar"),
    # Old clients put more slashes in front.
    re_path(r"^[/]*client_interface/(?P<form>json|jsonp|tsml|csv)/*$", bmlt.semantic, name="bmlt"),
]
