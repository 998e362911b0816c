"""After a secret ballot, whoever has the database, its log ahead, our logs and our disk cannot join a voter to a vote (issue 6).

Everything is tried that was tried elsewhere and worked: transaction ids, the order of rows and where they lie, the log written
ahead, times, rows that make a resend harmless, logs, and the lengths of what was sealed. It is tried with the key at hand too, so
that what finds nothing is known to find something.
"""

import io
import json
import logging
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps
from django.db import connection, models

from conscience.models import Ballot, Question, Sealed, Voter
from conscience.rules.closing import close
from conscience.rules.keys import key_of
from conscience.rules.sealing import unseal
from tests.conscience.cast import NOW, a_question, votes
from tests.journeys.traces import found, ways_to_write, ways_to_write_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_servers]
PEOPLE = [f"Voter {n:02}" for n in range(50)]
CHOICES = ["Bo", "A Much Longer Name Than Anybody Else Has"]


@pytest.fixture
def vote(settings, tmp_path, caplog):
    """A vote of fifty, half of them each way, and what stood in the tables while it was open."""
    settings.BALLOT_KEYS = tmp_path / "ballot_keys"
    logs = io.StringIO()
    listening = logging.StreamHandler(logs)
    logging.getLogger().addHandler(listening)
    caplog.set_level(logging.DEBUG)
    start = wal_now()
    question, ana, people = a_question(PEOPLE, choices=CHOICES)
    given = {name: CHOICES[(n * 7 // 3) % 2] for n, name in enumerate(PEOPLE)}
    codes = {name: votes(question, people[name], choice) for name, choice in given.items()}
    boxes = {bytes(sealed.box) for sealed in Sealed.objects.all()}
    open_rows = rows_with_places()
    key = key_of(address=question.address)
    raw_key = (Path(settings.BALLOT_KEYS) / question.address).read_bytes()
    close(question=question, by=ana, now=NOW)
    logging.getLogger().removeHandler(listening)
    wal = [start, wal_now()]
    return {
        "question": Question.objects.get(), "given": given, "codes": codes, "boxes": boxes, "open": open_rows, "key": key,
        "raw_key": raw_key, "logs": logs.getvalue() + caplog.text, "wal": wal, "folder": tmp_path,
    }  # fmt: skip


def on_postgresql():
    return connection.vendor == "postgresql"


def ask(sql, given=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, given or [])
        return cursor.fetchall() if cursor.description else []


def wal_now():
    return ask("SELECT pg_current_wal_lsn()")[0][0] if on_postgresql() else None


def rows_with_places():
    """Marks, boxes and ballots, each with the transaction that wrote it and where it lies."""
    if not on_postgresql():
        place = "rowid, 0"
    else:
        place = "xmin::text::bigint, ctid::text"
    voters = ask(f"SELECT {place}, alias_id, id FROM conscience_voter WHERE voted")
    boxes = ask(f"SELECT {'0, rowid' if not on_postgresql() else place}, box FROM conscience_sealed")
    ballots = ask(f"SELECT {place}, code, choice, id FROM conscience_ballot")
    return {"voters": voters, "boxes": boxes, "ballots": ballots}


def test_open_vote_can_be_joined_with_the_key_and_only_with_it(vote):
    """What the trial did (50 of 50), done to the boxes: joined by transaction id, they open with the key and with no other."""
    boxes, address = [bytes(box) for *_place, box in vote["open"]["boxes"]], vote["question"].address
    opened = [unseal(key=vote["key"], box=box, address=address) for box in boxes]
    assert {code for _number, code in opened} == {*vote["codes"].values()}
    if on_postgresql():
        by_transaction = {row[0]: row[2] for row in vote["open"]["voters"]}
        joined = [by_transaction[row[0]] for row in vote["open"]["boxes"]]
        assert len({*joined}) == 50  # so that the boxes are all that stands between
    for box in boxes:
        with pytest.raises(InvalidTag):
            unseal(key=X25519PrivateKey.generate(), box=box, address=address)
    assert len({len(box) for box in boxes}) == 1
    assert len({box[:32] for box in boxes}) == 50


def test_nothing_that_stands_in_the_database_joins_a_voter_to_a_vote(vote):
    after = rows_with_places()
    assert [len(after["voters"]), len(after["boxes"]), len(after["ballots"])] == [50, 0, 50]
    if on_postgresql():
        assert len({row[0] for row in after["ballots"]}) == 1  # one transaction wrote them all
        assert len({row[0] for row in after["voters"]}) == 1  # and laid down all the marks
    codes = {code: name for name, code in vote["codes"].items()}
    names = dict(ask("SELECT id, name FROM rotation_alias"))
    # In whatever order one lays the two lists beside each other, they agree about as often as two that were shuffled do.
    voters = {key: [names[row[2]] for row in sorted(after["voters"], key=by)] for key, by in ORDERS.items()}
    ballots = {key: [codes[row[2]] for row in sorted(after["ballots"], key=by)] for key, by in ORDERS.items()}
    agreeing = [
        sum(one == other for one, other in zip(voters[key], ballots[other_key], strict=True))
        for key in ORDERS for other_key in ORDERS
    ]  # fmt: skip
    assert max(agreeing) <= 9, agreeing
    # Of a code there is one row in the whole database, and of who gave it none.
    holding = [
        (table, row) for table, row in everything() if any(code in json.dumps(row, default=str) for code in codes)
    ]
    assert {table for table, _row in holding} == {"conscience_ballot"}
    assert len(holding) == 50
    assert not [field for field in Voter._meta.fields if isinstance(field, models.DateTimeField | models.UUIDField)]
    assert not [field for field in Ballot._meta.fields if isinstance(field, models.DateTimeField | models.UUIDField)]


ORDERS = {"place": lambda row: place_of(row[1]) if on_postgresql() else row[0], "number": lambda row: row[-1]}


def place_of(ctid):
    return [int(part) for part in str(ctid).strip("()").split(",")]


def everything():
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield model._meta.db_table, row


def test_logs_and_files_hold_no_key_and_no_name_beside_a_code(vote):
    """Files, the log written ahead and what we printed. Boxes can still be read in PostgreSQL's; what opens them is in none."""
    codes = [*vote["codes"].values()]
    assert [code for code in codes if code in vote["logs"].replace(published(vote), "")] == []
    assert not list((vote["folder"] / "ballot_keys").iterdir())
    files = dict(files_of(vote))
    box, key = next(iter(vote["boxes"])), vote["raw_key"]
    sought = {"code": ways_to_write(codes[0]), "box": ways_to_write_bytes(box), "key": ways_to_write_bytes(key)}
    known = found(files.items(), sought)
    assert known.pop("code"), "what finds nothing proves nothing: a published code has to be in the files"
    # PostgreSQL keeps what was deleted for a while; SQLite overwrites it (secure_delete) once its own log is cut short.
    if on_postgresql():
        assert {"conscience_sealed", "log ahead"} <= {*known.pop("box")}
    known.pop("box", None)
    assert known == {}
    any_code = re.compile("|".join(codes).encode())
    beside = [
        name
        for name, raw in files.items()
        for met in any_code.finditer(raw)
        if b"Voter " in raw[max(0, met.start() - 60) : met.end() + 60]
    ]
    assert beside == []
    assert {name for name, raw in files.items() if any_code.search(raw)} <= {"conscience_ballot", "log ahead", *SQLITE}
    # The log ahead is in the order of what was done: the codes come in another than the votes did.
    if on_postgresql():
        met = list(dict.fromkeys(code.decode() for code in any_code.findall(files["log ahead"])))
        assert sorted(met) == sorted(codes)
        assert sum(one == other for one, other in zip(met, codes, strict=True)) <= 9


SQLITE = ("tests.sqlite3", "tests.sqlite3-wal")


def published(vote):
    """The one statement that wrote them all, as a debugging log would show it."""
    said = [line for line in vote["logs"].splitlines() if "INSERT INTO conscience_ballot" in line]
    return said[0] if said else "\0"


def files_of(vote):
    """The database's pages, and what it wrote ahead from the opening of the vote to its end."""
    if not on_postgresql():
        path = Path(connection.settings_dict["NAME"])
        yield from ((file.name, file.read_bytes()) for file in path.parent.glob(path.name + "*"))
        return
    ask("CREATE EXTENSION IF NOT EXISTS pageinspect")
    for table in ("conscience_ballot", "conscience_sealed", "conscience_voter", "rotation_record"):
        pages = ask("SELECT pg_relation_size(%s) / current_setting('block_size')::int", [table])[0][0]
        yield table, b"".join(bytes(ask("SELECT get_raw_page(%s, %s)", [table, page])[0][0]) for page in range(pages))
    (first, begin), (last, end) = (ask("SELECT * FROM pg_walfile_name_offset(%s)", [at])[0] for at in vote["wal"])
    names = "SELECT name FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s AND length(name) = 24 ORDER BY name"
    ahead = b""
    for (name,) in ask(names, [first, last]):
        start, length = begin if name == first else 0, (end if name == last else 1 << 24)
        read = "SELECT pg_read_binary_file(%s, %s, %s, true)"
        ahead += bytes(ask(read, [f"pg_wal/{name}", start, length - start])[0][0] or b"")
    yield "log ahead", ahead
