from django.apps import AppConfig


class ConscienceConfig(AppConfig):
    name = "conscience"
