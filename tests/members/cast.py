"""Who the tests are about. Ana serves, Ben belongs, Cleo is an outsider."""

from members.models import Member

PASSWORD = "a lamp by the window"


def a_member(name="Ana", *, password=PASSWORD, **facts):
    """A member of that name, kept in the database."""
    member = Member(name=name, **facts)
    member.set_password(password)
    member.save()
    return member


def signed_in(client, member):
    """The same client, now carrying this member's session."""
    client.force_login(member)
    return client
