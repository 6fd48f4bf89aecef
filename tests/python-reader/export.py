"""Chapter 07, the file: read it, check it against what it proves, and tell the report."""

from agreement import FoldEntry, agreement, read_charter, read_house_charter, terms_of
from crypto import H, verifies
from encoding import SHAPES, Refusal, check_shape, decode, read, read_value
from keys import Roster
from record import (
    BOOT, PASS, ROSTER, Entry, Keys, Ledger, Log, Tree, check_content, leaf_of, log_id, read_body, signed_bytes,
)

LINE = b"CHIROGRAPH EXPORT 1\n"
ITEM_MAX = 1_048_576
FIRST_ENTRIES_TRIED = 4
HEADER, ROSTER_ITEM, CHARTER, ENTRY, LEAF, END = range(6)
_ITEMS = ["header-item", "roster-item", "charter-item", "entry-item", "leaf-item", "end-item"]
_ORDER = {HEADER: 0, ROSTER_ITEM: 1, CHARTER: 2, ENTRY: 3, LEAF: 3, END: 4}
ACCEPTANCE, FIRST_WORD = 6, 8
RESTORED = 2


class Item:
    """An item of the file. `tag` is None when it is none of the structures."""

    def __init__(self, data):
        self.tag, self.fields, self.body, self.fault = None, None, None, None
        try:
            value = decode(data)
            if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and value[0] < 6):
                raise Refusal("shape")
            shape = "07:" + _ITEMS[value[0]]
            check_shape(value[1], SHAPES[shape])
            self.tag, self.fields = value[0], read_value(value[1], shape)
        except Refusal:
            return
        if self.tag == ENTRY:
            try:
                self.body = read_body(self.fields["payload"])
            except Refusal as refusal:
                self.fault = refusal.code

    def content(self):
        return self.fields["content"][0] if self.fields["content"] else None

    def salt(self):
        return self.fields["salt"][0] if self.fields["salt"] else None

    @property
    def stands(self):
        """Whether it is an entry or a leaf."""
        return self.tag in (ENTRY, LEAF)

    def named(self):
        return self.fields["log"], self.fields["seq"]


class Opaque:
    """What is known of an entry by its leaf alone."""

    body = None

    def __init__(self, leaf):
        self.leaf, self.void = leaf, set()


class FileLog(Log):
    """A log of the file. `boot` is None while no BOOT of it is read; `followed` ends with the tree."""

    def __init__(self, name):
        self.name, self.items, self.expected, self.place_in_file = name, [], 0, 0
        self.boot = self.party = self.station = self.keys = None
        self.followed, self.checked, self.newest = True, [], None
        self.tree, self.entries, self.beyond, self.broken, self.acknowledged = Tree(), [], {}, None, {}


class FileLedger(Ledger):
    """The ledger of the verifier: among what stands there are entries of which neither time nor lamport counts."""

    @staticmethod
    def lamport_at(log, index):
        entry = log.entries[index]
        return None if entry.body is None or entry.refused else entry.body["lamport"]

    def newest_time(self, log):
        times = [e.body["time"] for e in log.entries if e.body is not None and not e.refused]
        return times[-1] if times else 0

    def _check_after(self, log, body):
        if log.size == 0 and log.boot is None:
            return [0], False
        return super()._check_after(log, body)

    def continued(self, log):
        return super().continued(log) if log.boot else None


class Checker:
    """One reading of one file."""

    def __init__(self, data, trusted):
        self.trusted, self.findings, self.withheld, self.unchecked = trusted, [], 0, 0
        self._read_items(data)
        self._sort_items()
        self._place_items()
        self._read_charter()
        self.findings += [("export", place) for place in self.aside]
        self._check_rosters()
        self._check_logs()
        self._compare_claims()
        self._check_parties()
        self.charter_state = self._adoption()

    def find(self, code, place=None):
        self.findings.append((code, place))

    # -- V-1 to V-4

    def _read_items(self, data):
        if data[: len(LINE)] != LINE:
            raise Refusal("export", "the first line")
        self.items, digests, digest, at, broken = [], [], H(LINE), len(LINE), False
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "big")
            if at + 4 > len(data) or not 1 <= size <= ITEM_MAX or at + 4 + size > len(data):
                broken = True
                break
            self.items.append(Item(data[at + 4 : at + 4 + size]))
            digests.append(digest)
            digest = H(digest + H(data[at : at + 4 + size]))
            at += 4 + size
        tags = [item.tag for item in self.items]
        end = tags.index(END) if END in tags else None
        before = tags if end is None else tags[:end]
        if HEADER not in before or not any(tag in (CHARTER, ENTRY, LEAF) for tag in before):
            raise Refusal("export", "no header, or nothing else")
        self.entries = sum(tag in (ENTRY, LEAF, None) for tag in before)
        if end is None:
            self.find("export" if broken else "end")
        else:
            fields = self.items[end].fields
            if fields["entries"] != self.entries or fields["digest"] != digests[end]:
                self.find("end")
            for _ in self.items[end + 1 :]:
                self.find("export")
            if broken:
                self.find("export")
            self.items = self.items[:end]

    def _sort_items(self):
        """V-3."""
        latest, self.header, self.signed_rosters, charters = 0, None, [], []
        for index, item in enumerate(self.items):
            if item.tag is None:
                continue
            rank = _ORDER[item.tag]
            if rank < latest or (item.tag == HEADER and index > 0):
                self.find("export")
            latest = max(latest, rank)
            if item.tag == HEADER:
                self.header = self.header or item.fields
            elif item.tag == ROSTER_ITEM:
                self.signed_rosters.append(item.fields["roster"])
            elif item.tag == CHARTER:
                charters.append(item.fields["charter"])
        self.charter_bytes = charters[0] if charters else None
        self.several_charters = len(charters) > 1

    # -- V-19, V-20: where each item stands

    def _place_items(self):
        # Findings `export` that do not explain why there is no charter (V-3): they come after those that do.
        self.aside = []
        self.logs, self.lost_item, before, last_log = {}, False, None, None
        left = set()
        for index, item in enumerate(self.items):
            after = self.items[index + 1] if index + 1 < len(self.items) else None
            if item.tag is None:
                in_a_row = (index > 0 and self.items[index - 1].tag is None) or (after and after.tag is None)
                place = self._free_place(before, None if in_a_row else after)
                if place is None:
                    self.lost_item = True
                    self.find("export")
                    continue
                self.aside.append(place)
            elif item.stands:
                place = self._believed(item, before, after)
            else:
                continue
            log = self.logs.setdefault(place[0], FileLog(place[0]))
            if not log.items:
                log.place_in_file = index
            if last_log is not None and last_log != place[0]:
                left.add(last_log)
                if item.tag is not None and place[0] in left:
                    self.find("export", place)
            last_log, before = place[0], place
            if log.items and place[1] <= log.items[-1][0]:
                if item.tag is not None:
                    self.aside.append(place)
                continue
            log.items.append((place[1], item))

    @staticmethod
    def _free_place(before, after):
        """V-19."""
        names = after.named() if after is not None and after.stands else None
        if names is not None and names[1] == 1 and (before is None or before[0] != names[0]):
            return names[0], 0
        if before is not None:
            if names is None or names[0] != before[0] or names[1] == before[1] + 2:
                return before[0], before[1] + 1
        return None

    def _believed(self, item, before, after):
        """V-20: the position. Where the payload names another and is not believed, the entry is damaged."""
        named = item.named()
        if item.body is None:
            return named
        said = (item.body["log"], item.body["seq"])
        if said == named:
            return named
        by_before = before == (named[0], named[1] - 1)
        by_after = after is not None and after.stands and after.named() == (named[0], named[1] + 1)
        if by_before or by_after:
            item.fault, item.body = "export", None
            return named
        self.find("export", said)
        return said

    # -- V-8

    def _read_charter(self):
        header, data = self.header, self.charter_bytes
        self.charter, self.principals, self.world = None, [], header["world"]
        self.channel, self.shorts = header["channel"], {}
        damaged = any(code == "export" for code, _ in self.findings)
        if data is None:
            if not damaged:
                self.find("charter")
            return
        if self.several_charters:
            self.find("charter")
        bodies = [item.body for item in self.items if item.tag == ENTRY and item.body is not None]
        right = H(data) == header["channel"]
        if not right:
            self.find("charter")
        if not right and not (bodies and bodies[0]["channel"] == H(data)):
            return
        try:
            value = decode(data)
            house = isinstance(value, list) and len(value) == len(SHAPES["08:house-charter"][1])
            charter = read_house_charter(data) if house else read_charter(data)
        except Refusal as refusal:
            self.find(refusal.code)
            return
        if right and charter["world"] != header["world"]:
            self.find("charter")
        self.charter, self.channel, self.world = charter, H(data), charter["world"]
        if "parties" in charter:
            self.principals = [party["id"] for party in charter["parties"]]
            self.shorts = {party["id"]: party["short"] for party in charter["parties"]}
        else:
            self.principals = [charter["party"]]

    # -- V-7

    def _check_rosters(self):
        listed = [(signed, None) for signed in self.signed_rosters]
        for log in self.logs.values():
            for seq, item in log.items:
                if item.tag == ENTRY and item.body is not None and item.body["kind"] == ROSTER and item.content():
                    listed.append((item.content(), (log.name, seq)))
        self.rosters, self.roster_damaged, self.said_faults = {}, False, {}
        self.roster_list = []
        found = {}
        for signed, place in listed:
            try:
                roster = Roster(signed)
            except Refusal as refusal:
                self._roster_fault(refusal.code, place)
                continue
            known = found.setdefault(roster.party, [])
            if all(other.digest != roster.digest for other, _ in known):
                known.append((roster, place))
        for rosters in found.values():
            before = None
            for roster, place in sorted(rosters, key=lambda one: one[0].seq):
                try:
                    roster.check_signatures()
                    if before is not None and before.seq == roster.seq:
                        raise Refusal("roster-sequence")
                    roster.check_follows(before if before is not None and roster.seq == before.seq + 1 else None)
                    if roster.body["world"] != self.world:
                        raise Refusal("shape", "world")
                except Refusal as refusal:
                    self._roster_fault(refusal.code, place)
                    continue
                before = roster
                self.roster_list.append(roster)
                seat = roster.body["seat"]
                keys = Keys(roster.digest, roster.party, roster.seq, roster.stations, seat)
                self.rosters[roster.digest] = keys
        self.party_shorts = {roster.party: roster.body["short"] for roster in self.roster_list}

    def _roster_fault(self, code, place):
        self.roster_damaged = True
        if place is None:
            self.find(code)
        else:
            self.said_faults[place] = code

    # -- V-9 to V-13, V-21

    def _check_logs(self):
        self.ledger = FileLedger(self.channel, self.rosters)
        for log in self.logs.values():
            self._find_author(log)
        self.ledger.logs = {log.name: log for log in self.logs.values() if log.party is not None}
        waiting = {log.name: 0 for log in self.logs.values()}
        highest = {log.name: 0 for log in self.logs.values()}

        def key(log):
            item = log.items[waiting[log.name]][1]
            lamport = item.body["lamport"] if item.tag == ENTRY and item.body is not None else 0
            return max(highest[log.name], lamport), log.place_in_file

        while True:
            open_logs = [log for log in self.logs.values() if waiting[log.name] < len(log.items)]
            if not open_logs:
                break
            log = min(open_logs, key=key)
            highest[log.name] = key(log)[0]
            self._take(log, waiting[log.name])
            waiting[log.name] += 1
        for place, code in self.said_faults.items():
            if all(other != place for _, other in self.findings):
                self.find(code, place)

    def _find_author(self, log):
        """The BOOT's author (R-6), or the one that V-13 finds. `boot_fault` is why the BOOT is refused."""
        log.boot_fault = None
        seq, item = log.items[0]
        if seq == 0 and item.tag == ENTRY and item.body is not None and item.body["channel"] != self.channel:
            log.boot_fault = "entry-channel"
        elif seq == 0 and item.tag == ENTRY and item.body is not None:
            content = item.content()
            try:
                check_content(item.body, content, item.salt())
                if item.body["kind"] != BOOT or content is None:
                    raise Refusal("boot")
                boot = read(content, "03:boot")
                if item.body["log"] != log_id(self.channel, item.body["commit"]):
                    raise Refusal("boot")
                keys = self.rosters.get(boot["roster"])
                if keys is None:
                    raise Refusal("missing")
                if keys.party != boot["party"]:
                    raise Refusal("boot")
                if boot["station"] not in keys.stations:
                    raise Refusal("entry-author")
                if self._signed(keys, boot["station"], item):
                    log.boot, log.party, log.station, log.keys = boot, boot["party"], boot["station"], keys
                    return
                log.boot_fault = "entry-signature"
            except Refusal as refusal:
                log.boot_fault = refusal.code
        tried = [item for _, item in log.items if item.tag == ENTRY][:FIRST_ENTRIES_TRIED]
        for item in tried:
            for keys in self.rosters.values():
                for station in keys.stations:
                    if self._signed(keys, station, item):
                        log.party, log.station, log.keys = keys.party, station, keys
                        return

    @staticmethod
    def _signed(keys, station, item):
        signed = signed_bytes(keys.party, keys.digest, item.fields["payload"])
        return verifies(keys.stations[station], signed, item.fields["signature"])

    def _take(self, log, index):
        seq, item = log.items[index]
        place = (log.name, seq)
        if seq > log.expected:
            self.find("missing", (log.name, log.expected))
            log.followed = False
        log.expected = seq + 1
        if item.tag is None:
            log.followed = False
        elif item.tag == LEAF:
            self._take_leaf(log, index, place)
        else:
            if item.body is not None and item.body["commit"] and item.content() is None:
                self.withheld += 1
            if item.body is None:
                self._damaged(log, index, item.fault, place)
            elif log.party is None:
                self._no_author(log, seq, item, place)
            else:
                self._take_entry(log, index, item, place)

    def _take_leaf(self, log, index, place):
        self.withheld += 1
        if log.party is None:
            if place[1] == 0:
                self.find("missing", place)
            return
        if log.followed and not self._stand_opaque(log, index, log.items[index][1].fields["leaf"]):
            self.find("missing", place)

    def _stand_opaque(self, log, index, leaf):
        """V-11: the leaf stands when the entry after it has the root with that leaf as `prev`."""
        after = log.items[index + 1] if index + 1 < len(log.items) else None
        good = log.followed and after is not None and after[0] == log.items[index][0] + 1
        good = good and after[1].tag == ENTRY and after[1].body is not None
        if good and after[1].body["prev"] == log.tree.root_with(leaf):
            log.tree.add(leaf)
            log.entries.append(Opaque(leaf))
            return True
        log.followed = False
        return False

    def _damaged(self, log, index, code, place):
        self.find(code, place)
        self._stand_opaque(log, index, leaf_of(log.items[index][1].fields["payload"]))

    def _no_author(self, log, seq, item, place):
        quiet = log.boot_fault == "missing" and (self.roster_damaged or self.lost_item)
        if seq == 0 and log.boot_fault is not None and not quiet:
            self.find(log.boot_fault, place)
        else:
            self.unchecked += 1

    def _take_entry(self, log, index, item, place):
        body, first = item.body, None
        if body["channel"] != self.channel:
            return self._damaged(log, index, "entry-channel", place)
        content = item.content()
        try:
            check_content(body, content, item.salt())
        except Refusal as refusal:
            first, content = refusal.code, None
        if place[1] == 0 and log.boot is None:
            first, content = log.boot_fault or first, None
        if not self._signed(log.keys, log.station, item):
            return self._damaged(log, index, "entry-signature", place)
        entry = Entry(item.fields["payload"], body, content, log.party, 0)
        entry.refused, entry.pending = False, not log.followed
        if first is not None:
            self.find(first, place)
        if not log.followed:
            return self._take_unfollowed(log, entry, place, first)
        try:
            self.ledger.place(log, entry)
        except Refusal as refusal:
            entry.refused = True
            if first is None:
                self.find(refusal.code, place)
            if refusal.code == "entry-prev":
                log.followed = False
                entry.pending = True
                log.checked.append(entry)
                return None
            self.ledger.stand(log, entry)
        log.checked.append(entry)
        if not entry.refused:
            log.newest = entry
        return None

    def _take_unfollowed(self, log, entry, place, first):
        """V-12, the last sentence."""
        body, before = entry.body, log.newest
        log.checked.append(entry)
        if (body["kind"] == BOOT) != (entry.seq == 0):
            entry.refused = True
            if first is None:
                self.find("boot", place)
            return
        held = [ack["heldAt"] for ack in body["acks"]] + [leaf["heldAt"] for leaf in body["leaves"]]
        faults = []
        if before is not None and body["time"] < before.body["time"]:
            faults.append("entry-time-backwards")
        if before is not None and body["lamport"] <= before.body["lamport"]:
            faults.append("entry-lamport")
        if any(at > body["time"] for at in held):
            faults.append("entry-ack")
        for code in faults:
            self.find(code, place)
        entry.fails = bool(faults)
        log.newest = entry

    # -- V-14

    def _compare_claims(self):
        self.acknowledged = {}
        later = {
            (log.name, e.seq): e
            for log in self.logs.values() for e in log.checked
            if e.pending and not e.refused
        }
        for log in self.logs.values():
            for entry in log.checked:
                for i, ack in enumerate(entry.body["acks"]):
                    self._compare(entry, "ack", i, ack["log"], ack["size"], ack["root"], later)
                    if ack["log"] != log.name:
                        known = self.acknowledged.get(ack["log"], 0)
                        self.acknowledged[ack["log"]] = max(known, ack["size"])
                for i, leaf in enumerate(entry.body["leaves"]):
                    self._compare(entry, "leaf", i, leaf["log"], leaf["seq"], leaf["leaf"], later)

    def _compare(self, entry, what, index, name, number, value, later):
        log, known = self.ledger.logs.get(name), None
        if log is None or name == entry.log:
            return
        stands = log.tree.roots if what == "ack" else log.tree.leaves
        if number < len(stands):
            known = stands[number]
        elif (name, number) in later:
            other = later[(name, number)]
            known = other.body["prev"] if what == "ack" else other.leaf
        if known is not None and known != value:
            entry.void.add((what, index))
            self.find("fork", entry.place)

    # -- V-6, V-9 (authors), V-15

    def _check_parties(self):
        authors = {log.party for log in self.logs.values() if log.party is not None}
        checked = {roster.party for roster in self.roster_list}
        self.parties = sorted(set(self.principals) | authors)
        for party in self.parties:
            if party in self.trusted and (party in checked or self.roster_damaged or self.lost_item):
                continue
            self.find("untrusted")
        if self.charter is not None:
            for log in self.logs.values():
                if log.party is not None and log.party not in self.principals:
                    self.find("entry-author", (log.name, 0))
        self.checked_parties = checked

    def _adoption(self):
        good = [
            e for log in self.ledger.logs.values() for e in log.checked
            if not e.refused and not getattr(e, "fails", False)
        ]
        known = self.charter is not None and "parties" in self.charter
        entries = []
        for entry in good:
            one = FoldEntry(entry.party, entry.payload, entry.content, entry.pending)
            one.void = entry.void
            entries.append(one)
        self.cutoffs = self.ledger.cutoffs()
        if known:
            terms, at = terms_of(self.charter), self.header["time"]
            seats, _ = self.ledger.seats()
            told = agreement(self.channel, self.principals, terms, entries, at, self.cutoffs, seats)
            if told["state"] == "adopted":
                return "adopted"
        withheld = any(e.kind == ACCEPTANCE and e.content is None for e in entries)
        leaves = any(item.tag == LEAF for item in self.items)
        faults = any(code not in ("end", "untrusted") for code, _ in self.findings)
        if faults or self.unchecked or leaves or withheld or not known:
            return "unknown"
        words = [e for e in entries if e.kind >= FIRST_WORD and e.kind != PASS]
        if words:
            self.find("not-adopted", min(words, key=lambda e: e.order).place)
        return "not-adopted"

    # -- what is told

    def _label(self, place):
        if place is None:
            return ""
        log, before, seen = self.logs[place[0]], 0, set()
        while log is not None and log.boot and log.boot["previous"] and log.name not in seen:
            seen.add(log.name)
            before += log.boot["previous"]["size"]
            log = self.logs.get(log.boot["previous"]["log"])
        return f"{self._short(self.logs[place[0]].party)}:{place[1] + 1 + before}{self._mark(place[0])}"

    def _mark(self, name):
        """The first digits of the newest log behind which something was lost (spec/07, a label of a position)."""
        seen, held = set(), self.ledger.logs
        while name in held and name not in seen:
            seen.add(name)
            boot = held[name].boot
            if not boot:
                break
            previous = boot["previous"]
            before = held[previous["log"]].size if previous and previous["log"] in held else 0
            if boot["reason"] == RESTORED or (previous and before > previous["size"]):
                return f"-{name.hex()[:4]}"
            name = previous["log"] if previous else None
        return ""

    def _short(self, party):
        return self.shorts.get(party) or self.party_shorts.get(party, "?")

    def report(self):
        findings = [
            {"code": code, "label": self._label(place), "log": place[0].hex() if place else "",
             "seq": place[1] if place else 0}
            for code, place in self.findings
        ]
        siblings = FileLedger(self.channel, self.rosters)
        siblings.logs = {name: log for name, log in self.ledger.logs.items() if log.boot}
        told = {
            "result": "findings" if findings else "clean",
            "channel": self.channel.hex(),
            "world": ["actual", "exercise"][self.world],
            "charter": self.charter_state,
            "entries": self.entries, "withheld": self.withheld, "unchecked": self.unchecked,
            "logs": [
                {"log": log.name.hex(), "party": log.party.hex(), "size": log.size,
                 "root": log.tree.roots[-1].hex(), "acknowledged": self.acknowledged.get(log.name, 0)}
                for log in sorted(self.ledger.logs.values(), key=lambda log: log.name)
            ],
            "parties": [
                {"id": party.hex(), "short": self._short(party),
                 "trusted": party in self.trusted and party in self.checked_parties}
                for party in self.parties
            ],
            "siblings": [
                {"previous": name.hex(), "logs": [one.hex() for one in logs]} for name, logs in siblings.siblings()
            ],
            "forks": sum(code == "fork" for code, _ in self.findings),
            "findings": sorted(findings, key=lambda f: (f["log"], f["seq"], f["code"])),
        }
        if self.cutoffs:
            told["revoked"] = [
                {"log": name.hex(), "counts": size} for name, size in sorted(self.cutoffs.items())
            ]
        return told


def check_export(data, trusted):
    """The report on a file; Refusal `export` when it is unusable. `trusted` are party ids."""
    return Checker(data, set(trusted)).report()
