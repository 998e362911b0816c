from feeds.models.listed import ListedBody, ListedMeeting
from feeds.models.service_calendar import ServiceCalendar
from feeds.models.source import GivenFile, Look, Source
from feeds.models.staged import Staged

__all__ = ["GivenFile", "ListedBody", "ListedMeeting", "Look", "ServiceCalendar", "Source", "Staged"]
