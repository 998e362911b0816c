from groups.forms.customs import CustomsForm
from groups.forms.decision import DecisionForm
from groups.forms.listing import GroupForm, ListingForm, VersionForm
from groups.forms.meeting import MeetingForm
from groups.forms.part import PartForm

__all__ = ["CustomsForm", "DecisionForm", "GroupForm", "ListingForm", "MeetingForm", "PartForm", "VersionForm"]
