from feeds.models.listed import ListedBody, ListedMeeting
from feeds.models.service_calendar import ServiceCalendar
from feeds.models.source import Look, Source
from feeds.models.staged import Staged

__all__ = ["ListedBody", "ListedMeeting", "Look", "ServiceCalendar", "Source", "Staged"]
