from rotation.models.alias import Alias
from rotation.models.body import Body, BodyKind
from rotation.models.link import Link, LinkKind
from rotation.models.record import Record
from rotation.models.role import Duty, Role
from rotation.models.term import Term

__all__ = ["Alias", "Body", "BodyKind", "Duty", "Link", "LinkKind", "Record", "Role", "Term"]
