from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "feeds"
    beat = {"feeds.tasks.look_at_sources": 30}  # seconds
