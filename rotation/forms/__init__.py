from rotation.forms.links import UP, OfferForm
from rotation.forms.service import LineForm, OpeningsForm, RoleForm, TermForm, a_day

__all__ = ["UP", "LineForm", "OfferForm", "OpeningsForm", "RoleForm", "TermForm", "a_day"]
