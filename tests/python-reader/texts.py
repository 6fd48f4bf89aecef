"""Chapter 15: joint texts, from what was said about one to how it reads and stands."""

import re

from agreement import agreement, in_order
from crypto import H
from encoding import Refusal, encode, read
from text import is_tag

ACCEPTANCE, DECLINATION, TEXT, OFFER, POSITION, FAIR_COPY = 32, 33, 34, 35, 36, 37
COMPILED, PUBLICATION = 38, 39
ACCEPT, RESERVE, REFUSE, WITHDRAW = range(4)
STANCES = ["accept", "reserve", "refuse", "withdraw"]
CLAUSES_MAX = 5_000
SLOTS_MAX, CHANGES_MAX = 5_000, 65_536
NAMES = {TEXT: "15:text", OFFER: "15:offer", POSITION: "15:position", FAIR_COPY: "15:fair-copy"}
START = None


class PassedOver(Exception):
    """An entry has no effect, for a reason."""


class Waits(Exception):
    """An entry names an offer that has not come."""


class Change:
    def __init__(self, offer, n):
        self.offer, self.n, self.touches, self.makes, self.puts, self.words = offer, n, [], [], {}, {}

    @property
    def places(self):
        return self.touches + self.makes

    @property
    def name(self):
        return f"{self.offer.leaf.hex()}:{self.n}"

    def says(self, party):
        """The newest word of a party on it (T-9), or None."""
        return self.words[party][1] if party in self.words else None

    def stands(self, party):
        return self.says(party) in (ACCEPT, RESERVE)

    def withdrawn(self):
        return self.says(self.offer.party) == WITHDRAW


class Offer:
    """An offer with an effect: its changes, and all its clauses in order as (slot, clause, after)."""

    def __init__(self, entry):
        self.leaf, self.party, self.lamport = entry.leaf, entry.party, entry.lamport
        self.changes, self.clauses, self.made, self.package = [], [], 0, False

    @property
    def age(self):
        return self.lamport, self.leaf


class Text:
    """Everything said about one text, by entries in canonical order with those marked that do not count.

    `over` are leaves that are held and have no effect, for what stands elsewhere: nothing waits for them."""

    def __init__(self, obj, parties, entries, over=()):
        self.object, self.parties, self.begun = obj, parties, None
        self.offers, self.slots, self.copies, self.passed_over, self.waiting = {}, {}, [], {}, {}
        about = [e for e in entries if e.leaf == obj or e.body["object"] == obj]
        for entry in about:
            if entry.leaf == obj and not entry.revoked:
                self.begun = self._begin(entry)
        if self.begun is None:
            return
        self.principals = [parties[i] for i in self.begun["principals"]]
        self.pen = None if self.begun["pen"] is None else parties[self.begun["pen"]]
        self.over = set(over)
        self._take([e for e in about if e.leaf != obj])
        self._speak()

    def _begin(self, entry):
        """T-5."""
        if entry.kind != TEXT:
            return None
        try:
            text = read(entry.content, NAMES[TEXT])
        except Refusal:
            return None
        languages, principals = text["languages"], text["principals"]
        good = (
            all(map(is_tag, languages)) and len(set(languages)) == len(languages)
            and len(text["title"]) == len(languages) and not any("\n" in one for one in text["title"])
            and principals == sorted(set(principals))
            and all(i < len(self.parties) for i in principals + ([] if text["pen"] is None else [text["pen"]]))
        )
        return text if good else None

    # ---- what has an effect

    def _take(self, entries):
        """Each entry has its effect, is passed over, or waits; again as long as something comes of it."""
        self.said = []
        left = entries
        while True:
            still = []
            for entry in left:
                try:
                    self._take_one(entry)
                except PassedOver as reason:
                    self.passed_over[entry.place] = str(reason)
                    self.over.add(entry.leaf)
                except Waits:
                    still.append(entry)
            if len(still) == len(left):
                break
            left = still
        for entry in left:
            self.waiting[entry.place] = self._missing(entry, read(entry.content, NAMES[entry.kind]))

    def _take_one(self, entry):
        if entry.revoked:
            raise PassedOver("key-revoked")
        if entry.kind in (ACCEPTANCE, DECLINATION, COMPILED, PUBLICATION):
            self.over.add(entry.leaf)
            return
        if entry.kind not in (OFFER, POSITION, FAIR_COPY):
            raise PassedOver("kind")
        try:
            content = read(entry.content, NAMES[entry.kind])
        except Refusal:
            raise PassedOver("poison") from None
        if entry.party not in self.principals and entry.party != self.pen:
            raise PassedOver("not-a-principal")
        if entry.kind == OFFER and self.pen is not None and entry.party != self.pen:
            raise PassedOver("not-the-pen")
        if self._missing(entry, content) is not None:
            raise Waits
        if entry.kind == OFFER:
            self._offer(entry, content)
            return
        if entry.kind == POSITION:
            self._position(entry, content)
        else:
            self._copy(entry, content)
        self.over.add(entry.leaf)

    def _missing(self, entry, content):
        """T-8: an offer that it names and that is not there; the first, as it names them."""
        if entry.kind == POSITION:
            named = [stand["offer"] for stand in content["stands"]]
        elif entry.kind == FAIR_COPY:
            named = [run["offer"] for run in content["runs"]]
        else:
            named = []
            for change in content["changes"]:
                slots = change["touches"] + [c[at] for c in change["clauses"] for at in ("slot", "after")]
                named += [slot["offer"] for slot in slots if slot is not None and slot["offer"] is not None]
        for leaf in named:
            if leaf != self.object and leaf not in self.offers and leaf not in self.over:
                return leaf
        return None

    def _offer(self, entry, content):
        """T-7. Nothing of an offer is there before all of it is right."""
        offer, slots, languages = Offer(entry), [], len(self.begun["languages"])
        offer.package = content["package"] == 1

        def name(slot):
            return (entry.leaf if slot["offer"] is None else slot["offer"], slot["k"])

        def is_there(slot):
            return slot["k"] < offer.made if slot["offer"] is None else name(slot) in self.slots

        for n, said in enumerate(content["changes"]):
            touches, clauses = said["touches"], said["clauses"]
            if any(len(clause["texts"]) != languages for clause in clauses):
                raise PassedOver("languages")
            named = [name(slot) for slot in touches]
            own = [name(clause["slot"]) for clause in clauses if clause["slot"] is not None]
            itself = any(c["slot"] and c["after"] and name(c["slot"]) == name(c["after"]) for c in clauses)
            if (
                not touches and not clauses or any(slot["offer"] is None for slot in touches) or itself
                or len(set(named)) != len(named) or len(set(own)) != len(own) or not set(own) <= set(named)
            ):
                raise PassedOver("not-a-change")
            if not all(map(is_there, touches)):
                raise PassedOver("slot-unknown")
            change = Change(offer, n)
            change.touches = named
            for clause in clauses:
                after, place = clause["after"], "stays"
                if after is not None and after["offer"] == self.object and after["k"] == 0:
                    place = START
                elif after is not None:
                    if not is_there(after):
                        raise PassedOver("slot-unknown")
                    place = name(after)
                elif clause["slot"] is None:
                    place = named[0] if named else START
                slot = (entry.leaf, offer.made) if clause["slot"] is None else name(clause["slot"])
                if clause["slot"] is None:
                    offer.made += 1
                    change.makes.append(slot)
                change.puts[slot] = (len(offer.clauses), clause, place)
                offer.clauses.append((slot, clause))
            offer.changes.append(change)
        self.offers[entry.leaf] = offer
        for change in offer.changes:
            for slot in change.makes:
                self.slots[slot] = change
        self.said += [(entry, change.n, change, ACCEPT) for change in offer.changes]

    def _position(self, entry, content):
        words = []
        for index, stand in enumerate(content["stands"]):
            offer = self.offers.get(stand["offer"])
            if offer is None or stand["change"] >= len(offer.changes):
                raise PassedOver("change-unknown")
            words.append((entry, index, offer.changes[stand["change"]], stand["stance"]))
        if entry.party not in self.principals and not all(
            stance == WITHDRAW and change.offer.party == entry.party for _, _, change, stance in words
        ):
            raise PassedOver("not-a-principal")
        self.said += words

    def _copy(self, entry, content):
        """T-18."""
        runs, named = content["runs"], []
        if any(run["count"] == 0 for run in runs) or sum(run["count"] for run in runs) > CLAUSES_MAX:
            raise PassedOver("not-a-copy")
        for run in runs:
            offer = self.offers.get(run["offer"])
            if offer is None or run["from"] + run["count"] > len(offer.clauses):
                raise PassedOver("clause-unknown")
            named += offer.clauses[run["from"]:run["from"] + run["count"]]
        if len({slot for slot, _ in named}) != len(named):
            raise PassedOver("not-a-copy")
        self.copies.append((entry, [clause for _, clause in named]))

    # ---- words

    def _speak(self):
        """T-9, T-10: of each party the newest word on each change, and its newest words at each slot."""
        self.standing = {slot: {} for slot in self.slots}
        self.newest = {slot: {} for slot in self.slots}
        self.changes = {slot: [] for slot in self.slots}
        for offer in self.offers.values():
            for change in offer.changes:
                for slot in change.places:
                    self.changes[slot].append(change)
        for entry, n, change, stance in sorted(self.said, key=lambda word: (word[0].order, word[1])):
            change.words[entry.party] = ((entry.order, n), stance)
            if entry.party not in self.principals:
                continue
            for slot in change.places:
                self.newest[slot][entry.party] = stance
                if stance in (ACCEPT, RESERVE):
                    self.standing[slot][entry.party] = change

    def stands_at(self, slot, party):
        change = self.standing[slot].get(party)
        return change if change is not None and change.stands(party) else None

    def holds(self, change):
        """T-11."""
        together = change.offer.changes if change.offer.package else [change]
        return all(one.stands(party) for one in together for party in self.principals)

    def alive(self, change):
        """T-12."""
        return not change.withdrawn() and not all(change.says(p) in (REFUSE, WITHDRAW) for p in self.principals)

    # ---- how it reads

    def read_slot(self, slot):
        """T-13, T-14: (state, what is put there by what holds or None)."""
        standing = [self.stands_at(slot, party) for party in self.principals]
        common = standing[0] if all(one is standing[0] for one in standing) else None
        if common is not None and self.holds(common):
            if slot not in common.puts:
                return "absent", None
            put = common.puts[slot]
            texts = put[1]["texts"]
            if any(common.says(party) == RESERVE for party in self.principals):
                return "reserved", (common, put)
            if any("[" in text or "]" in text for text in texts):
                return "bracketed", (common, put)
            return ("settled" if all(map(is_more_than_space, texts)) else "open"), (common, put)
        if all(one is None for one in standing) and not any(map(self.alive, self.changes[slot])):
            return "absent", None
        silent = any(
            one is None and self.newest[slot].get(party) != REFUSE for one, party in zip(standing, self.principals)
        )
        return ("open" if common is not None or silent else "bracketed"), None

    def overfull(self):
        """T-58."""
        makers = set(self.principals) | ({self.pen} - {None})
        offers = self.offers.values()
        return (
            sum(offer.made for offer in offers) > SLOTS_MAX * len(makers)
            or sum(len(offer.changes) for offer in offers) > CHANGES_MAX * len(makers)
        )

    def order(self):
        """T-16, T-17. A place is (slot, after, age of the offer, index of its clause, whether it was moved there)."""
        if self.overfull():
            return []

        def place(slot, change, moved):
            index, _, after = change.puts[slot]
            return slot, after, change.offer.age, index, moved

        made = {slot: place(slot, change, False) for slot, change in self.slots.items()}
        moved = {}
        for slot, maker in self.slots.items():
            moves = [
                place(slot, change, True) for change in self.changes[slot]
                if change is not maker and slot in change.puts and change.puts[slot][2] != "stays" and self.holds(change)
            ]
            if moves:
                newest = max(one[2] for one in moves)
                moved[slot] = min((one for one in moves if one[2] == newest), key=lambda one: one[3])

        def before(one):
            after = one[1]
            if after is START:
                return None
            return moved[after] if after in moved and moved[after][2] < one[2] else made[after]

        while True:
            rings = {one[0] for one in moved.values() if in_ring(one, before)}
            if not rings:
                break
            moved = {slot: one for slot, one in moved.items() if slot not in rings}
        behind = {}
        for one in list(made.values()) + list(moved.values()):
            behind.setdefault(before(one), []).append(one)
        order, due = [], [None]
        while due:
            here = due.pop()
            if here is not None and moved.get(here[0], here) == here:
                order.append(here[0])
            nearest = sorted(sorted(behind.get(here, []), key=lambda one: one[3]), key=lambda one: one[2], reverse=True)
            due += nearest[::-1]
        return order


def in_ring(start, before):
    seen, at = set(), before(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = before(at)
    return False


def is_more_than_space(text):
    white = "[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
    return re.sub(white, "", text) != ""


def text_state(channel, obj, parties, terms, entries, at, cutoffs, seats):
    """T-19 to T-23: the state of a text, told by the names of `vectors/README.md`."""
    entries = in_order(entries, cutoffs)
    text = Text(obj, parties, entries)
    if text.begun is None:
        return None
    begun, titles = text.begun, text.begun["title"]

    def digest_of(clauses):
        said = [[clause["heading"], clause["texts"]] for clause in clauses]
        principals = begun["principals"]
        return H(encode(["chirograph/1 text", channel, obj, begun["languages"], principals, titles, said]))

    order = text.order()
    read_slots = {slot: text.read_slot(slot) for slot in order}
    clean = is_clean(read_slots)
    current = digest_of([held[1][1] for _, held in read_slots.values() if held is not None])
    copies = {}
    for entry, clauses in sorted(text.copies, key=lambda one: one[0].order):
        copies.setdefault(digest_of(clauses), (clauses, []))[1].append(entry)
    agreed = {
        digest: agreement(digest, text.principals, terms, entries, at, cutoffs, seats, (obj, len(parties)))
        for digest in copies
    }
    adopted = min(
        (digest for digest in copies if agreed[digest]["state"] == "adopted"),
        key=lambda digest: (agreed[digest]["adoptedAt"], digest), default=None,
    )
    shown, late = text, {}
    if adopted is not None:
        shown, late = before_adoption(text, agreed[adopted], parties, entries)
    order = shown.order()
    slots = {slot: shown.read_slot(slot) for slot in order}
    passed_over = {**{place: why for place, why in shown.passed_over.items()}, **late}
    return {
        "state": state_of(clean, copies, agreed, current, adopted),
        "clean": is_clean(slots),
        "slots": [
            {
                "slot": f"{slot[0].hex()}:{slot[1]}", "state": slots[slot][0],
                "texts": slots[slot][1][1][1]["texts"] if slots[slot][1] else None,
                "stands": [stands_json(shown, slot, party) for party in shown.principals],
            }
            for slot in order
        ],
        "copies": [
            {
                "digest": digest.hex(), "said": [entry.at for entry in said],
                "texts": [clause["texts"][0] for clause in clauses], "current": clean and digest == current,
                **{name: agreed[digest][name] for name in ("state", "verdict", "adoptedAt")},
            }
            for digest, (clauses, said) in copies.items()
        ],
        "adopted": adopted.hex() if adopted else None,
        "passedOver": [{"at": f"{log.hex()}:{seq}", "reason": why} for (log, seq), why in sorted(passed_over.items())],
        "waitingFor": sorted({leaf.hex() for leaf in shown.waiting.values()}),
    }


def is_clean(slots):
    """T-15."""
    states = {state for state, _ in slots.values()}
    return states <= {"settled", "absent"} and "settled" in states


def state_of(clean, copies, agreed, current, adopted):
    """T-22."""
    if adopted is not None:
        return "adopted"
    if any(one["state"] == "accepted-by-some" for one in agreed.values()):
        return "accepted-by-some"
    if not clean:
        return "negotiating"
    found = agreed[current]["state"] if current in copies else "open"
    return {"refused": "declined", "lapsed": "lapsed"}.get(found, "clean")


def before_adoption(text, agreed, parties, entries):
    """T-21: the text by what was said in time, and what was not."""
    accepted = {one["party"]: one["at"] for one in agreed["positions"]}
    order_of = {entry.at: entry.order for entry in entries}
    last = max(order_of[at] for at in accepted.values())
    late, over, left = {}, set(), []
    for entry in entries:
        about = entry.body["object"] == text.object and entry.kind in (OFFER, POSITION, FAIR_COPY)
        until = order_of[accepted[entry.party.hex()]] if entry.party.hex() in accepted else last
        if about and entry.order > until:
            late[entry.place] = text.passed_over.get(entry.place, "adopted")
            over.add(entry.leaf)
        else:
            left.append(entry)
    return Text(text.object, parties, left, over), late


def stands_json(text, slot, party):
    change = text.stands_at(slot, party)
    return None if change is None else f"{change.name} {STANCES[change.says(party)]}"
