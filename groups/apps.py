from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    beat = {  # seconds; a house started anew each morning gets there too
        "groups.tasks.lay_out_evenings": 3600,
        "groups.tasks.look_what_lapses": 3600,
        "groups.tasks.forget_what_was_answered": 3600,
        "groups.tasks.forget_new_groups_words": 3600,
    }
