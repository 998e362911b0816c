from rotation.models.alias import Alias
from rotation.models.body import Body
from rotation.models.record import Record
from rotation.models.role import Duty, Role
from rotation.models.term import Term

__all__ = ["Alias", "Body", "Duty", "Record", "Role", "Term"]
