from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "rotation"
    beat = {"rotation.tasks.look_what_is_due": 3600}  # seconds; asked again it writes nothing twice
