from members.models.code import Code
from members.models.device import Device
from members.models.member import Member

__all__ = ["Code", "Device", "Member"]
