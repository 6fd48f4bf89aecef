"""Chapter 02: parties, rosters, cards, the spoken check, the fork of rosters."""

import base64
import hashlib
import re

import crypto
import mldsa
from crypto import H
from encoding import SHAPES, Refusal, check_shape, decode, encode, read, read_value
from text import is_code, is_name, is_tag

CARD_CHARACTERS_MAX = 200_000
CARD_ROSTERS_MAX = 16
SPOKEN_ROUNDS = 5200


def party_id(ed25519, ml_dsa):
    """K-1."""
    return H(encode(["chirograph/1 party", 1, ed25519, ml_dsa]))


def roots_hash(ed25519, ml_dsa):
    """K-2."""
    return H(encode(["chirograph/1 roots", 1, ed25519, ml_dsa]))


def station_id(key):
    """K-3."""
    return H(key)[:16]


def refuse_unless(good, code, detail):
    if not good:
        raise Refusal(code, detail)


def _check_names(names):
    """K-6."""
    languages = [name["language"] for name in names]
    refuse_unless(len(set(languages)) == len(languages), "shape", "a language twice")
    refuse_unless(all(is_tag(n["language"]) and is_name(n["text"]) for n in names), "shape", "a name")


def read_roster_body(data):
    """K-4 to K-8."""
    value = decode(data)
    if isinstance(value, list) and value and isinstance(value[0], int) and value[0] != 1:
        raise Refusal("version-unknown", str(value[0]))
    body = read_value(value, "02:roster")
    refuse_unless(re.fullmatch("[A-Z0-9]{1,8}", body["short"]), "shape", "short")
    refuse_unless(re.fullmatch(r"[0-9 +()-]*", body["telephone"]), "shape", "telephone")
    for one in [body, *body["stations"], *body["desks"]]:
        _check_names(one["names"])
    ids = [station["id"] for station in body["stations"]]
    refuse_unless(all(s["id"] == station_id(s["key"]) for s in body["stations"]), "shape", "id of a station")
    refuse_unless(len(set(ids)) == len(ids) and body["seat"] in ids, "shape", "stations")
    codes = [desk["code"] for desk in body["desks"]]
    refuse_unless(len(set(codes)) == len(codes) and all(map(is_code, codes)), "shape", "desks")
    refuse_unless(all(n in (1, 2) for n in body["policy"]), "shape", "policy")
    return body


class Roster:
    """A signed roster whose shape is checked; its signatures and its place after another are asked separately."""

    def __init__(self, signed):
        parts = read(signed, "02:signed-roster")
        self.signed, self.parts = signed, parts
        self.body = read_roster_body(parts["body"])
        self.digest = H(parts["body"])
        self.party, self.seq = self.body["party"], self.body["seq"]
        self.stations = {station["id"]: station["key"] for station in self.body["stations"]}
        self.roots = (self.body["roots"]["ed25519"], self.body["roots"]["mlDsa87"])

    def check_signatures(self):
        """K-9: both."""
        message = encode(["chirograph/1 roster", 1, self.parts["body"]])
        good = crypto.verifies(self.roots[0], message, self.parts["ed25519"])
        good = good and mldsa.verifies(self.roots[1], message, self.parts["mlDsa87"])
        refuse_unless(good, "roster-signature", "")

    def check_follows(self, before):
        """K-10 without a roster before it, else K-11 and K-12."""
        if before is None:
            good = party_id(*self.roots) == self.party
        else:
            good = self.party == before.party and self.seq == before.seq + 1
            good = good and (self.roots == before.roots or roots_hash(*self.roots) == before.body["nextRoots"])
        refuse_unless(good, "roster-sequence", f"roster {self.seq}")


def check_roster(signed, before=None):
    """K-4 to K-13, in the order of 07: signatures before the sequence."""
    roster = Roster(signed)
    roster.check_signatures()
    roster.check_follows(before)
    return roster


def check_chain(signed_rosters):
    """K-23: oldest first; the first proves itself, each after it follows or is newer under the same roots."""
    before = None
    for signed in signed_rosters:
        roster = Roster(signed)
        roster.check_signatures()
        skips = before is not None and roster.party == before.party and roster.seq > before.seq + 1
        if skips and roster.roots == before.roots:
            before = roster
            continue
        roster.check_follows(before)
        before = roster
    return before


def read_base64(text):
    """RFC 4648 section 4 with padding, the unused bits zero; None where it is not."""
    if not re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text):
        return None
    data = base64.b64decode(text)
    return data if base64.b64encode(data).decode() == text else None


def _split_rosters(data):
    """Several signed rosters stand one after the other, each with its own length at its head."""
    rosters = []
    while data:
        # A signed roster is an array of three byte strings: its end follows from their heads.
        refuse_unless(data[0] == 0x83, "card", "no roster")
        at = 1
        for _ in range(3):
            refuse_unless(at < len(data) and data[at] & 0xE0 == 0x40, "card", "no roster")
            n = data[at] & 0x1F
            width = {24: 1, 25: 2, 26: 4, 27: 8}.get(n, 0)
            size = int.from_bytes(data[at + 1 : at + 1 + width], "big") if width else n
            at += 1 + width + size
        refuse_unless(at <= len(data), "card", "cut")
        rosters.append(data[:at])
        data = data[at:]
    return rosters


def read_card(text):
    """K-15 to K-17: the newest roster of the card."""
    refuse_unless(len(text) <= CARD_CHARACTERS_MAX, "card", "too long")
    lines = text.replace("\r\n", "\n").strip(" \t\r\n").split("\n")
    first, last = "-----BEGIN CHIROGRAPH CARD-----", "-----END CHIROGRAPH CARD-----"
    refuse_unless(len(lines) >= 4 and lines[0] == first and lines[-1] == last, "card", "lines")
    rows, check = lines[1:-2], lines[-2]
    refuse_unless(all(len(row) == 64 for row in rows[:-1]) and 0 < len(rows[-1]) <= 64, "card", "length of a line")
    data = read_base64("".join(rows))
    refuse_unless(data is not None and check.startswith("="), "card", "base64")
    refuse_unless(read_base64(check[1:]) == H(data)[:4], "card", "the check")
    rosters = _split_rosters(data)
    refuse_unless(0 < len(rosters) <= CARD_ROSTERS_MAX, "card", "rosters")
    try:
        return check_chain(rosters)
    except Refusal as refusal:
        raise Refusal("version-unknown" if refusal.code == "version-unknown" else "card", refusal.code) from None


def qr(roster):
    """K-18."""
    return f"CHIROGRAPH:{roster.party.hex()}:{roster.digest.hex()}".upper()


def spoken_check(one, other):
    """K-19, K-20."""
    label = b"chirograph/1 spoken check" + min(one, other) + max(one, other)
    digest = hashlib.sha512(label).digest()
    for _ in range(SPOKEN_ROUNDS - 1):
        digest = hashlib.sha512(digest + label).digest()
    return " ".join(f"{int.from_bytes(digest[i:i + 5], 'big') % 100000:05}" for i in range(0, 60, 5))


def check_roster_fork(data):
    """K-27: the party and the number of which two rosters were signed."""
    check_shape(decode(data), SHAPES["02:roster-fork"])
    file = read(data, "02:roster-fork")
    refuse_unless(file["label"] == "chirograph/1 roster fork", "version-unknown", file["label"])
    before = check_chain(file["before"])
    both = []
    for signed in (file["one"], file["other"]):
        roster = Roster(signed)
        roster.check_signatures()
        roster.check_follows(before)
        both.append(roster)
    one, other = both
    refuse_unless(one.seq == other.seq and one.digest != other.digest, "fork", "no two of one number")
    return one
