from django.apps import AppConfig


class FellowshipConfig(AppConfig):
    name = "fellowship"
