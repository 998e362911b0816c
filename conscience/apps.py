from django.apps import AppConfig


class ConscienceConfig(AppConfig):
    name = "conscience"
    beat = {  # seconds
        "conscience.tasks.close_votes_that_are_over": 60,
        "conscience.tasks.look_which_votes_are_open": 600,
    }
