from django.urls import include, path

from fellowship import views
from fellowship.storeys import built

urlpatterns = [
    path("", views.front, name="front"),
    *(path("", include(urls.__name__)) for urls in built("urls")),
]
handler400 = "members.views.refused.not_understood"
handler403 = "members.views.refused.not_here"
handler404 = "members.views.refused.not_found"
handler500 = "members.views.refused.our_fault"
