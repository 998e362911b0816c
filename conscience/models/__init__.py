from conscience.models.ballot import Ballot, RoomCount, Sealed
from conscience.models.election import Candidate, Draw, Election
from conscience.models.question import Base, Question, Result, Secrecy, Threshold, Voter

__all__ = [
    "Ballot",
    "Base",
    "Candidate",
    "Draw",
    "Election",
    "Question",
    "Result",
    "RoomCount",
    "Sealed",
    "Secrecy",
    "Threshold",
    "Voter",
]
