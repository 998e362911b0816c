"""Who the tests are about. Ana serves, Ben belongs, Cleo is an outsider."""

from members.models import Member

PASSWORD = "a lamp by the window"


def a_member(name="Ana", *, password=PASSWORD, **facts):
    """A member of that name, kept in the database."""
    member = Member.objects.create_user(name, password)
    for fact, value in facts.items():
        setattr(member, fact, value)
    if facts:
        member.save()
    return member


def signed_in(client, member):
    """The same client, now carrying this member's session."""
    client.force_login(member)
    return client
