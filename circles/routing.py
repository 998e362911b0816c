from django.urls import path

from circles.consumers import AfterPush, CirclePush, CircleVoice

sockets = [
    path("live/after/<slug:slug>/", AfterPush()),
    path("live/circles/<slug:slug>/", CirclePush()),
    path("voice/circles/<slug:slug>/", CircleVoice()),
]
