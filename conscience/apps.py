from django.apps import AppConfig


class ConscienceConfig(AppConfig):
    name = "conscience"
    beat = {  # seconds
        "conscience.tasks.close_votes_that_are_over": 60,
    }
