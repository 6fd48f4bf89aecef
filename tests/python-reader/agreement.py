"""Chapter 08: the charter, agreement, the rules of time; and the entries that the folds of 06 and 08 read."""

import re

from encoding import Refusal, read
from keys import refuse_unless
from record import BOOT, Entry, claimants, in_spans, read_body
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


def first_ack(entries, target, party):
    """R-18 within a fold: (entry, heldAt), or None."""
    if party == target.party:
        return None
    found = [
        ((e.time, e.place), e, e.held_at(target.place))
        for e in entries
        if e.party == party and not e.pending and not e.revoked and e.held_at(target.place) is not None
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


def verdict(limit, facts, heads, at, terms, missed_tests=()):
    """C-28 to C-32, told as the second C-35 says."""
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
            rule = "by-default" if missed_tests else "at-long-stop"
    if fact is not None:
        rests = {fact["at"]}
    else:
        mine = [h for h in heads if h["party"] in limit["principals"] and is_open(h, limit["principals"])]
        rests = {f"{h['log'].hex()}:{h['size'] - 1}" for h in mine} | (set(missed_tests) if unheard else set())
    state = "final" if rule else "provisional"
    return {**told, "state": state, "rule": rule, "byEntries": sorted(rests, key=_place)}


# ---- agreement


def agreement(digest, principals, terms, entries, at, cutoffs=None, seats=None):
    """C-15 to C-27, C-38, C-39: the state of what is agreed by this digest, told by the names of 08."""
    entries = in_order(entries, cutoffs)
    for entry in entries:
        entry.seated = seats is None or entry.log not in seats or in_spans(seats[entry.log], entry.seq)
    heads = heads_of(entries, cutoffs)
    acts, passed_over = _binding_acts(digest, principals, entries)
    accepted = {party: act for party, act in acts.items() if act[0].kind == ACCEPTANCE}
    until = min((content["until"] for _, content in accepted.values()), default=None)
    told = {"digest": digest.hex(), "until": until, "adoptedAt": None, "rule": None, "unheard": [], "contested": False}
    told["passedOver"] = [{"at": e.at, "reason": why} for e, why in sorted(passed_over, key=lambda one: one[0].place)]
    acks = {
        party: _acknowledged(party, accepted, entries, heads, until, terms, principals) for party in principals
    } if until is not None else {party: [] for party in principals}
    told["positions"] = [_position(party, acts.get(party), acks[party]) for party in sorted(principals)]
    if any(act[0].kind == REFUSAL for act in acts.values()):
        return {**told, "state": "refused", "verdict": "final"}
    in_time = [act for act, _ in accepted.values() if act.time <= (until or 0)]
    every = [ack for party in principals for ack in acks[party]]
    complete = len(in_time) == len(principals) and len(every) == len(principals) * (len(principals) - 1)
    unheard = [
        p.hex() for p in sorted(principals)
        if until is not None and not has_passed(heads, p, until + terms["skewMs"], principals)
    ]
    if complete and all(ack["fault"] is None for ack in every):
        final = all(ack["seen"] for ack in every)
        dates = [act.time for act in in_time] + [ack["time"] for ack in every]
        told.update(state="adopted", adoptedAt=max(dates), verdict="final" if final else "provisional")
        told.update(rule="by-entries" if final else None, unheard=[] if final else unheard)
    elif until is not None and at > until:
        late = until + terms["skewMs"] + terms["courierMs"]
        if not unheard:
            told["rule"] = "by-entries"
        elif at >= until + terms["longStopMs"] and any(has_passed(heads, p, late, principals) for p in principals):
            told["rule"] = "at-long-stop"
        contested = any(ack["fault"] in ("time-disputed", "seen-too-late") for ack in every)
        told.update(state="lapsed", verdict="final" if told["rule"] else "provisional", unheard=unheard)
        told["contested"] = contested
    else:
        told.update(state="accepted-by-some" if accepted else "open", verdict="open")
    return told


def _binding_acts(digest, principals, entries):
    """C-15, C-16, C-27, C-38, C-39: the act that binds each principal, and those without effect."""
    acts, passed_over = {}, []
    for entry in entries:
        if entry.kind not in (ACCEPTANCE, REFUSAL) or not entry.content:
            continue
        name = "08:charter-acceptance" if entry.kind == ACCEPTANCE else "08:charter-refusal"
        try:
            content = read(entry.content, name)
        except Refusal:
            continue
        if content["proposal"] != digest:
            continue
        if entry.kind == ACCEPTANCE and len(content["rosters"]) != len(principals):
            continue
        if entry.party not in principals:
            passed_over.append((entry, "not-a-principal"))
        elif entry.pending:
            passed_over.append((entry, "proof-pending"))
        elif entry.revoked:
            passed_over.append((entry, "key-revoked"))
        elif not entry.seated:
            passed_over.append((entry, "not-the-seat"))
        elif entry.kind == ACCEPTANCE and content["until"] < entry.time:
            passed_over.append((entry, "until-before-its-own-time"))
        elif entry.party in acts:
            passed_over.append((entry, "not-the-first"))
        else:
            acts[entry.party] = (entry, content)
    return acts, passed_over


def _acknowledged(party, accepted, entries, heads, until, terms, principals):
    """What the party has acknowledged of the others' acceptances, and what is wrong with it (C-18, C-20, C-21)."""
    found = []
    late = until + terms["skewMs"] + terms["courierMs"]
    for author in sorted(accepted):
        acceptance = accepted[author][0]
        ack = first_ack(entries, acceptance, party) if author != party else None
        if ack is None:
            continue
        seen = first_ack(entries, ack[0], author)
        fault = None
        if ack[0].time > until:
            fault = "after-until"
        elif is_disputed(entries, acceptance, ack, terms["skewMs"]):
            fault = "time-disputed"
        elif seen[1] > late if seen else has_passed(heads, author, late, principals):
            fault = "seen-too-late"
        found.append(
            {"of": author.hex(), "at": ack[0].at, "time": ack[0].time, "fault": fault, "seen": seen is not None}
        )
    return found


def _position(party, act, acks):
    if act is None:
        return {"party": party.hex(), "act": "none", "at": None, "time": None, "until": None, "acknowledged": acks}
    entry, content = act
    accepts = entry.kind == ACCEPTANCE
    return {
        "party": party.hex(),
        "act": "accepted" if accepts else "refused",
        "at": entry.at,
        "time": entry.time,
        "until": content["until"] if accepts else None,
        "acknowledged": acks,
    }
