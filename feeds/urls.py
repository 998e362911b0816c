from django.urls import path

from feeds.views import guide

urlpatterns = [
    path("feeds/meetings.json", guide.meetings, name="feed_meetings"),
]
