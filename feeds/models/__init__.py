from feeds.models.listed import ListedBody, ListedMeeting

__all__ = ["ListedBody", "ListedMeeting"]
