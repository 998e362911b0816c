from django.urls import path

from rotation.views import bodies

urlpatterns = [path("bodies/<slug:slug>/", bodies.body, name="body")]
