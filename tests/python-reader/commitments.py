"""Chapter 18: what a schedule of commitments must be, and where its commitments stand."""

import re

from agreement import first_ack, heads_of, in_order, is_disputed, verdict
from clocks import Working, due_of, fault_of, silence, tolled
from encoding import Refusal, to_json
from messages import KINDS, read_content

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
ACCEPTANCE, DECLINATION = 32, 33
COMMITMENTS, CLAIM, FINDING, WAIVER, OCCURRENCE, OBJECTION, TOLLING = range(48, 55)
FOREVER = float("inf")


def rises(numbers):
    return all(a < b for a, b in zip(numbers, numbers[1:]))


def check_schedule(schedule):
    """D-2 to D-5, of the JSON of a schedule; Refusal `shape`."""

    def need(good, rule):
        if not good:
            raise Refusal("shape", rule)

    languages, items = schedule["languages"], schedule["items"]
    need((schedule["text"] is None) == (schedule["digest"] is None), "D-2")
    need(all(TAG.fullmatch(tag) for tag in languages) and len(set(languages)) == len(languages), "D-3")
    parties = [one["party"] for one in schedule["calendars"]]
    need(len(set(parties)) == len(parties), "D-3")
    try:
        Working(schedule["calendars"])
    except Refusal:
        need(False, "D-3")
    need(len({party for item in items for party in item["owner"] + item["to"]}) >= 2, "D-4")
    for index, item in enumerate(items):
        need(len(item["deliverable"]) == len(languages), "D-3")
        need(all(len(item[name]) in (0, len(languages)) for name in ("phrase", "evidence")), "D-3")
        need(not item["clauses"] or schedule["text"] is not None, "D-2")
        need(all(rises(item[name]) for name in ("owner", "to", "verifiers", "clauses")), "D-4")
        need(rises(item["alarms"][::-1]), "D-4")
        need(not (len(item["owner"]) == 1 and item["owner"] == item["to"]), "D-4")
        need(item["silence"] is None or item["silence"]["amount"] > 0, "D-5")
        need(fault_of(item["limit"], index) is None, "D-5")


class Sides:
    """The parties of a commitment, as ids."""

    def __init__(self, item, parties):
        def ids(indexes):
            return [parties[index] for index in indexes if index < len(parties)]

        self.owner, self.to = ids(item["owner"]), ids(item["to"])
        self.verifiers = ids(item["verifiers"]) if item["verifiers"] else self.to
        self.principals = list(dict.fromkeys(self.owner + self.to))


class ScheduleFold:
    """The commitments of one schedule at one time, from entries in any order."""

    def __init__(self, charter, terms, obj, adoption, entries, at):
        self.terms, self.adoption, self.at = terms, adoption, at
        self.entries = in_order(entries)
        self.heads = heads_of(self.entries)
        self.parties = [party["id"] for party in charter["parties"]]
        self.contents = {entry.place: self._content(entry) for entry in self.entries}
        begun = next(e for e in self.entries if e.leaf == obj and e.kind == COMMITMENTS)
        self.schedule = self.contents[begun.place]
        self.items = self.schedule["items"]
        self.working = Working(self.schedule["calendars"])
        self.sides = [Sides(item, self.parties) for item in self.items]
        self.about = [e for e in self.entries if e.body["object"] == obj and e.leaf != obj]
        self.claims, self.waivers, self.tollings = [], [], []
        self.findings, self.objections, self.occurrences = {}, {}, {}
        self.by_leaf, self.passed_over = {}, []
        self._sort()

    @staticmethod
    def _content(entry):
        if not entry.content:
            return None
        try:
            return to_json(read_content(entry.kind, entry.content), KINDS[entry.kind])
        except (Refusal, KeyError):
            return None

    # -- D-8, D-9, D-12: what has an effect

    def _sort(self):
        said = [e for e in self.about if e.kind not in (COMMITMENTS, ACCEPTANCE, DECLINATION)]
        second = (FINDING, OBJECTION)
        for entry in [e for e in said if e.kind not in second] + [e for e in said if e.kind in second]:
            if entry.revoked:
                reason = "key-revoked"
            elif self.contents[entry.place] is None:
                reason = "poison"
            else:
                reason = self._take(entry, self.contents[entry.place])
            if reason:
                self.passed_over.append((entry, reason))
        self.passed_over.sort(key=lambda one: one[0].place)

    def _has(self, item, times):
        if item >= len(self.items):
            return False
        limit = self.items[item]["limit"]
        return times < (limit["count"] or FOREVER) if limit["form"] == "recurring" else times == 0

    def _take(self, entry, said):
        if entry.kind == CLAIM:
            if not self._has(said["item"], said["round"]):
                return "no-such-commitment"
            if entry.party not in self.sides[said["item"]].owner:
                return "not-the-owner"
            self.by_leaf[entry.leaf] = (entry, said["item"])
            self.claims.append(entry)
        elif entry.kind == WAIVER:
            if not self._has(said["item"], said["round"]):
                return "no-such-commitment"
            if entry.party not in self.sides[said["item"]].to:
                return "not-a-creditor"
            self.waivers.append(entry)
        elif entry.kind == TOLLING:
            if said["item"] >= len(self.items):
                return "no-such-commitment"
            if entry.party not in self.sides[said["item"]].principals:
                return "not-a-principal"
            if said["until"] is not None and said["until"] < said["from"]:
                return "until-before-from"
            self.tollings.append(entry)
        elif entry.kind == OCCURRENCE:
            if not any(entry.party in sides.principals for sides in self.sides):
                return "not-a-principal"
            self.by_leaf[entry.leaf] = (entry, None)
            self.occurrences.setdefault(said["name"], []).append(entry)
        elif entry.kind in (FINDING, OBJECTION):
            return self._second(entry, said)
        else:
            return "kind"
        return None

    def _second(self, entry, said):
        leaf = bytes.fromhex(said["claim"] if entry.kind == FINDING else said["to"])
        about, item = self.by_leaf.get(leaf, (None, None))
        if about is None or entry.kind == FINDING and item is None:
            return "no-such-claim"
        if entry.kind == FINDING:
            if entry.party not in self.sides[item].verifiers:
                return "not-a-verifier"
            if entry.party == about.party:
                return "own-claim"
            self.findings.setdefault(leaf, []).append(entry)
            return None
        if entry.party == about.party:
            return "own-claim"
        if item is None:
            if not any(entry.party in sides.principals for sides in self.sides):
                return "not-a-principal"
        elif entry.party not in self.sides[item].verifiers + self.sides[item].to:
            return "not-a-verifier"
        self.objections.setdefault(leaf, []).append(entry)
        return None

    # -- claims, D-9 to D-11

    def _ack(self, entry, party):
        return first_ack(self.entries, entry, party)

    def _act_disputed(self, entry, about, reader, limit):
        skew, courier = self.terms["skewMs"], self.terms["courierMs"]
        if entry.time < about - skew:
            return True
        heard = self._ack(entry, reader)
        if heard is None:
            return False
        late = entry.time <= limit and heard[1] > limit + skew + courier
        return entry.time > heard[0].time + skew or late

    def _claim_state(self, claim, item):
        """Its state, and whether nothing can dispute it any more."""
        sides = self.sides[item]
        verifiers = [party for party in sides.verifiers if party != claim.party]
        counting = {}
        for entry in self.findings.get(claim.leaf, []):
            before = counting.get(entry.party)
            if before is None or self.contents[before.place]["result"] != "verified":
                counting[entry.party] = entry
        results = {party: self.contents[entry.place]["result"] for party, entry in counting.items()}
        if verifiers and all(results.get(party) == "verified" for party in verifiers):
            return "verified", True
        against = [counting[party] for party, result in results.items() if result == "disputed"]
        against += self.objections.get(claim.leaf, [])
        if self.items[item]["silence"] is None:
            return ("disputed" if against else "claimed"), False
        kind, found = self._silence(claim, item, verifiers, against)
        if kind == "deemed":
            return "deemed", found["state"] == "final"
        return ("disputed" if kind in ("objected", "disputed") or against else "claimed"), False

    def _silence(self, claim, item, verifiers, against):
        span, skew = self.items[item]["silence"], self.terms["skewMs"]
        receipts = []
        for party in verifiers:
            ack = self._ack(claim, party)
            if ack:
                disputed = is_disputed(self.entries, claim, ack, skew)
                receipts.append({"party": party, "heldAt": ack[1], "disputed": disputed})
        # The limit is asked once without facts, so that a fact can be held against it.
        args = (self.working, self.heads, self.at, self.terms)
        kind, found = silence(claim.party, verifiers, receipts, span, [], *args)
        if found is None:
            return kind, found
        facts = []
        for entry in against:
            if entry.time > found["limitMs"]:
                continue
            heard = self._ack(entry, claim.party)
            disputed = self._act_disputed(entry, claim.time, claim.party, found["limitMs"])
            facts.append({
                "at": entry.at, "time": entry.time, "disputed": disputed, "heardMs": heard[1] if heard else None,
            })
        return silence(claim.party, verifiers, receipts, span, facts, *args)

    # -- starts, D-13, D-14

    def _start(self, item, done):
        limit = self.items[item]["limit"]
        of = limit["of"]
        if of is None:
            return None
        if of["kind"] == "adoption":
            return self.adoption
        if of["kind"] == "date":
            return {"ms": of["time"], "disputed": False, "settled": True}
        if of["kind"] == "receipt":
            return self._received(bytes.fromhex(of["object"]), self.sides[item])
        if of["kind"] == "occurrence":
            return self._occurred(of["name"], item)
        return self._fulfilled(of["item"], done)

    def _received(self, obj, sides):
        entry = next((e for e in self.entries if e.leaf == obj and not e.revoked), None)
        acks = [self._ack(entry, party) for party in sides.principals] if entry else []
        acks = [ack for ack in acks if ack]
        if not acks:
            return None
        first = min(acks, key=lambda ack: ack[1])
        disputed = is_disputed(self.entries, entry, first, self.terms["skewMs"])
        return {"ms": first[1], "disputed": disputed, "settled": True}

    def _occurred(self, name, item):
        sides, limit = self.sides[item], self.items[item]["limit"]

        def limit_of(start):
            due = due_of(limit, start, self.working)
            return due["ms"] if due["kind"] == "at" else FOREVER

        first = {}
        for entry in self.occurrences.get(name, []):
            if entry.party in sides.principals:
                first.setdefault(entry.party, entry)
        words = []
        for entry in first.values():
            time = self.contents[entry.place]["time"]
            if entry.party in sides.owner:
                words.append((entry.time, entry, time, time, True, False))
                continue
            acks = [self._ack(entry, owner) for owner in sides.owner]
            if not all(acks):
                continue
            held = max(ack[1] for ack in acks)
            disputed = any(is_disputed(self.entries, entry, ack, self.terms["skewMs"]) for ack in acks)
            words.append((max(entry.time, held), entry, max(time, held), time, False, disputed))
        counting = []
        for word in sorted(words, key=lambda one: (one[0], one[1].place)):
            if not counting or word[0] <= limit_of(min(one[2] for one in counting)):
                counting.append(word)
        if not counting:
            return None
        start = min(one[2] for one in counting)
        objected = any(
            entry.party in sides.principals and entry.time <= limit_of(start)
            for one in counting for entry in self.objections.get(one[1].leaf, [])
        )
        by_owner = any(one[4] for one in counting)
        disputed = len({one[3] for one in counting}) > 1 or objected
        return {
            "ms": start, "disputed": disputed or not by_owner and any(one[5] for one in counting), "settled": True,
        }

    def _fulfilled(self, item, done):
        before = next((one for one in done if one["item"] == item and one["round"] == 0), None)
        good = [one for one in before["judged"] if one[1] in ("verified", "deemed")] if before else []
        if not good:
            return None
        claim, _, settled = min(good, key=lambda one: one[0].time)
        first = all(one[0] is claim or one[0].time >= claim.time for one in before["judged"])
        return {"ms": claim.time, "disputed": False, "settled": first and settled}

    # -- limits, D-15, D-16

    def _times(self, item):
        """Times that do not count, and these with those that an owner alone claims."""
        sides, counting = self.sides[item], {}
        for entry in self.tollings:
            said = self.contents[entry.place]
            if said["item"] != item:
                continue
            before = counting.get((entry.party, said["from"]))
            if before is None:
                counting[entry.party, said["from"]] = (said, entry.time, entry.party)
            elif before[0]["until"] is None and said["until"] is not None:
                counting[entry.party, said["from"]] = (said, before[1], entry.party)
        words = list(counting.values())
        alike = []
        for said, _, _ in words:
            same = [w for w in words if (w[0]["from"], w[0]["until"]) == (said["from"], said["until"])]
            if sides.to and all(any(w[2] == party for w in same) for party in sides.to):
                alike.append((said["from"], said["until"], max(w[1] for w in same if w[2] in sides.to)))
        alone = [
            (said["from"], said["until"], time) for said, time, party in words
            if said["ground"] == "force-majeure" and party in sides.owner
        ]
        return alike, alike + alone

    def _round(self, item, times, start):
        sides, at = self.sides[item], self.at
        judged = [
            (claim, *self._claim_state(claim, item)) for claim in self.claims
            if (self.contents[claim.place]["item"], self.contents[claim.place]["round"]) == (item, times)
        ]
        waived = {
            w.party for w in self.waivers
            if (self.contents[w.place]["item"], self.contents[w.place]["round"]) == (item, times)
        }
        told = {"item": item, "round": times, "judged": judged, "start": start, "claimedDueMs": None, "verdict": None}
        if self.adoption is None:
            return {**told, "start": None, "due": {"kind": "waiting"}, "standing": "proposed"}
        due = due_of(self.items[item]["limit"], start["ms"] if start else None, self.working, times)
        states = [state for _, state, _ in judged]

        def standing(untouched):
            for state in ("verified", "deemed"):
                if state in states:
                    return state
            if sides.to and all(party in waived for party in sides.to):
                return "waived"
            return next((state for state in ("claimed", "disputed") if state in states), untouched)

        if due["kind"] != "at":
            return {**told, "due": due, "standing": standing("no-limit" if due["kind"] == "none" else "waiting")}
        since = start["ms"] if start else self.adoption["ms"]
        counts, claimed = self._times(item)
        limit, longer = tolled(due["ms"], since, counts, at), tolled(due["ms"], since, claimed, at)
        doubtful = longer > limit and (at <= longer or any(limit < claim.time <= longer for claim, _, _ in judged))
        facts = []
        for claim, state, _ in judged:
            if claim.time > longer:
                continue
            readers = [party for party in sides.principals if party != claim.party]
            acks = [ack for ack in (self._ack(claim, reader) for reader in readers) if ack]
            doubted = any(self._act_disputed(claim, self.adoption["ms"], reader, limit) for reader in readers)
            facts.append({
                "at": claim.at, "time": claim.time, "disputed": state == "disputed" or doubted,
                "heardMs": min((ack[1] for ack in acks), default=None),
            })
        terms = {
            "limitMs": limit, "principals": sides.principals,
            "startDisputed": bool(start and start["disputed"]) or doubtful,
        }
        found = verdict(terms, facts, self.heads, at, self.terms)
        settled = (start or self.adoption)["settled"]
        sure = any(claim.at in found["byEntries"] and fixed for claim, _, fixed in judged)
        if not settled or found["outcome"] == "disputed" or found["outcome"] == "met" and not sure:
            if found["state"] == "final":
                found = {**found, "state": "provisional", "rule": None}
        untouched = {"running": "due", "disputed": "disputed"}.get(found["outcome"], "lapsed")
        return {
            **told, "due": {"kind": "at", "ms": limit}, "claimedDueMs": longer, "verdict": found,
            "standing": standing(untouched),
        }

    def state(self):
        """As the vectors tell it."""
        done = []
        for item, content in enumerate(self.items):
            start = self._start(item, done)
            limit = content["limit"]
            most = (limit["count"] or 1_000) if limit["form"] == "recurring" else 1
            words = [self.contents[e.place] for e in self.claims + self.waivers]
            for times in range(most):
                one = self._round(item, times, start)
                done.append(one)
                later = any(said["item"] == item and said["round"] > times for said in words)
                if one["due"]["kind"] != "at" or one["due"]["ms"] >= self.at and not later:
                    break
        names = ("item", "round", "standing", "start", "due", "claimedDueMs", "verdict")
        return {
            "items": [
                {**{name: one[name] for name in names},
                 "claims": [{"at": claim.at, "state": state} for claim, state, _ in one["judged"]]}
                for one in done
            ],
            "passedOver": [{"at": entry.at, "reason": reason} for entry, reason in self.passed_over],
        }
