from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "circles"
    beat = {  # seconds
        "circles.tasks.close_forgotten_circles": 60,
        "circles.tasks.forget_incident_notes": 3600,
        "circles.tasks.look_who_said_they_will": 3600,
    }
