from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    beat = {"groups.tasks.lay_out_evenings": 3600}  # seconds; a house started anew each morning gets there too
