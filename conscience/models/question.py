from datetime import datetime
from secrets import token_urlsafe

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

FEWEST = 3  # of fewer secret ballots no count is ever shown


class Secrecy(models.TextChoices):
    SECRET = "secret", _("secret: who has voted is known, how is not")
    OPEN = "open", _("open: each name with its vote")


class Threshold(models.TextChoices):
    """How much of the base has to say yes (conscience/rules/majorities.py counts)."""

    MAJORITY = "majority", _("more than half")
    TWO_THIRDS = "two-thirds", _("two-thirds")
    THREE_QUARTERS = "three-quarters", _("three-quarters")


class Base(models.TextChoices):
    """Of what it is taken."""

    CAST = "cast", _("of the votes cast; whoever abstains is not counted")
    PRESENT = "present", _("of everyone who gave a ballot in")
    ELIGIBLE = "eligible", _("of everyone who may vote; silence counts as no")


def new_address() -> str:
    return token_urlsafe(12)


class Question(models.Model):
    """One voting act: what is asked, of whom, how it is counted, and from when to when. Nothing of it changes once it is open."""

    address = models.CharField(max_length=32, unique=True, default=new_address)
    body = models.ForeignKey("rotation.Body", on_delete=models.PROTECT, related_name="+")
    election = models.ForeignKey(
        "conscience.Election", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds"
    )
    number = models.PositiveSmallIntegerField(default=0)  # which ballot of its election
    wording = models.CharField(_("question"), max_length=500)
    choices = models.JSONField(default=list)  # the words on the paper, in their order
    secrecy = models.CharField(max_length=10, choices=Secrecy.choices, default=Secrecy.SECRET)
    threshold = models.CharField(max_length=20, choices=Threshold.choices, default=Threshold.MAJORITY)
    base = models.CharField(max_length=10, choices=Base.choices, default=Base.CAST)
    quorum = models.PositiveIntegerField(default=0)  # how many have to take part for anything to be decided
    eligible = models.PositiveIntegerField()  # seats on the register, as it stood
    least = models.PositiveSmallIntegerField(default=FEWEST)  # from so many secret ballots on they are published
    slot = models.BinaryField(null=True, blank=True)  # seals a ballot; what opens it is never in the database
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)  # without one, whoever called it closes it
    closed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)  # the key is destroyed; from now on the count is shown

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="a_question_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(declared_at=None) | Q(closed_at__isnull=False), name="a_count_is_declared_after_closing"
            ),
            models.CheckConstraint(condition=Q(least__gte=FEWEST), name="no_count_of_fewer_than_three_is_shown"),
            models.CheckConstraint(
                condition=Q(secrecy="open", slot=None) | Q(secrecy="secret", slot__isnull=False),
                name="a_secret_question_has_a_slot",
            ),
            models.UniqueConstraint(
                fields=["election", "number"], condition=Q(election__isnull=False), name="one_ballot_of_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.wording

    def is_open(self, now: datetime) -> bool:
        """Whether a vote given at `now` counts."""
        return self.closed_at is None and self.opens_at <= now and not self.is_due(now)

    def is_due(self, now: datetime) -> bool:
        """Whether its time is over, whoever has looked since."""
        return self.closes_at is not None and now >= self.closes_at

    @property
    def is_secret(self) -> bool:
        return self.secrecy == Secrecy.SECRET


class Voter(models.Model):
    """A line of the register, as it stood when the question opened. It says whether it has voted; never when or how."""

    question = models.ForeignKey("conscience.Question", on_delete=models.PROTECT, related_name="register")
    alias = models.ForeignKey("rotation.Alias", on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveIntegerField()
    is_alternate = models.BooleanField(default=False)  # votes for the seat only while its holder is not present
    is_here = models.BooleanField(default=False)
    in_the_room = models.BooleanField(default=False)  # gives a paper to the tellers, and so none here
    voted = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat", "is_alternate"]
        constraints = [
            models.UniqueConstraint(fields=["question", "alias"], name="one_line_of_the_register_each"),
            models.UniqueConstraint(
                fields=["question", "seat", "is_alternate"], name="a_holder_and_an_alternate_a_seat"
            ),
            models.UniqueConstraint(fields=["question", "seat"], condition=Q(voted=True), name="a_seat_votes_once"),
            models.CheckConstraint(condition=~Q(voted=True, in_the_room=True), name="a_vote_here_or_in_the_room"),
        ]

    def __str__(self) -> str:
        return f"{self.alias} on {self.question_id}"


class Result(models.Model):
    """What a question came to, written as it closes and never changed; shown once it is declared."""

    question = models.OneToOneField(
        "conscience.Question", primary_key=True, on_delete=models.PROTECT, related_name="result"
    )
    online = models.JSONField(default=dict)  # totals by choice; both empty where fewer voted than may be shown
    room = models.JSONField(default=dict)
    is_counted = models.BooleanField(default=True)  # False where too few secret ballots were given
    voted = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    needed = models.PositiveIntegerField()
    chosen = models.CharField(max_length=255, blank=True)  # the choice that reached what was needed
    checksum = models.CharField(max_length=64, blank=True)  # over the published ballots; anyone can make it again

    def __str__(self) -> str:
        return self.chosen or "—"
