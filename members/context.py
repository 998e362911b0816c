from django.conf import settings
from django.http import HttpRequest


def words(request: HttpRequest) -> dict[str, str]:
    """The operator's own names: the one on the page, and the one that says nothing for tabs and histories."""
    return {"site_name": settings.SITE_NAME, "quiet_name": settings.QUIET_NAME}
