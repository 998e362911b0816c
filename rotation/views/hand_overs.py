"""A list of what is passed on from one servant to the next, for the two of them and the body's secretary."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from members.quiet import quiet_page
from rotation.forms import LineForm
from rotation.models import HandOver, ItemKind
from rotation.rules import handing_over
from rotation.rules.handing_over import sides_of

MOST_DIGITS = 18


@quiet_page
def hand_over(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is to know, which papers, whom to know, what is still to do; two ticks each. For others there is no such page."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    found = HandOver.objects.select_related("role__body", "giver__alias", "taker__alias")
    shown = get_object_or_404(found, role__body__slug=slug, pk=number)
    sides = sides_of(shown, member=member, now=now)
    if not sides:
        raise Http404
    form = LineForm(request.POST if "words" in request.POST else None)
    if request.method == "POST" and _done(request, shown, member, form):
        return redirect("hand_over", slug, number)
    items = list(shown.items.all())
    context = {
        "hand_over": shown,
        "body": shown.role.body,
        "sides": sides,
        "form": form,
        "kinds": [(kind.label, [item for item in items if item.kind == kind]) for kind in ItemKind],
    }
    return render(request, "rotation/hand_over.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, shown: HandOver, member: Member | None, form: LineForm) -> bool:
    """Whether to look at the page anew."""
    now = timezone.now()
    try:
        if "give" in request.POST or "take" in request.POST:
            side = "giver" if "give" in request.POST else "taker"
            item = _number(request.POST.get("give") or request.POST.get("take", ""))
            handing_over.tick(hand_over=shown, item=item, side=side, member=member, now=now)
        elif (side := request.POST.get("all", "")) in ("giver", "taker"):
            handing_over.that_is_all(hand_over=shown, side=side, member=member, now=now)
            messages.success(request, _("Written down."))
        elif form.is_valid():
            kind = ItemKind(form.cleaned_data["kind"])
            handing_over.add_line(hand_over=shown, kind=kind, words=form.cleaned_data["words"], member=member, now=now)
        else:
            return "words" not in request.POST
    except handing_over.NotTheirs as nobody:
        raise Http404 from nobody
    return True


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        raise Http404
    return int(said)
