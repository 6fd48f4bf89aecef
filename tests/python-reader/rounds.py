"""Chapter 08, C-16, C-17, C-20, C-21, C-43 to C-46: what each entry says of an agreement, and what it knows."""

from encoding import Refusal, read
from record import BOOT

NEVER = float("inf")


class Standing:
    """What an entry says and knows. `act` is (entry, content), `known` is (round, when it held) of each other party."""

    def __init__(self, before=None):
        self.act = before.act if before else None
        self.until = before.until if before else NEVER
        self.round = before.round if before else 0
        self.holds_at = before.holds_at if before else NEVER
        self.denies_at = before.denies_at if before else NEVER
        self.firm = before.firm if before else True
        self.warned = before.warned if before else False
        self.known = dict(before.known) if before else {}

    @property
    def over(self):
        return self.round == 4 or self.denies_at < NEVER

    @property
    def refuses(self):
        return self.act is not None and "until" not in self.act[1]

    def told(self):
        return (
            self.act and self.act[0].place, self.until, self.round, self.holds_at, self.denies_at, self.firm,
            self.warned, self.known,
        )

    def join(self, other):
        """What an entry of the same party says that the line goes on from."""
        if other.act and (not self.act or other.act[0].order < self.act[0].order):
            self.act = other.act
        self.until = min(self.until, other.until)
        self.round = max(self.round, other.round)
        self.holds_at = min(self.holds_at, other.holds_at)
        self.denies_at = min(self.denies_at, other.denies_at)
        self.firm, self.warned = self.firm and other.firm, self.warned or other.warned
        for party, (reached, held) in other.known.items():
            mine = self.known.get(party, (0, NEVER))
            self.known[party] = (max(mine[0], reached), min(mine[1], held))


class Said:
    """An entry as far as it was read: its standing, and how far its line goes and acknowledges, by log."""

    def __init__(self, entry, standing, covers, pending, news):
        self.entry, self.standing, self.covers, self.pending, self.news = entry, standing, covers, pending, news


class Rounds:
    def __init__(self, entries, acts, principals, terms):
        self.principals, self.skew = principals, terms["skewMs"]
        self.courier = terms["courierMs"]
        self.acts = {entry.place: (entry, content) for entry, content in acts}
        self.logs, self.boots = {}, {}
        for entry in sorted(entries, key=lambda e: (e.log, e.seq)):
            if not entry.pending:
                log = self.logs.setdefault(entry.log, [])
                log.extend([None] * (entry.seq - len(log)))  # of which only the leaf is held
                log.append(entry)
        self.logs = {name: log for name, log in self.logs.items() if log[0] is not None}
        for name, log in self.logs.items():
            if log[0].kind == BOOT and log[0].content:
                try:
                    self.boots[name] = read(log[0].content, "03:boot")
                except Refusal:
                    pass
        self.said = {name: [] for name, log in self.logs.items() if log[0].party in principals}
        self.taken = {}
        moved = True
        while moved:
            moved = False
            for name in self.said:
                while self._next(name):
                    moved = True

    def lines(self):
        """The newest of each log, and whether a line of the party that goes on from all that it says denies."""
        for name, said in self.said.items():
            if said:
                last = max((seq for seq, one in enumerate(said) if one.news), default=0)
                yield self.logs[name][0].party, said[-1].standing, any(
                    size > last and self.said[by][-1].standing.denies_at < NEVER
                    for by, size in self.taken.get(name, {}).items()
                )

    def _held(self, log):
        return len(self.logs.get(log, ()))

    def _previous(self, entry):
        """(log, size, whether it is held) that a BOOT goes on from; another station's is nothing. Roots: 03."""
        boot = self.boots.get(entry.log) if entry.seq == 0 else None
        if boot is None or boot["previous"] is None:
            return None
        log, size = boot["previous"]["log"], boot["previous"]["size"]
        other = self.boots.get(log)
        if other is not None and other["station"] != boot["station"]:
            return None
        return log, size, self._held(log) >= size

    def _next(self, name):
        said = self.said[name]
        if len(said) == self._held(name):
            return False
        entry = self.logs[name][len(said)]
        if entry is None:
            before = said[-1]
            standing = Standing(before.standing)
            standing.firm = standing.firm and before.standing.over
            said.append(Said(None, standing, before.covers, before.pending, not before.standing.over))
            return True
        if entry.revoked:
            return False
        previous = self._previous(entry)
        rests = [(ack["log"], ack["size"]) for _, ack in entry.acks()]
        if previous and previous[2]:
            rests.append(previous[:2])
        if any(log in self.said and len(self.said[log]) < size <= self._held(log)
               and not self._stopped(log) for log, size in rests):
            return False
        before = said[-1] if said else None
        if before and before.standing.over:
            said.append(Said(entry, before.standing, before.covers, before.pending, False))
            return True
        standing = Standing(before.standing if before else None)
        covers, pending = (dict(before.covers), list(before.pending)) if before else ({}, [])
        self._cover(name, covers, pending, name, entry.seq + 1)
        if previous and not previous[2]:
            self._cover(name, covers, pending, previous[0], previous[1])
            standing.firm = False
        for log, size in rests:
            self._rest(name, standing, covers, pending, log, size)
        standing.firm = standing.firm and not any(sort == "ack" for sort, _ in entry.void)
        if not standing.over:
            self._judge(entry, standing, covers, pending)
        news = standing.told() != Standing(before.standing if before else None).told()
        said.append(Said(entry, standing, covers, pending, news))
        return True

    def _stopped(self, log):
        """What does not count is not read, and nothing after it."""
        entry = self.logs[log][len(self.said[log])]
        return entry is not None and entry.revoked

    def _rest(self, by, standing, covers, pending, log, size):
        party = self.logs[by][0].party
        self._cover(by, covers, pending, log, size)
        if self._held(log) < size:
            standing.firm = False
        elif log in self.said and self.logs[log][0].party == party:
            if self.said[log][:size]:
                other = self.said[log][:size][-1]
                for each, most in other.covers.items():
                    self._cover(by, covers, pending, each, most)
                standing.join(other.standing)

    def _cover(self, by, covers, pending, log, size):
        party = self.logs[by][0].party
        before = covers.get(log, 0)
        if size <= before:
            return
        covers[log] = size
        if log not in self.said:
            return
        if self.logs[log][0].party == party:
            self.taken.setdefault(log, {})[by] = size
        else:
            pending.extend(one for one in self.said[log][before:size] if one.news)

    def _judge(self, entry, standing, covers, pending):
        """C-16, C-17, C-20, C-21, C-43 to C-45 of one entry."""
        act = self.acts.get(entry.place)
        if act and standing.act is None:
            standing.act = act
            standing.until = min(standing.until, act[1].get("until", NEVER))
        known = [
            one for one in pending
            if one.entry is not None and one.entry.time - self.skew <= entry.time
            and all(covers.get(log, 0) >= size or self._said_by(entry.party, log, size) for log, size in one.covers.items())
        ]
        pending[:] = [one for one in pending if one not in known]
        for one in sorted(known, key=lambda each: each.standing.holds_at):
            reached, held = standing.known.get(one.entry.party, (0, NEVER))
            theirs = one.standing
            standing.known[one.entry.party] = (max(reached, theirs.round), theirs.holds_at if held == NEVER else held)
            standing.until = min(standing.until, theirs.act[1].get("until", NEVER) if theirs.act else NEVER)
            standing.warned = standing.warned or theirs.denies_at < NEVER
        if not entry.seated:
            return
        last = standing.until + self.skew + self.courier
        reached = self._round(entry, standing, last)
        if standing.refuses or standing.warned or (reached < 3 and entry.time > last):
            standing.denies_at = entry.time
            return
        standing.round = reached
        if reached >= 2:
            standing.holds_at = min(standing.holds_at, entry.time)

    def _said_by(self, party, log, size):
        """What its own party said need not be acknowledged."""
        return self._held(log) >= size and self.logs[log][0].party == party

    def _round(self, entry, standing, last):
        least = min(standing.known.get(party, (0, 0))[0] for party in self.principals if party != entry.party)
        reached = standing.round
        if reached == 0 and standing.act and not standing.refuses:
            reached = 1
        if reached == 1 and least >= 1 and entry.time <= standing.until:
            reached = 2
        if reached == 2 and least >= 2 and entry.time <= last:
            reached = 3
        return 4 if reached == 3 and least >= 3 else reached
