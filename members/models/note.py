from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Letters(models.TextChoices):
    """How a member would like to hear of notes outside the house. Unasked, nobody is written to."""

    NONE = "none", _("only here")
    EACH = "each", _("here, and a letter for each matter")
    DAILY = "daily", _("here, and one letter a day if something is new")


class Way(models.TextChoices):
    """How far a letter has come."""

    WAITING = "waiting", _("waits for its hour")
    GIVEN = "given", _("being handed over")
    SENT = "sent", _("handed over")
    PERHAPS = "perhaps", _("perhaps sent: what was handing it over stopped half-way")
    REFUSED = "refused", _("refused too often, and given up")


class Note(models.Model):
    """Something a member may want to know, kept where only they see it. `facts` fill the words its kind has."""

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=40)  # says which words; a storey's `notes.KINDS` has them
    matter = models.CharField(max_length=80)  # what it is about: all steps of one matter share it
    step = models.CharField(max_length=20, blank=True)  # how near it has come
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)  # the page where one sees to it
    due_on = models.DateField(null=True)  # the day it is about
    until = models.DateTimeField(null=True)  # from then on nobody should find it, the member neither
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["matter"], name="notes_by_their_matter")]
        constraints = [
            models.UniqueConstraint(fields=["member", "matter", "step"], name="one_note_of_a_step_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}".strip()


class NoteLetter(models.Model):
    """A letter that says there is a note, and what became of it. One a matter, and never a second by itself."""

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="+")
    matter = models.CharField(max_length=80)
    due_on = models.DateField(null=True)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.WAITING)
    until = models.DateTimeField(null=True)
    go_at = models.DateTimeField()  # outside the member's quiet hours
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)  # of the worker that is handing it over
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["go_at", "pk"]
        indexes = [models.Index(fields=["way", "go_at"], name="letters_by_their_hour")]
        constraints = [
            models.UniqueConstraint(fields=["member", "matter"], name="one_letter_a_matter"),
            models.CheckConstraint(
                condition=~Q(way="given") | (Q(claimed_at__isnull=False) & ~Q(claim="")),
                name="a_letter_being_handed_over_has_a_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.way}"


class NoteWishes(models.Model):
    """How a member would like to be told, and when to be left in peace. Without a row: only in the house."""

    member = models.OneToOneField("members.Member", primary_key=True, on_delete=models.CASCADE, related_name="wishes")
    letters = models.CharField(_("letters"), max_length=10, choices=Letters.choices, default=Letters.NONE)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=21)  # hours of the member's own day
    quiet_until = models.PositiveSmallIntegerField(_("until"), default=8)
    language = models.CharField(max_length=10, blank=True)  # in which they were reading when they chose
    stop = models.CharField(max_length=43, unique=True)  # the word in a letter's link by which letters end

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lt=24) & Q(quiet_until__lt=24), name="quiet_hours_are_hours_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.letters


class NotWanted(models.Model):
    """ "Don't tell me again", of one matter or of a whole kind. Kept until it is taken back."""

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "what"], name="nothing_is_unwanted_twice")]

    def __str__(self) -> str:
        return self.what
