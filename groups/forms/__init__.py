from groups.forms.customs import CustomsForm
from groups.forms.listing import GroupForm, ListingForm, VersionForm
from groups.forms.meeting import MeetingForm
from groups.forms.part import PartForm

__all__ = ["CustomsForm", "GroupForm", "ListingForm", "MeetingForm", "PartForm", "VersionForm"]
