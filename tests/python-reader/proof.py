"""Chapter 07, Proof of one entry."""

import re

from crypto import verifies
from encoding import Refusal
from keys import Roster, read_base64, refuse_unless
from record import check_content, leaf_of, read_body, root_of_path, signed_bytes, split_entry

CHARACTERS_MAX = 1_048_576
PATH_MAX = 53
ROSTERS_MAX = 64


class _Lines:
    """V-17: the lines of the text, in their order."""

    def __init__(self, text):
        refuse_unless(len(text) <= CHARACTERS_MAX and text.endswith("\n"), "export", "the text")
        self.lines, self.at = text[:-1].split("\n"), 1
        refuse_unless(self.lines[0] == "chirograph/1 proof", "export", "the first line")

    def next(self, name):
        good = self.at < len(self.lines) and self.lines[self.at].startswith(name + " ")
        refuse_unless(good, "export", name)
        self.at += 1
        return self.lines[self.at - 1][len(name) + 1 :]

    def data(self, name, low, high):
        data = read_base64(self.next(name))
        refuse_unless(data is not None and low <= len(data) <= high, "export", name)
        return data

    def many(self, name, low, high):
        found = []
        while self.at < len(self.lines) and self.lines[self.at].startswith(name + " "):
            found.append(self.data(name, low, high))
        return found

    def hash(self, name):
        text = self.next(name)
        refuse_unless(re.fullmatch("[0-9a-f]{64}", text), "export", name)
        return bytes.fromhex(text)

    def number(self, name):
        text = self.next(name)
        refuse_unless(re.fullmatch("0|[1-9][0-9]{0,15}", text) and int(text) < 2**53, "export", name)
        return int(text)


def _of_form(entry):
    try:
        return split_entry(entry)
    except Refusal as refusal:
        raise Refusal("export", refusal.code) from None


def _check_rosters(signed_rosters):
    """As in V-7: each party's in order of seq; the code of the first finding."""
    by_party, checked = {}, []
    for signed in signed_rosters:
        roster = Roster(signed)
        rosters = by_party.setdefault(roster.party, [])
        if all(other.digest != roster.digest for other in rosters):
            rosters.append(roster)
    for rosters in by_party.values():
        before = None
        for roster in sorted(rosters, key=lambda one: one.seq):
            roster.check_signatures()
            refuse_unless(before is None or before.seq != roster.seq, "roster-sequence", "two of one seq")
            roster.check_follows(before if before is not None and roster.seq == before.seq + 1 else None)
            before = roster
            checked.append(roster)
    return checked


def check_proof(text, trusted):
    """V-17, V-18: what the proof shows."""
    lines = _Lines(text)
    channel = lines.hash("channel")
    refuse_unless(len(lines.next("label").encode("utf-8")) <= 64, "export", "label")
    index, size, root = lines.number("index"), lines.number("size"), lines.hash("root")
    payload, signature = _of_form(lines.data("entry", 0, CHARACTERS_MAX))
    salt, content = lines.data("salt", 0, 32), lines.data("content", 0, 65_536)
    path = lines.many("path", 32, 32)
    head, head_signature = _of_form(lines.data("head", 0, CHARACTERS_MAX))
    signed_rosters = lines.many("roster", 0, CHARACTERS_MAX)
    refuse_unless(lines.at == len(lines.lines), "export", "more lines")
    refuse_unless(len(path) <= PATH_MAX and len(signed_rosters) <= ROSTERS_MAX, "export", "too many")

    body, newest = read_body(payload), read_body(head)
    refuse_unless(body["channel"] == channel == newest["channel"], "entry-channel", "")
    places = (body["log"], index, size) == (newest["log"], body["seq"], newest["seq"])
    refuse_unless(places, "export", "log, index or size")
    rosters = [roster for roster in _check_rosters(signed_rosters) if roster.party in trusted]
    refuse_unless(rosters, "entry-author", "nobody trusted")
    signer = next(
        (
            roster
            for roster in rosters
            for key in roster.stations.values()
            if verifies(key, signed_bytes(roster.party, roster.digest, payload), signature)
            and verifies(key, signed_bytes(roster.party, roster.digest, head), head_signature)
        ),
        None,
    )
    refuse_unless(signer is not None, "entry-signature", "")
    if salt or content:
        check_content(body, content, salt)
    refuse_unless(newest["prev"] == root == root_of_path(leaf_of(payload), index, size, path), "entry-prev", "")
    shown = bool(salt)
    return {
        "party": signer.party.hex(),
        "short": signer.body["short"],
        "leaf": leaf_of(payload).hex(),
        "content": content.hex() if shown and body["commit"] else None,
        "withheld": bool(body["commit"]) and not shown,
    }
