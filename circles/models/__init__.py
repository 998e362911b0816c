from circles.models.act import Act
from circles.models.after import After, AfterAct, AfterLine, AfterPlace, AfterWish
from circles.models.agreement import Agreement
from circles.models.care import CareTaken
from circles.models.circle import Circle
from circles.models.duty import HeldDuty
from circles.models.incident import Incident
from circles.models.knock import Knock
from circles.models.note import Note
from circles.models.pledge import Pledge
from circles.models.seat import Seat
from circles.models.slip import SlipAsked
from circles.models.turn import Turn
from circles.models.words import Words

__all__ = [
    "Act",
    "After",
    "AfterAct",
    "AfterLine",
    "AfterPlace",
    "AfterWish",
    "Agreement",
    "CareTaken",
    "Circle",
    "HeldDuty",
    "Incident",
    "Knock",
    "Note",
    "Pledge",
    "Seat",
    "SlipAsked",
    "Turn",
    "Words",
]
