"""What may stand in a log line about an answer: the kind of page, never its address."""

import logging


class KindOfPage(logging.Filter):
    """For "django.request". An address can open a circle, a talk or a calendar; its pattern opens nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = request.resolver_match
            record.msg = "%s: %s"
            record.args = (getattr(record, "status_code", "?"), match.route if match else "no page")
        return True
