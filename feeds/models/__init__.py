from feeds.models.listed import ListedBody, ListedMeeting
from feeds.models.source import Look, Source

__all__ = ["ListedBody", "ListedMeeting", "Look", "Source"]
