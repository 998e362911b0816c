from datetime import timedelta

import pytest

from groups.models import Meeting
from groups.planting import plant
from groups.rules.times import occurrence_at
from rotation import planting as ground
from tests.groups.cast import NOW


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 1, 11, 23])
def test_the_porch_is_always_on_and_what_is_on_began_in_the_hour_of_planting(hour):
    planted = NOW.replace(hour=hour, minute=59)
    ground.plant(now=planted)
    plant(now=planted)
    began = []
    for later in range(24):
        at = planted + timedelta(hours=later)
        found = [occurrence_at(meeting, at) for meeting in Meeting.objects.filter(group__body__slug="the-porch")]
        (on,) = {each.starts_at for each in found if each and each.starts_at <= at < each.ends_at}
        began.append(on)
    assert began[0] == planted.replace(minute=0)
