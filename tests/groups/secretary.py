"""Filling in a secretary's forms as a browser would send them back."""

from django.forms import FileField

# What goes with a change of norms.
DECIDED = {"decision": "We agreed on it after the meeting", "decided_on": "2026-11-20"}


def as_sent(answer, **changes):
    """What the page's form would send as it stands, with `changes` typed in; None takes a field out."""
    form = answer.context["form"]
    sent = dict(DECIDED) if answer.context.get("decision") else {}
    for name, field in form.fields.items():
        value = field.prepare_value(form.initial.get(name, field.initial))
        if isinstance(value, bool):
            value = "on" if value else None
        elif hasattr(value, "strftime"):
            value = f"{value:%H:%M}" if hasattr(value, "minute") else value.isoformat()
        if not isinstance(field, FileField):
            sent[name] = value
    return {name: value for name, value in (sent | changes).items() if value is not None}
