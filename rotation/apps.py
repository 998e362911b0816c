from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "rotation"
    beat = {  # seconds; asked again they do nothing twice
        "rotation.tasks.look_what_is_due": 3600,
        "rotation.tasks.open_hand_overs": 3600,
        "rotation.tasks.forget_what_is_over": 3600,
    }
