from circles.models.act import Act
from circles.models.agreement import Agreement
from circles.models.circle import Circle
from circles.models.duty import HeldDuty
from circles.models.seat import Seat
from circles.models.turn import Turn
from circles.models.words import Words

__all__ = ["Act", "Agreement", "Circle", "HeldDuty", "Seat", "Turn", "Words"]
