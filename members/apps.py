from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    beat = {"members.tasks.hand_over_letters": 60, "members.tasks.forget_old_notes": 3600}  # seconds
