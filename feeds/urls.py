from django.urls import path, re_path

from feeds.views import bmlt, guide

urlpatterns = [
    path("feeds/meetings.json", guide.meetings, name="feed_meetings"),
    # Old clients put more slashes in front.
    re_path(r"^[/]*client_interface/(?P<form>json|jsonp|tsml|csv)/*$", bmlt.semantic, name="bmlt"),
]
