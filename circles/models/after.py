"""The after-meeting: who stayed, and what they say to one another. All of it goes when it ends, the row of it too."""

from django.db import models
from django.db.models import Q

from circles.models.circle import random_address
from circles.models.seat import random_seat


class After(models.Model):
    """The room beside a closed circle, for whoever stays to talk. Its address and its key are its own."""

    circle = models.OneToOneField("circles.Circle", on_delete=models.CASCADE, related_name="after")
    slug = models.SlugField(max_length=32, unique=True, default=random_address)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # only until the same transaction has erased it
    version = models.PositiveBigIntegerField(default=0)  # rises with every act
    lines = models.PositiveBigIntegerField(default=0)  # numbers given out to what was said
    people = models.PositiveIntegerField(default=0)  # numbers given out to who came in; none is given twice
    paused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"after-meeting {self.pk}"

    @property
    def room(self) -> str:
        return self.slug


class AfterPlace(models.Model):
    """A place kept for somebody who was in the circle; empty until they choose to stay.

    Only who proves a seat of the circle finds the mark of it, and only under this room's own key.
    """

    id = models.CharField(primary_key=True, max_length=16, default=random_seat, editable=False)
    after = models.ForeignKey(After, on_delete=models.CASCADE, related_name="places")
    mark = models.CharField(max_length=64)  # keyed hash of the seat
    # Both only while they are here: as people came in, forms name them by the number; and a Person (circles/rules/seal.py)
    # under this room's key.
    number = models.PositiveIntegerField(null=True)
    sealed = models.BinaryField(null=True)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    quiet_at = models.DateTimeField(null=True)  # by two who are here: neither name nor lines are shown
    asked_to_leave_at = models.DateTimeField(null=True)  # by two members; this place cannot be taken again

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["after", "mark"], name="one_way_to_stay_per_seat"),
            models.UniqueConstraint(
                fields=["after", "number"], condition=Q(number__isnull=False), name="one_number_per_who_stays"
            ),
            models.CheckConstraint(condition=Q(number=None) | Q(sealed__isnull=False), name="who_stays_gave_a_name"),
        ]

    def __str__(self) -> str:
        return f"place {self.number or 'kept'}"


class AfterLine(models.Model):
    """Something said in the after-meeting, readable only under its key."""

    after = models.ForeignKey(After, on_delete=models.CASCADE, related_name="said")
    place = models.ForeignKey(AfterPlace, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["after", "number"], name="a_line_number_is_used_once")]

    def __str__(self) -> str:
        return f"line {self.number}"


class AfterWish(models.Model):
    """One person's wish for something it takes two to do, about somebody or about everyone."""

    after = models.ForeignKey(After, on_delete=models.CASCADE, related_name="wishes")
    wish = models.CharField(max_length=20)
    by = models.ForeignKey(AfterPlace, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(AfterPlace, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["wish", "by", "about"], name="a_wish_about_someone_counts_once"),
            models.UniqueConstraint(
                fields=["wish", "by"], condition=Q(about=None), name="a_wish_about_everyone_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return self.wish


class AfterAct(models.Model):
    """The key sent along with an act, so that a resend changes nothing twice."""

    after = models.ForeignKey(After, on_delete=models.CASCADE, related_name="acts")
    key = models.CharField(max_length=40)  # a hash of the place and what it sent

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["after", "key"], name="an_act_afterwards_happens_once")]

    def __str__(self) -> str:
        return f"act {self.pk}"
