import logging

from django.apps import AppConfig

from fellowship.languages import compile_languages

log = logging.getLogger(__name__)


class FellowshipConfig(AppConfig):
    name = "fellowship"

    def ready(self) -> None:
        """Every process finds its words compiled, without a tool or a step to remember."""
        try:
            compile_languages()
        except OSError as fault:  # a tree nobody may write to, compiled beforehand or not at all
            log.warning("The languages could not be compiled (%s).", type(fault).__name__)
