from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "circles"
    beat = {"circles.tasks.close_forgotten_circles": 60}  # seconds
