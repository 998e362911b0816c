from members.models.code import Code
from members.models.member import Member

__all__ = ["Code", "Member"]
