"""Chapter 06: contents, the digest of a draft, and the state of a message."""

import re

from agreement import first_ack, heads_of, in_order, is_disputed, terms_of, verdict
from crypto import H
from encoding import SHAPES, SPEC, Refusal, check_shape, decode, encode, read

MESSAGE, TRANSLATION, TAKE, HOLD, REFUSAL, CANCELLATION = 16, 17, 18, 19, 20, 21


def _registry():
    """The structure of each kind that has a content, from the table of chapter 06."""
    found, chapter_06 = {}, (SPEC / "06-messages.md").read_text("utf-8")
    for row in re.finditer(r"^\| (\d+) \| ([a-z-]+) \| .* \| (\d\d) \|$", chapter_06, re.M):
        code, name, chapter = row.groups()
        shape = f"{chapter}:{'signed-roster' if name == 'roster' else name}"
        if shape in SHAPES:
            found[int(code)] = shape
    return found


KINDS = _registry()
_RELATIONS = ["replies", "answers", "corrects", "supersedes"]


def read_content(kind, data):
    """M-1, M-2."""
    if kind not in KINDS:
        raise Refusal("entry-kind", str(kind))
    return read(data, KINDS[kind])


def draft_digest(data):
    """M-37."""
    value = decode(data)
    check_shape(value, SHAPES["06:draft"])
    field = dict(zip((name for name, _ in SHAPES["06:draft"][1]), value))
    said = [field["channel"], field["precedence"], encode(field["content"]), encode(field["translations"])]
    return H(encode(["chirograph/1 draft", *said]))


class MessageFold:
    """The state of one message at a time `at`."""

    def __init__(self, charter, obj, entries, at, cutoffs=None):
        self.charter, self.object, self.at = charter, obj, at
        self.entries = in_order(entries, cutoffs)
        self.heads = heads_of(self.entries, cutoffs)
        self.contents = {entry.place: self._content(entry) for entry in self.entries}
        found = [e for e in self.entries if e.kind == MESSAGE and e.leaf == obj]
        if not found:
            raise Refusal("missing")
        self.message = found[0]
        self.said = None if self.message.revoked else self.contents[self.message.place]
        self.passed_over = []
        self._sort()

    @staticmethod
    def _content(entry):
        if not entry.content:
            return None
        try:
            return read_content(entry.kind, entry.content)
        except Refusal:
            return None

    def _addressees(self, field):
        parties = [party["id"] for party in self.charter["parties"]]
        listed = self.said[field] if self.said else []
        return [(parties[a["party"]] if a["party"] < len(parties) else None, a["desk"]) for a in listed]

    def _relation(self, entry):
        """(kind, object) of a message, or None."""
        content = self.contents[entry.place] if entry.kind == MESSAGE else None
        relation = content["relation"] if content else None
        return (_RELATIONS[relation["kind"]], relation["object"]) if relation else None

    def _sort(self):
        """M-4 to M-7: which entry does what; the others are passed over with their reasons."""
        self.to = self._addressees("to")
        self.acts = {kind: [] for kind in (TAKE, HOLD, REFUSAL, CANCELLATION, TRANSLATION)}
        self.related = {kind: [] for kind in _RELATIONS}
        self.answers = []
        about, related, revoked = [], [], []
        for entry in self.entries:
            if entry is self.message:
                continue
            relation = self._relation(entry)
            if entry.body["object"] == self.object:
                if entry.revoked:
                    revoked.append((entry, "key-revoked"))
                else:
                    self._act(entry, about)
            elif relation and relation[1] == self.object:
                if entry.revoked:
                    revoked.append((entry, "key-revoked"))
                else:
                    self._relate(entry, relation[0], related)
        # Of a message that does not count nothing is told but that (M-12).
        self.passed_over = [] if self.message.revoked else revoked + about + related

    def _act(self, entry, passed_over):
        content = self.contents[entry.place]
        if entry.kind not in self.acts:
            passed_over.append((entry, "kind"))
        elif content is None:
            passed_over.append((entry, "poison"))
        elif entry.kind == TRANSLATION:
            self.acts[TRANSLATION].append(entry)
        elif entry.kind == CANCELLATION:
            if entry.party == self.message.party:
                self.acts[CANCELLATION].append(entry)
            else:
                passed_over.append((entry, "not-the-author"))
        elif (entry.party, content["desk"]) in self.to:
            self.acts[entry.kind].append(entry)
        else:
            passed_over.append((entry, "not-an-action-addressee"))

    def _relate(self, entry, kind, passed_over):
        if kind in ("corrects", "supersedes") and entry.party != self.message.party:
            passed_over.append((entry, "not-the-author"))
            return
        self.related[kind].append(entry)
        if kind == "answers":
            if (entry.party, self.contents[entry.place]["desk"]) in self.to:
                self.answers.append(entry)
            else:
                passed_over.append((entry, "not-an-action-addressee"))

    # -- M-11

    def _cancelled(self, message):
        return any(
            e.kind == CANCELLATION and e.party == message.party and e.body["object"] == message.leaf
            and self.contents[e.place] is not None and not e.revoked
            for e in self.entries
        )

    def _superseded(self, message):
        return any(
            self._relation(e) == ("supersedes", message.leaf) and e.party == message.party
            and not e.revoked and not self._cancelled(e)
            for e in self.entries
        )

    def _live(self, message):
        return not self._cancelled(message) and not self._superseded(message)

    # -- clocks, M-15 to M-21

    def _fact(self, entry, limit, earliest):
        skew, courier = self.charter["skewMs"], self.charter["courierMs"]
        heard = first_ack(self.entries, entry, self.message.party)
        disputed = entry.time < earliest - skew
        if heard is not None:
            disputed = disputed or entry.time > heard[0].time + skew
            disputed = disputed or (entry.time <= limit and heard[1] > limit + skew + courier)
        return {
            "at": entry.at, "time": entry.time, "disputed": disputed, "heardMs": heard[1] if heard else None
        }

    def _clock(self, limit, entries, party, start_disputed, earliest):
        facts = [self._fact(entry, limit, earliest) for entry in entries]
        met = any(not fact["disputed"] and fact["time"] <= limit for fact in facts)
        if not met and any(end.time <= limit for end in self._ends()):
            return None
        terms = {"limitMs": limit, "principals": [self.message.party, party], "startDisputed": start_disputed}
        return verdict(terms, facts, self.heads, self.at, terms_of(self.charter))

    def _ends(self):
        """M-20."""
        standing = [s for s in self.related["supersedes"] if not self._cancelled(s)]
        return self.acts[CANCELLATION] + standing

    # -- addressees

    def _addressee(self, party, desk, action):
        state = {
            "party": party.hex(), "desk": desk, "state": None, "sinceMs": None, "receipt": None, "taken": None,
            "holding": None, "answered": None, "refused": None, "receiptBy": None, "answerBy": None, "nextWordBy": [],
        }
        skew = self.charter["skewMs"]
        ack = first_ack(self.entries, self.message, party)
        disputed = ack is not None and is_disputed(self.entries, self.message, ack, skew)
        if ack is not None:
            state["receipt"] = {"at": ack[0].at, "heldAt": ack[1], "disputed": disputed}
            state.update(state="durable", sinceMs=ack[1])
        early = first_ack(self.entries, self.message, party, pending=True) if ack is None else None
        if early is not None:
            state["early"] = {"at": early[0].at, "heldAt": early[1]}
            state.update(state="durable", sinceMs=early[1])
        if not action:
            return state

        def mine(entries):
            return [e for e in entries if e.party == party and self.contents[e.place]["desk"] == desk]

        takes, holds, refusals = (mine(self.acts[kind]) for kind in (TAKE, HOLD, REFUSAL))
        answers = mine(self.answers)
        # M-8: of two the one with the lesser time, of holds the one with the greater; the strongest last.
        ranks = [
            ("taken", min(takes, key=lambda e: (e.time, e.order), default=None)),
            ("holding", max(holds, key=lambda e: (e.time, e.order), default=None)),
            ("refused", min(refusals, key=lambda e: (e.time, e.order), default=None)),
            ("answered", min(answers, key=lambda e: (e.time, e.order), default=None)),
        ]
        for rank, entry in ranks:
            if entry is not None:
                state[rank] = entry.at
                state.update(state=rank, sinceMs=entry.time)
        if ack is None:
            return state
        sent, delivered = self.message.time, ack[1]
        limits = self.charter["limits"][self.message.body["precedence"]]
        all_acts = takes + holds + answers + refusals
        state["receiptBy"] = self._clock(delivered + limits["receiptMs"], all_acts, party, disputed, sent)
        if not self._is_answer():
            ends = answers + refusals
            state["answerBy"] = self._clock(delivered + limits["answerMs"], ends, party, disputed, sent)
        related = [e for entries in self.related.values() for e in entries if e.party == party]
        for hold in sorted(holds, key=lambda e: e.order):
            limit = self.contents[hold.place]["nextWordBy"]
            if limit is None:
                continue
            words = {e.place: e for e in holds + answers + refusals + related}.values()
            later = [e for e in words if (e.time, e.lamport) > (hold.time, hold.lamport)]
            found = self._clock(limit, later, party, False, hold.time)
            if found is not None:
                state["nextWordBy"].append({"hold": hold.at, "verdict": found})
        return state

    def _is_answer(self):
        relation = self._relation(self.message)
        return relation is not None and relation[0] == "answers"

    def state(self):
        """As the vectors tell it."""
        cancellations = self.acts[CANCELLATION]
        live_supersessions = [s for s in self.related["supersedes"] if self._live(s)]
        told = {
            "poison": self.contents[self.message.place] is None,
            "proofPending": self.message.pending,
            "live": self._live(self.message) and not self.message.revoked,
            "conflict": [s.leaf.hex() for s in live_supersessions] if len(live_supersessions) > 1 else [],
            "cancelled": min(cancellations, key=lambda e: (e.time, e.order)).at if cancellations else None,
            "corrections": [e.at for e in self.related["corrects"]],
            "supersessions": [e.at for e in self.related["supersedes"]],
            "replies": [e.at for e in sorted(self.related["replies"] + self.related["answers"], key=lambda e: e.order)],
            "translations": [e.at for e in self.acts[TRANSLATION]],
            "to": [self._addressee(party, desk, True) for party, desk in self.to],
            "info": [self._addressee(party, desk, False) for party, desk in self._addressees("info")],
            "passedOver": [{"at": e.at, "reason": why} for e, why in self.passed_over],
        }
        return {**told, "revoked": True} if self.message.revoked else told
