"""The secretary's look at the group's pictures. What a circle shows of them is the circle's to serve."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import group_to_keep
from groups.models import Picture
from groups.rules.pictures import PictureIsShown, remove_picture, shown_in
from groups.views.viewer import viewer_of
from members.quiet import quiet_page


@require_safe
@quiet_page
def picture(request: HttpRequest, address: str) -> HttpResponse:
    """The picture itself, for whoever keeps the group's listing."""
    found = get_object_or_404(Picture.objects.select_related("group__body"), pk=address)
    group_to_keep(viewer_of(request), found.group.body.slug, now=timezone.now())
    return HttpResponse(bytes(found.content), content_type=found.kind)


def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, and a way to take out those that no script shows."""
    now, member = timezone.now(), viewer_of(request)
    group = group_to_keep(member, slug, now=now)
    if request.method == "POST":
        chosen = get_object_or_404(Picture, pk=request.POST.get("picture", "")[:24].replace("\0", ""), group=group)
        try:
            remove_picture(picture=chosen, member=member, now=now)
        except PictureIsShown:
            messages.warning(request, _("A script still shows this picture. Take it out there first."))
        else:
            messages.success(request, _("The picture is gone."))
        return redirect("group_pictures", slug)
    shown = shown_in(group)
    kept = [(each, each.pk in shown) for each in Picture.objects.filter(group=group).defer("content")]
    return render(request, "groups/pictures.html", {"group": group, "pictures": kept})
