"""Chapter 08: the charter, agreement, the rules of time; and the entries that the folds of 06 and 08 read."""

import re

from encoding import Refusal, read
from keys import refuse_unless
from record import BOOT, Entry, claimants, in_spans, read_body
from rounds import NEVER, Rounds
from text import is_code, is_name, is_tag

ACCEPTANCE, REFUSAL = 6, 7


# ---- the charter


def read_charter(data):
    """C-1 to C-11."""
    charter = read(data, "08:charter-proposal")

    def need(good, rule):
        refuse_unless(good, "charter", rule)

    need(charter["v"] == 1, "C-2")
    for languages in [charter["languages"]] + [party["languages"] for party in charter["parties"]]:
        need(all(map(is_tag, languages)) and len(set(languages)) == len(languages), "C-3")
    for field in ("id", "short"):
        need(len({party[field] for party in charter["parties"]}) == len(charter["parties"]), "C-4")
    for party in charter["parties"]:
        need(re.fullmatch("[A-Z0-9]{1,8}", party["short"]) and re.fullmatch(r"[0-9 +()-]*", party["phone"]), "C-5")
    for one in charter["parties"] + charter["labels"] + charter["ladder"] + charter["words"]:
        languages = [name["language"] for name in one["names"]]
        need(len(set(languages)) == len(languages) and set(charter["languages"]) <= set(languages), "C-6")
        need(all(map(is_tag, languages)), "C-6")
        need(all(is_name(name["text"]) for name in one["names"]), "C-6")
    for codes in ([label["code"] for label in charter["labels"]], [word["code"] for word in charter["words"]]):
        need(len(set(codes)) == len(codes) and all(map(is_code, codes)), "C-7")
    need(all(1 <= limit["receiptMs"] <= limit["answerMs"] for limit in charter["limits"]), "C-8")
    need(charter["lineTestMs"] >= 1, "C-8")
    need(charter["longStopMs"] >= charter["skewMs"] + charter["courierMs"], "C-9")
    missed = [0] + [rung["missed"] for rung in charter["ladder"]]
    need(all(a < b for a, b in zip(missed, missed[1:])), "C-10")
    need(all(word["persons"] >= 1 for word in charter["words"]), "C-11")
    return charter


def read_house_charter(data):
    """C-14."""
    house = read(data, "08:house-charter")
    refuse_unless(house["v"] == 1, "charter", "version")
    return house


def terms_of(charter):
    return {name: charter[name] for name in ("skewMs", "courierMs", "longStopMs")}


# ---- entries in a fold


class FoldEntry(Entry):
    """An entry as a fold sees it: checked already. `pending` is beyond a gap, `revoked` does not count (R-42)."""

    def __init__(self, party, payload, content, pending=False):
        super().__init__(payload, read_body(payload), content, party, 0)
        self.pending, self.revoked, self.seated = pending, False, True
        self.time, self.lamport, self.kind = (self.body[name] for name in ("time", "lamport", "kind"))
        self.order = (self.lamport, self.log, self.seq)  # canonical order (06)

    @property
    def at(self):
        return f"{self.log.hex()}:{self.seq}"


def in_order(entries, cutoffs=None):
    """Each entry once, in canonical order, those that do not count marked."""
    once = sorted({(e.log, e.seq, e.leaf): e for e in entries}.values(), key=lambda e: e.order)
    for entry in once:
        entry.revoked = cutoffs is not None and entry.seq >= cutoffs.get(entry.log, entry.seq + 1)
    return once


def first_ack(entries, target, party, pending=False):
    """R-18 within a fold, or R-70 of what stands beyond a gap: (entry, heldAt), or None."""
    if party == target.party:
        return None
    found = [
        ((e.time, e.place), e, e.held_at(target.place))
        for e in entries
        if e.party == party and e.pending == pending and not e.revoked and e.held_at(target.place) is not None
    ]
    if not found:
        return None
    _, entry, held_at = min(found, key=lambda one: one[0])
    return entry, held_at


def is_disputed(entries, target, ack, skew):
    """C-33."""
    entry, held_at = ack
    if held_at < target.time - skew:
        return True
    answer = first_ack(entries, entry, target.party)
    return answer is not None and held_at > answer[0].time + skew


def heads_of(entries, cutoffs=None):
    """The heads of the logs that are held, and which of them hold nothing open (C-32, R-42)."""
    newest, boots = {}, {}
    for entry in entries:
        if entry.pending:
            continue
        if entry.log not in newest or newest[entry.log].seq < entry.seq:
            newest[entry.log] = entry
        if entry.kind == BOOT and entry.seq == 0 and entry.content:
            try:
                boots[entry.log] = read(entry.content, "03:boot")
            except Refusal:
                pass
    closed = set(cutoffs or {})
    for boot in boots.values():
        previous = boot["previous"]
        if previous is None or previous["log"] not in newest:
            continue
        before = boots.get(previous["log"])
        same = before is None or before["station"] == boot["station"]
        if same and newest[previous["log"]].seq + 1 == previous["size"]:
            closed.add(previous["log"])
    closed -= {entry.log for entry in entries if entry.pending and entry.log not in (cutoffs or {})}
    counting = [entry for entry in entries if not entry.pending and not entry.revoked]
    return [
        {
            "log": log, "party": e.party, "size": e.seq + 1, "time": e.time, "closed": log in closed,
            "claimedBy": [] if log in (cutoffs or {}) else claimants(counting, log, e.seq + 1),
        }
        for log, e in newest.items()
    ]


def is_open(head, principals):
    """C-32: not closed, or a principal has acknowledged more of it than is held."""
    return not head["closed"] or any(party in principals for party in head.get("claimedBy", ()))


def has_passed(heads, party, time, principals):
    """Whether every open log of the party holds an entry timed after that; a party without one has not spoken."""
    open_logs = [head for head in heads if head["party"] == party and is_open(head, principals)]
    return bool(open_logs) and all(head["time"] > time for head in open_logs)


# ---- clocks


def _place(at):
    log, seq = at.split(":")
    return log, int(seq)


def _outcome(facts, limit, at):
    """C-28."""
    in_time = [f for f in facts if not f["disputed"] and f["time"] <= limit["limitMs"]]
    disputed = [f for f in facts if f["disputed"]]
    for outcome, some in (("met", in_time), ("disputed", disputed)):
        if some:
            return outcome, min(some, key=lambda f: (f["time"], _place(f["at"])))
    if at <= limit["limitMs"]:
        return "running", None
    return ("disputed" if limit["startDisputed"] else "passed"), None


def verdict(limit, facts, heads, at, terms):
    """C-28 to C-32, told as C-47 says."""
    end = limit["limitMs"]
    stop = end + terms["longStopMs"]
    counting = [f for f in facts if at < stop or (f["heardMs"] is not None and f["heardMs"] <= stop)]
    outcome, fact = _outcome(counting, limit, at)
    contested = _outcome(facts, limit, at)[0] != outcome
    unheard = [p for p in limit["principals"] if not has_passed(heads, p, end + terms["skewMs"], limit["principals"])]
    told = {"outcome": outcome, "limitMs": end, "unheard": [p.hex() for p in sorted(unheard)], "contested": contested}
    if outcome == "running":
        return {**told, "state": "open", "rule": None, "byEntries": []}
    late = end + terms["skewMs"] + terms["courierMs"]
    rule = None
    if not contested and (fact is None or fact["heardMs"] is not None):
        if not unheard:
            rule = "by-entries"
        elif at >= stop and any(has_passed(heads, p, late, limit["principals"]) for p in limit["principals"]):
            rule = "at-long-stop"
    if fact is not None:
        rests = {fact["at"]}
    else:
        mine = [h for h in heads if h["party"] in limit["principals"] and is_open(h, limit["principals"])]
        rests = {f"{h['log'].hex()}:{h['size'] - 1}" for h in mine}
    state = "final" if rule else "provisional"
    return {**told, "state": state, "rule": rule, "byEntries": sorted(rests, key=_place)}


# ---- agreement


def agreement(digest, principals, terms, entries, at, cutoffs=None, seats=None, about=None):
    """
    C-15 to C-27, C-38, C-39, C-43 to C-46: the state of what is agreed by this digest, told by the names of 08. `about`
    is (object, how many parties) of what is no charter (T-3).
    """
    entries = in_order(entries, cutoffs)
    for entry in entries:
        entry.seated = seats is None or entry.log not in seats or in_spans(seats[entry.log], entry.seq)
    acts, passed_over = _acts(digest, principals, entries, about)
    lines = list(Rounds(entries, acts, principals, terms).lines()) if acts else []
    untils = [one.act[1]["until"] for _, one, _ in lines if one.act and not one.refuses]
    until, bound = min(untils, default=None), _binding_date(lines, principals)
    adopted = bound is not None or all(any(_stands(one, p) for one in lines) for p in principals)
    chosen = {p: _line_of(p, lines, adopted) for p in sorted(principals)}
    effects = {one.act[0].place for one in chosen.values() if one}
    passed_over += [(entry, "not-the-first") for entry, _ in acts if entry.place not in effects]
    told = {"digest": digest.hex(), "until": until, "adoptedAt": None, "rule": None, "unheard": [], "contested": False}
    told["passedOver"] = [{"at": e.at, "reason": why} for e, why in sorted(passed_over, key=lambda one: one[0].place)]
    told["positions"] = [_position(party, line, lines) for party, line in chosen.items()]

    def without(has):
        return [p.hex() for p in chosen if not any(q == p and one.firm and has(one) for q, one, _ in lines)]

    if adopted:
        dates = [one.holds_at for one in chosen.values()]
        final = bound is not None
        told.update(state="adopted", adoptedAt=bound if final else max(dates), rule="by-entries" if final else None)
        told.update(verdict="final" if final else "provisional")
        return {**told, "unheard": [] if final else without(lambda one: one.round == 4)}
    refused = any(one["act"] == "refused" for one in told["positions"])
    if not refused and (until is None or at <= until):
        return {**told, "state": "open" if until is None else "accepted-by-some", "verdict": "open"}
    told["unheard"] = without(lambda one: one.denies_at < NEVER)
    stopped = all(one.round < 4 for _, one, _ in lines) and any(
        one.firm and at >= max(one.denies_at - terms["skewMs"], one.until + terms["longStopMs"]) for _, one, _ in lines
    )
    told["rule"] = "by-entries" if not told["unheard"] else "at-long-stop" if stopped else None
    told.update(state="refused" if refused else "lapsed", verdict="final" if told["rule"] else "provisional")
    return {**told, "contested": all(one["round"] >= 2 for one in told["positions"])}


def _acts(digest, principals, entries, about):
    """C-15, C-27, C-38, C-39: acts that are not passed over for what they are alone, and those that are."""
    acts, passed_over = [], []
    names = {ACCEPTANCE: "08:charter-acceptance", REFUSAL: "08:charter-refusal"}
    if about is not None:
        names = {32: "15:acceptance", 33: "15:declination"}
    for entry in entries:
        if entry.kind not in names or not entry.content:
            continue
        try:
            content = read(entry.content, names[entry.kind])
        except Refusal:
            continue
        if content["proposal" if about is None else "digest"] != digest:
            continue
        if about is not None and entry.body["object"] != about[0]:
            continue
        accepts, parties = "rosters" in content, len(principals) if about is None else about[1]
        if accepts and len(content["rosters"]) != parties:
            continue
        if entry.party not in principals:
            passed_over.append((entry, "not-a-principal"))
        elif entry.pending:
            passed_over.append((entry, "proof-pending"))
        elif entry.revoked:
            passed_over.append((entry, "key-revoked"))
        elif not entry.seated:
            passed_over.append((entry, "not-the-seat"))
        elif accepts and content["until"] < entry.time:
            passed_over.append((entry, "until-before-its-own-time"))
        else:
            acts.append((entry, content))
    return acts, passed_over


def _stands(line, party):
    """C-18."""
    owner, standing, overtaken = line
    going = standing.round == 4 or (standing.denies_at == NEVER and not overtaken)
    return owner == party and standing.round >= 2 and going


def _binding_date(lines, principals):
    """C-19, C-23: the one date to which every principal has bound itself, or None."""
    dates = [
        {
            max([one.holds_at] + [held for _, held in one.known.values()])
            for owner, one, _ in lines if owner == party and one.firm and one.round == 4
        }
        for party in principals
    ]
    return min(set.intersection(*dates), default=None)


def _line_of(party, lines, adopted):
    """The line that tells a principal's act: one that stands for what is adopted, one that refuses what is not."""
    acting = [line for line in lines if line[0] == party and line[1].act]
    told = [line for line in acting if (_stands(line, party) if adopted else line[1].refuses)]
    return min((one for _, one, _ in told or acting), key=lambda one: (one.act[0].order, one.holds_at), default=None)


def _position(party, line, lines):
    own = [one for owner, one, _ in lines if owner == party]
    told = {"party": party.hex(), "act": "none", "at": None, "time": None, "until": None}
    told.update(round=max((one.round for one in own), default=0), denies=any(one.denies_at < NEVER for one in own))
    if line is not None:
        entry, content = line.act
        told.update(act="refused" if line.refuses else "accepted", at=entry.at, time=entry.time)
        told["until"] = content.get("until")
    return told
