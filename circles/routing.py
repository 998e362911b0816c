from django.urls import path

from circles.consumers import CirclePush, CircleVoice

sockets = [
    path("live/circles/<slug:slug>/", CirclePush()),
    path("voice/circles/<slug:slug>/", CircleVoice()),
]
