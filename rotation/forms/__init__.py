from rotation.forms.links import UP, OfferForm
from rotation.forms.service import RoleForm, TermForm, a_day

__all__ = ["UP", "OfferForm", "RoleForm", "TermForm", "a_day"]
