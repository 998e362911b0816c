from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    beat = {"groups.tasks.lay_out_evenings": 6 * 3600}  # seconds
