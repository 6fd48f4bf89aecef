"""Chapter 03: entries, the tree, admission, first acknowledgements, forks, revocation, recollections."""

import crypto
from crypto import H, HMAC
from encoding import Refusal, decode, encode, read, read_value

PAYLOAD_MAX = 32_768
CONTENT_MAX = 65_536
BEYOND_MAX = 256
CLAIMS_MAX = 256
EMPTY_ROOT = H(b"")
_HEAD = bytes.fromhex("8443a10132a0")
BOOT, ROSTER, PASS = 1, 2, 9
PASSES_MAX = 64
SHOWN_MAX = 64
FOREVER = 2**64  # above every place in a log


# ---- the body and the signature


def read_body(payload):
    """R-1."""
    if len(payload) > PAYLOAD_MAX:
        raise Refusal("cbor-too-large", "payload")
    value = decode(payload)
    if isinstance(value, list) and value and isinstance(value[0], int) and value[0] != 1:
        raise Refusal("version-unknown", str(value[0]))
    body = read_value(value, "03:body")
    if len(body["object"]) not in (0, 32) or len(body["commit"]) not in (0, 32):
        raise Refusal("shape", "object or commit")
    return body


def split_entry(entry):
    """R-4: the payload and the signature."""
    if entry[: len(_HEAD)] != _HEAD:
        raise Refusal("shape", "not the head of an entry")
    payload, signature = decode(b"\x82" + entry[len(_HEAD) :])
    if not isinstance(payload, bytes) or not isinstance(signature, bytes) or len(signature) != 64:
        raise Refusal("shape", "payload or signature")
    return payload, signature


def signed_bytes(party, roster_digest, payload):
    """What the signature is over."""
    external = encode(["chirograph/1 entry", 1, party, roster_digest])
    return encode(["Signature1", bytes.fromhex("a10132"), external, payload])


def check_content(body, content, salt):
    """R-3. A content that is withheld is None, and so is its salt."""
    if content is None and salt is None:
        return
    if content is not None and len(content) > CONTENT_MAX:
        raise Refusal("cbor-too-large", "content")
    if content is None or salt is None or len(salt) != 32 or HMAC(salt, content) != body["commit"]:
        raise Refusal("entry-commit")


def log_id(channel, commit):
    """R-44: the id of the log that a BOOT with this commitment begins."""
    return H(encode(["chirograph/1 log", channel, commit]))[:16]


# ---- the tree


def leaf_of(payload):
    return H(b"\x00" + payload)


def node(left, right):
    return H(b"\x01" + left + right)


class Tree:
    """The roots of every size, kept as leaves are added. R-7."""

    def __init__(self):
        self.leaves, self.roots, self._complete = [], [EMPTY_ROOT], []

    def add(self, leaf):
        self._complete, root = self._with(leaf)
        self.leaves.append(leaf)
        self.roots.append(root)

    def root_with(self, leaf):
        return self._with(leaf)[1]

    def _with(self, leaf):
        # Complete subtrees from the left, each (size, root), halving in size.
        subtrees = self._complete + [(1, leaf)]
        while len(subtrees) > 1 and subtrees[-1][0] == subtrees[-2][0]:
            (size, left), (_, right) = subtrees[-2:]
            subtrees[-2:] = [(2 * size, node(left, right))]
        root = subtrees[-1][1]
        for _, left in reversed(subtrees[:-1]):
            root = node(left, root)
        return subtrees, root


def root_of_path(leaf, index, size, path):
    """RFC 9162 2.1.3.2: the root to which the path leads, or None."""
    if index >= size:
        return None
    fn, sn, root = index, size - 1, leaf
    for one in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            root = node(one, root)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node(root, one)
        fn, sn = fn >> 1, sn >> 1
    return root if sn == 0 else None


# ---- rosters as the record needs them


class Keys:
    """A checked roster: whose it is, its number, the keys of its stations, and which of them has the seat."""

    def __init__(self, digest, party, seq, stations, seat=None):
        self.digest, self.party, self.seq, self.stations = digest, party, seq, stations
        self.seat = seat if seat is not None else next(iter(stations), None)


# ---- the ledger


class Entry:
    """An entry that stands in a log. `void` holds the acks and leaves that are contradicted (R-16)."""

    def __init__(self, payload, body, content, party, now):
        self.payload, self.body, self.content, self.party, self.now = payload, body, content, party, now
        self.leaf, self.void = leaf_of(payload), set()
        self.log, self.seq, self.place = body["log"], body["seq"], (body["log"], body["seq"])

    def acks(self):
        """The acks that count, each with its place in the list."""
        return [(i, ack) for i, ack in enumerate(self.body["acks"]) if ("ack", i) not in self.void]

    def leaves(self):
        return [(i, leaf) for i, leaf in enumerate(self.body["leaves"]) if ("leaf", i) not in self.void]

    def held_at(self, place):
        """Since when this entry says to hold the entry at that place; None when it says nothing of it. R-18."""
        log, seq = place
        for _, ack in self.acks():
            if ack["log"] == log and ack["size"] > seq:
                return ack["heldAt"]
        for _, leaf in self.leaves():
            if leaf["log"] == log and leaf["seq"] == seq:
                return leaf["heldAt"]
        return None


def claimants(entries, log, size):
    """The parties of which one of these entries acknowledges something of the log at or above the size."""
    return sorted({
        entry.party for entry in entries
        if any(ack["log"] == log and ack["size"] > size for _, ack in entry.acks())
        or any(leaf["log"] == log and leaf["seq"] >= size for _, leaf in entry.leaves())
    })


class Log:
    def __init__(self, name, boot, keys):
        self.name, self.boot, self.keys = name, boot, keys
        self.party, self.station = keys.party, boot["station"]
        self.tree, self.entries, self.beyond, self.broken = Tree(), [], {}, None
        self.acknowledged = {}

    @property
    def size(self):
        return len(self.entries)


class Ledger:
    """What a reader holds of one channel, and what it says to an entry that comes (the table of admission)."""

    def __init__(self, channel, rosters):
        self.channel, self.rosters = channel, rosters
        self.logs, self.own, self.claims = {}, set(), {}

    # -- admission

    def admit(self, entry, content, salt, now, ours=False):
        """One entry that comes, or that the reader has just signed. What becomes of it; Refusal where it is refused."""
        payload, signature = split_entry(entry)
        body = read_body(payload)  # 1
        if body["channel"] != self.channel:  # 2
            raise Refusal("entry-channel")
        check_content(body, content, salt)  # 3
        log = self.logs.get(body["log"])
        new = log is None
        if new:
            log = self._open(body, content)  # 4 to 6
        entry = Entry(payload, body, content, log.party, now)
        standing = self._at(log, entry.seq)
        if standing is not None and standing.payload == payload:  # 7
            return {"outcome": "duplicate"}
        if log.name in self.own and not ours:  # 8
            raise Refusal("entry-author", "our own log")
        if log.station not in log.keys.stations:  # 9
            raise Refusal("entry-author", "not in the roster")
        key = log.keys.stations[log.station]
        if not crypto.verifies(key, signed_bytes(log.party, log.keys.digest, payload), signature):  # 10
            raise Refusal("entry-signature")
        if standing is not None:  # 11
            return {"outcome": "fork", "contradiction": (log.name, entry.seq + 1, entry.place, None)}
        if log.broken:  # 12
            raise Refusal(log.broken)
        if entry.seq > log.size:  # 13
            if len(log.beyond) >= BEYOND_MAX:
                raise Refusal("missing")
            if body["kind"] == BOOT:
                raise Refusal("boot")
            log.beyond[entry.seq] = entry
            return {"outcome": "beyond", "leaf": entry.leaf}
        found = self.place(log, entry)  # 14 to 18
        if new:
            self.logs[log.name] = log
        released = self._release(log, found)
        return {"outcome": "held", "leaf": entry.leaf, "released": released, "contradictions": found}

    def _open(self, body, content):
        if body["seq"] != 0:
            raise Refusal("missing", "no BOOT")
        if body["kind"] != BOOT or content is None:
            raise Refusal("boot")
        boot = read(content, "03:boot")
        if body["log"] != log_id(body["channel"], body["commit"]):
            raise Refusal("boot", "another id follows")
        keys = self.rosters.get(boot["roster"])
        if keys is None:
            raise Refusal("missing", "roster")
        if keys.party != boot["party"]:
            raise Refusal("boot", "party")
        return Log(body["log"], boot, keys)

    @staticmethod
    def _at(log, seq):
        return log.entries[seq] if seq < log.size else log.beyond.get(seq)

    def _release(self, log, found):
        """R-23, R-24."""
        released = []
        while log.size in log.beyond and not log.broken:
            entry = log.beyond[log.size]
            try:
                found += self.place(log, entry)
            except Refusal as refusal:
                log.broken = refusal.code
                break
            del log.beyond[entry.seq]
            released.append(entry.place)
        return released

    # -- checks 14 to 18

    def held(self, log_name, size):
        """The log, when it is held at least to this size."""
        log = self.logs.get(log_name)
        return log if log is not None and 0 < size <= log.size else None

    def place(self, log, entry):
        """Checks 14 to 18; the entry is held then. Returns the contradictions, each (log, size, place, place)."""
        body = entry.body
        if (body["kind"] == BOOT) != (entry.seq == 0):  # 14
            raise Refusal("boot")
        if body["prev"] != log.tree.roots[-1]:  # 15
            raise Refusal("entry-prev")
        lamports, exact = self._check_after(log, body)  # 16
        found = []
        self._check_acks(log, entry)  # 17
        for i, ack in enumerate(body["acks"]):
            other = self.held(ack["log"], ack["size"])
            if other is None:
                exact = False
            elif other.tree.roots[ack["size"]] != ack["root"]:
                entry.void.add(("ack", i))
                found.append((ack["log"], ack["size"], (ack["log"], ack["size"] - 1), entry.place))
                exact = False
            else:
                lamport = self.lamport_at(other, ack["size"] - 1)
                exact = exact and lamport is not None
                lamports.append(lamport or 0)
        for i, leaf in enumerate(body["leaves"]):
            other = self.held(leaf["log"], leaf["seq"] + 1)
            if other is not None and other.tree.leaves[leaf["seq"]] != leaf["leaf"]:
                entry.void.add(("leaf", i))
                found.append((leaf["log"], leaf["seq"] + 1, (leaf["log"], leaf["seq"]), entry.place))
        least = min(1 + max(lamports), 2**53 - 1)
        if body["lamport"] < least or (exact and body["lamport"] != least):  # 18
            raise Refusal("entry-lamport")
        self.stand(log, entry)
        return found + self._compare_claims(log, entry)

    @staticmethod
    def lamport_at(log, index):
        """The lamport of an entry that stands; None where it counts as not held."""
        return log.entries[index].body["lamport"]

    def newest_time(self, log):
        return log.entries[-1].body["time"]

    def _check_after(self, log, body):
        """R-19 and the part of R-20 about the entry before: the lamports to follow, and whether all are known."""
        if log.size:
            if body["time"] < self.newest_time(log):
                raise Refusal("entry-time-backwards")
            lamport = self.lamport_at(log, log.size - 1)
            return [lamport or 0], lamport is not None
        previous = log.boot["previous"]
        if previous is None:
            return [0], True
        before = self.continued(log)
        if before is None or self.lamport_at(before, before.size - 1) is None:
            return [0], False
        if body["time"] < self.newest_time(before):
            raise Refusal("entry-time-backwards")
        return [self.lamport_at(before, before.size - 1)], True

    def continued(self, log):
        """R-31: the log whose newest entry the BOOT goes on from, where exactly that is held."""
        previous = log.boot["previous"]
        before = self.logs.get(previous["log"]) if previous else None
        same = before is not None and before.station == log.station and before.size == previous["size"]
        return before if same and before.tree.roots[-1] == previous["root"] else None

    @staticmethod
    def _check_acks(log, entry):
        """R-15."""
        body, named = entry.body, set()
        for ack in body["acks"]:
            name, size = ack["log"], ack["size"]
            if name == entry.log or name in named or size <= log.acknowledged.get(name, 0):
                raise Refusal("entry-ack")
            if ack["heldAt"] > body["time"]:
                raise Refusal("entry-ack")
            named.add(name)
        places = set()
        for leaf in body["leaves"]:
            place = (leaf["log"], leaf["seq"])
            if leaf["log"] == entry.log or place in places or leaf["heldAt"] > body["time"]:
                raise Refusal("entry-ack")
            places.add(place)

    def stand(self, log, entry):
        """The entry stands in its log from now on, and what it claims of what is not held yet is kept (R-25)."""
        log.tree.add(entry.leaf)
        log.entries.append(entry)
        for i, ack in enumerate(entry.body["acks"]):
            log.acknowledged[ack["log"]] = ack["size"]
            if self.held(ack["log"], ack["size"]) is None:
                self._claim(ack["log"], ack["size"], "ack", i, ack["root"], entry)
        for i, leaf in enumerate(entry.body["leaves"]):
            if self.held(leaf["log"], leaf["seq"] + 1) is None:
                self._claim(leaf["log"], leaf["seq"] + 1, "leaf", i, leaf["leaf"], entry)

    def _claim(self, name, size, what, index, value, entry):
        self.claims[name] = (self.claims.get(name, []) + [(size, what, index, value, entry)])[-CLAIMS_MAX:]

    def _compare_claims(self, log, entry):
        """R-25."""
        found, rest = [], []
        for claim in self.claims.get(log.name, []):
            size, what, index, value, other = claim
            if size != log.size:
                rest.append(claim)
                continue
            if value != (log.tree.roots[size] if what == "ack" else entry.leaf):
                other.void.add((what, index))
                found.append((log.name, size, entry.place, other.place))
        self.claims[log.name] = rest
        return found

    # -- what is told of it

    def closed(self, log):
        """R-12."""
        return not log.beyond and any(self.continued(other) is log for other in self.logs.values())

    def claimants(self, log):
        """C-32: the parties that have acknowledged more of a closed log than is held."""
        entries = [entry for other in self.logs.values() for entry in other.entries]
        return claimants(entries, log.name, log.size) if self.closed(log) else []

    def siblings(self):
        """R-13: logs by the log that their BOOTs name."""
        groups = {}
        for log in self.logs.values():
            previous = log.boot["previous"]
            named = self.logs.get(previous["log"]) if previous else None
            if previous and (named is None or named.station == log.station):
                groups.setdefault((previous["log"], log.station), []).append(log.name)
        return [(name, sorted(logs)) for (name, _), logs in sorted(groups.items()) if len(logs) > 1]

    def first_acks(self, place, cutoffs=None):
        """R-18, R-42: for each party its first acknowledgement, (party, entry, heldAt), by party."""
        author, first = self.logs[place[0]].party, {}
        for log in self.logs.values():
            counting = log.size if cutoffs is None else cutoffs.get(log.name, log.size)
            for entry in log.entries[:counting] if log.party != author else []:
                held_at = entry.held_at(place)
                if held_at is None:
                    continue
                key = (entry.body["time"], entry.place)
                if log.party not in first or key < first[log.party][0]:
                    first[log.party] = (key, entry, held_at)
                break
        return [(party, entry, held_at) for party, (_, entry, held_at) in sorted(first.items())]

    def early_acks(self, place):
        """R-70: for each party its early acknowledgement, (party, entry, heldAt), by party."""
        author, first = self.logs[place[0]].party, {}
        for log in self.logs.values():
            if log.party == author or log.broken is not None or log.name in self.cutoffs():
                continue
            left = min(
                (other.boot["previous"]["size"] for other in self.logs.values()
                 if other.boot["previous"] and other.boot["previous"]["log"] == log.name and other.station == log.station),
                default=None,
            )
            for entry in log.beyond.values():
                held_at = None if left is not None and left <= entry.seq else self._said_early(entry, place)
                key = (entry.body["time"], entry.place)
                if held_at is not None and (log.party not in first or key < first[log.party][0]):
                    first[log.party] = (key, entry, held_at)
        return [(party, entry, held_at) for party, (_, entry, held_at) in sorted(first.items())]

    def _said_early(self, entry, place):
        """Since when an entry beyond a gap says to hold another, in what is not contradicted (R-16)."""
        for ack in entry.body["acks"]:
            target = self.logs.get(ack["log"])
            other = target is not None and target.size >= ack["size"] and target.tree.roots[ack["size"]] != ack["root"]
            if ack["log"] == place[0] and ack["size"] > place[1] and not other:
                return ack["heldAt"]
        for leaf in entry.body["leaves"]:
            target = self.logs.get(leaf["log"])
            other = (target is not None and target.size > leaf["seq"]
                     and target.entries[leaf["seq"]].leaf != leaf["leaf"])
            if (leaf["log"], leaf["seq"]) == place and not other:
                return leaf["heldAt"]
        return None

    def cutoffs(self):
        """R-40, R-41: the cut-off of each revoked log."""
        return Revocation(self).cutoffs()

    def seats(self):
        """R-43, C-40, C-41: where acts of agreement have an effect, of each log where they do not everywhere, as pairs
        of a first place and the one behind the last; and the places of the passes that have an effect."""
        return Seats(self, Revocation(self)).told()


class Revocation:
    """R-40 to R-43 over what a ledger holds."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.shown = {}  # party: [(roster, place)] of every entry that shows a roster of its author's party
        for log in ledger.logs.values():
            shows = self.shown.setdefault(log.party, [])
            said = 0
            for entry in log.entries:
                if entry.body is None:
                    continue
                if entry.seq == 0:
                    shows.append((log.keys, entry.place))
                    continue
                digest = self._said_by(entry)
                if digest is None or said == SHOWN_MAX:
                    continue
                said += 1
                keys = self.ledger.rosters.get(digest)
                if keys is not None and keys.party == log.party:
                    shows.append((keys, entry.place))
        # The rosters that revoke a log, and those by which another station has the seat that it has.
        self.revoking = self._newer(lambda log, keys: log.station not in keys.stations)
        self.unseating = self._newer(lambda log, keys: log.station != keys.seat)

    def _newer(self, against):
        found = {}
        for log in self.ledger.logs.values():
            shown = [keys for keys, _ in self.shown.get(log.party, []) if keys.seq > log.keys.seq]
            rosters = [keys for keys in shown if against(log, keys)]
            if rosters:
                found[log.name] = rosters
        return found

    def _said_by(self, entry):
        if entry.body["kind"] != ROSTER or entry.content is None:
            return None
        try:
            return H(read(entry.content, "02:signed-roster")["body"])
        except Refusal:
            return None

    def cutoffs(self):
        cut = {name: 0 for name in self.revoking}
        while True:
            more = {name: self._cutoff(name, self.revoking[name], cut) for name in cut}
            if more == cut:
                return cut
            cut = more

    def moved(self, cut):
        return {name: self._cutoff(name, rosters, cut) for name, rosters in self.unseating.items()}

    def _cutoff(self, name, rosters, cut):
        log, largest = self.ledger.logs[name], 0
        digests = {keys.digest for keys in rosters}
        places = {place for keys, place in self.shown[log.party] if keys.digest in digests}
        for witness in self.ledger.logs.values():
            if witness.party == log.party and (
                witness.station == log.station
                or not all(witness.station in keys.stations for keys in rosters)
            ):
                continue
            end = min(self._knows_from(witness, places), cut.get(witness.name, witness.size))
            for entry in witness.entries[:end]:
                for _, ack in entry.acks() if entry.body is not None else []:
                    if ack["log"] == name:
                        largest = max(largest, ack["size"])
                for _, leaf in entry.leaves() if entry.body is not None else []:
                    if leaf["log"] == name:
                        largest = max(largest, leaf["seq"] + 1)
        return min(largest, log.size)

    def _knows_from(self, log, places, depth=0):
        """From which entry on the log knows of an entry at one of these places; its size when it never does."""
        previous = log.boot["previous"]
        before = self.ledger.logs.get(previous["log"]) if previous and depth < 1000 else None
        if before is not None and before.station == log.station:
            known = self._knows_from(before, places, depth + 1)
            shows = [seq for name, seq in places if name == before.name]
            behind = min([known + 1] + [seq + 1 for seq in shows])
            if known < before.size and previous["size"] >= behind:
                return 0
            if shows and previous["size"] > min(shows):
                return 0
        for entry in log.entries:
            if entry.body is None:
                continue
            if any(name != log.name and entry.held_at((name, seq)) is not None for name, seq in places):
                return entry.seq
            if entry.place in places:
                return entry.seq + 1
        return log.size


def in_spans(spans, seq):
    return any(first <= seq < end for first, end in spans)


class Seats:
    """C-40 and C-41 over what a ledger holds, place by place, each asked for when another rests on it."""

    def __init__(self, ledger, revocation):
        self.ledger, self.revoked = ledger, revocation.cutoffs()
        self.moved = revocation.moved(self.revoked)
        self.named = {}  # the place of each pass: the station it names
        for log in ledger.logs.values():
            found = []
            for entry in self._standing(log):
                if entry.body["kind"] == PASS and entry.content is not None:
                    try:
                        found.append((entry.place, read(entry.content, "08:seat-pass")["station"]))
                    except Refusal:
                        continue
            self.named.update(found[:PASSES_MAX])
        self.spans, self.effect = {}, {}

    def told(self):
        told = {}
        for log in self.ledger.logs.values():
            end, spans = self.moved.get(log.name, FOREVER), []
            for first, behind in self._walk(log, log.size)[0]:
                if first < min(behind, end):
                    spans.append((first, min(behind, end)))
            if spans != [(0, FOREVER)]:
                told[log.name] = spans
        places = [place for place in self.named if self._has_effect(place)]
        return told, sorted(places, key=lambda place: (self._entry(place).body["lamport"], place))

    @staticmethod
    def _standing(log):
        """Not those of which only the leaf is known, or which an export file should not hold."""
        return [one for one in log.entries if one.body is not None and not getattr(one, "refused", False)]

    def _entry(self, place):
        return self.ledger.logs[place[0]].entries[place[1]]

    def _has_effect(self, place):
        if place not in self.effect:
            log, to = self.ledger.logs[place[0]], self.named[place]
            spans, _ = self._walk(log, place[1], place[1])
            self.effect[place] = (
                to != log.station and to in log.keys.stations
                and place[1] < min(self.revoked.get(log.name, FOREVER), self.moved.get(log.name, FOREVER))
                and in_spans(spans, place[1])
            )
        return self.effect[place]

    def _walk(self, log, size, asked=None):
        """The spans of a log as its first entries leave them, and the passes taken. At `asked` only takes count."""
        key = (log.name, size, asked)
        if key in self.spans:
            return self.spans[key]
        before = self._goes_on_from(log)
        if before is None:
            on, taken = log.keys.seat == log.station, set()
        else:
            spans, taken = self._walk(before, log.boot["previous"]["size"])
            on, taken = in_spans(spans, log.boot["previous"]["size"]), set(taken)
        spans = [(0, FOREVER)] if on else []
        end = size if asked is None else asked + 1
        for entry in (one for one in self._standing(log) if one.seq < end):
            for place in self._acknowledged(log, entry):
                if place not in taken and self._has_effect(place):
                    taken.add(place)
                    if spans and spans[-1][1] >= entry.seq:
                        spans[-1] = (spans[-1][0], FOREVER)
                    else:
                        spans.append((entry.seq, FOREVER))
            if entry.place in self.named and entry.seq != asked and self._has_effect(entry.place):
                spans[-1] = (spans[-1][0], entry.seq + 1)
        self.spans[key] = spans, taken
        return self.spans[key]

    def _acknowledged(self, log, entry):
        """The passes to this log's station that the entry is the first of its log to acknowledge."""
        found = []
        for place, to in self.named.items():
            giver = self.ledger.logs[place[0]]
            if to != log.station or giver.party != log.party or giver.keys.digest != log.keys.digest:
                continue
            first = next(
                (one for one in self._standing(log)
                 if any(ack["log"] == place[0] and ack["size"] > place[1] for _, ack in one.acks())), None)
            if first is entry and entry.body["lamport"] > self._entry(place).body["lamport"]:
                found.append(place)
        return sorted(found, key=lambda place: (self._entry(place).body["lamport"], place))

    def _goes_on_from(self, log):
        previous = log.boot["previous"] if log.boot else None
        before = self.ledger.held(previous["log"], previous["size"]) if previous else None
        if before is None or before.station != log.station or before.keys.digest != log.keys.digest:
            return None
        if before.tree.roots[previous["size"]] != previous["root"]:
            return None
        last = self.ledger.lamport_at(before, previous["size"] - 1)
        return before if last is not None and last < log.entries[0].body["lamport"] else None


# ---- evidence of a fork


def check_fork(file, rosters):
    """R-28, R-29, R-45: the parties whose entries disagree."""
    fork = read(file, "03:fork-evidence")
    if fork["label"] != "chirograph/1 fork":
        raise Refusal("version-unknown", fork["label"])
    claims = [_claim_of(fork, side, rosters) for side in (fork["one"], fork["other"])]
    (own, root, leaf), (other_own, other_root, other_leaf) = claims
    if own and other_own and fork["one"]["station"] != fork["other"]["station"]:
        raise Refusal("fork", "two stations")
    if (None not in (root, other_root) and root != other_root) or (
        None not in (leaf, other_leaf) and leaf != other_leaf
    ):
        return [fork["one"]["party"], fork["other"]["party"]]
    raise Refusal("fork")


def _claim_of(fork, side, rosters):
    keys = rosters.get(side["roster"])
    if keys is None:
        raise Refusal("missing")
    payload, signature = split_entry(side["entry"])
    signed = signed_bytes(side["party"], side["roster"], payload)
    named = keys.party == side["party"] and side["station"] in keys.stations
    if not named or not crypto.verifies(keys.stations[side["station"]], signed, signature):
        raise Refusal("entry-signature")
    body = read_body(payload)
    if body["channel"] != fork["channel"]:
        raise Refusal("entry-channel")
    size, root, leaf = fork["size"], None, None
    if body["log"] == fork["log"]:
        if body["seq"] == size:
            root = body["prev"]
        if body["seq"] == size - 1:
            leaf = leaf_of(payload)
            led = root_of_path(leaf, size - 1, size, side["path"])
            # The nodes of a last leaf's path are the complete subtrees before it: together they are the root before.
            before = EMPTY_ROOT if not side["path"] else side["path"][0]
            for one in side["path"][1:]:
                before = node(one, before)
            root = led if before == body["prev"] else None
    else:
        root = next((a["root"] for a in body["acks"] if a["log"] == fork["log"] and a["size"] == size), None)
        leaf = next((l["leaf"] for l in body["leaves"] if l["log"] == fork["log"] and l["seq"] == size - 1), None)
    if root is None and leaf is None:
        raise Refusal("fork")
    return body["log"] == fork["log"], root, leaf


# ---- after a start


def check_recollection(statement, signature, rosters):
    """R-34, as far as it rests on the bytes alone."""
    said = read(statement, "03:recollection")
    if said["label"] != "chirograph/1 recollection":
        raise Refusal("version-unknown", said["label"])
    keys = rosters.get(said["roster"])
    if keys is None:
        raise Refusal("missing")
    if keys.party != said["party"] or said["station"] not in keys.stations:
        raise Refusal("entry-author")
    if not crypto.verifies(keys.stations[said["station"]], statement, signature):
        raise Refusal("entry-signature")
    return said
