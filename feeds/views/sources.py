"""A body's page of lists that it brings in from elsewhere, and the report of each look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feeds.access import body_that_brings_in, look_of, source_of
from feeds.forms.source import FileForm, SourceForm
from feeds.models import Source
from feeds.rules import sources
from members.models import Member
from members.rules.limits import limited


def _member(request: HttpRequest) -> Member | None:
    return request.user if request.user.is_authenticated else None


def _pressed(request: HttpRequest, button: str) -> bool:
    return request.POST.get(button) == "1"


@limited("sources", "20/m")
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes in from where, and a form for one more; for everyone but its secretary there is no such page."""
    now, member = timezone.now(), _member(request)
    body = body_that_brings_in(member, slug, now=now)
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        file = form.cleaned_data["file"]
        try:
            sources.add(body=body, by=member, facts=facts, content=file.read() if file else None, now=now)
        except sources.NameIsTaken:
            form.add_error("name", _("A list of that name is brought in already. Please choose another name."))
        else:
            messages.success(request, _("Kept. A first look, which changes nothing, is made within a minute."))
            return redirect("sources", slug)
    kept = (
        Source.objects.filter(body=body, removed_at=None)
        .select_related("given")
        .defer("given__content")
        .prefetch_related("looks")
    )
    context = {"body": body, "form": form, "sources": kept, "anew": FileForm(auto_id=False)}
    return render(request, "feeds/sources.html", context, status=400 if form.errors else 200)


@limited("sources", "20/m")
def source(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Look, save or stop: what the buttons beside a list do."""
    now, member = timezone.now(), _member(request)
    shown = source_of(member, slug, number, now=now)
    if request.method == "POST":
        try:
            if _pressed(request, "remove"):
                sources.remove(source=shown, by=member, now=now)
                messages.success(request, _("We look there no more. What came from there stays."))
            elif _pressed(request, "anew"):
                _take_file(request, shown, member)
            elif _pressed(request, "look") or _pressed(request, "save"):
                sources.ask(source=shown, by=member, save=_pressed(request, "save"), now=now)
                messages.success(request, _("Asked for. It is done within a minute or so; this page shows it then."))
            else:
                messages.warning(request, _("That did not arrive whole. Please try once more."))
        except sources.NothingGiven:
            messages.warning(request, _("Its file was taken over, and let go. Please give a newer one."))
        except sources.LookFirst:
            messages.warning(request, _("Please have it looked at first: that changes nothing and says what would be."))
        except sources.AlreadyAsked:
            messages.warning(request, _("A look is under way. This page shows it when it is done."))
    return redirect("sources", slug)


def _take_file(request: HttpRequest, shown: Source, member: Member | None) -> None:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        sources.give_anew(source=shown, by=member, content=content, now=timezone.now())
        messages.success(request, _("Kept. A first look, which changes nothing, is made within a minute."))
    else:
        messages.warning(request, form.errors["file"][0])


def look(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report of one look, row by row."""
    shown = look_of(_member(request), slug, number, now=timezone.now())
    context = {"body": shown.source.body, "source": shown.source, "look": shown, "left": sum(shown.totals.values())}
    return render(request, "feeds/look.html", context)
