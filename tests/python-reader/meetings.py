"""Chapter 16: meetings, from what was said about one to where it stands."""

from agreement import agreement, in_order
from crypto import H
from encoding import Refusal, encode, read
from text import is_tag

MEETING, DELEGATION, SITTING, REGRET = 40, 41, 42, 43
NAMES = {MEETING: "16:meeting", DELEGATION: "16:delegation", SITTING: "16:sitting", REGRET: "16:regret"}
AGREED = {32: "15:acceptance", 33: "15:declination"}


def meeting_state(channel, obj, parties, terms, entries, at, successors, cutoffs):
    """G-2 to G-7: the state of a meeting, told by the names of `vectors/README.md`."""
    entries = in_order(entries, cutoffs)
    begun = next((one for one in entries if one.leaf == obj and one.kind == MEETING), None)
    content = _content(begun) if begun is not None else None
    if content is None:
        return None
    principals = [parties[index] for index in content["principals"] if index < len(parties)]
    digest = H(encode(["chirograph/1 agreed", channel, "meeting", begun.content]))
    newest, sittings, passed_over = {DELEGATION: {}, REGRET: {}}, [], []
    for one in entries:
        if one is begun or one.body["object"] != obj:
            continue
        said = _content(one)
        reason = _passed_over(one, said, content, principals)
        if reason is not None:
            passed_over.append({"at": one.at, "reason": reason})
        elif one.kind == SITTING:
            sittings.append((said["begins"], one.order, one))
        elif one.kind in newest:
            newest[one.kind][one.party] = one
    regrets = {
        party: one for party, one in newest[REGRET].items()
        if party not in newest[DELEGATION] or newest[DELEGATION][party].order < one.order
    }
    convened = sorted(
        (one["convenedAt"], one["object"]) for one in successors
        if one["replaces"] == obj.hex() and one["convenedAt"] is not None
        and set(content["principals"]) <= set(one["principals"])
    )
    void = begun.revoked or not _is_whole(content, len(parties))
    stands = None if void else agreement(digest, principals, terms, entries, at, cutoffs, None, (obj, len(parties)))
    states = {"adopted": "convened", "refused": "declined", "lapsed": "lapsed"}
    return {
        "state": "void" if void else "replaced" if convened else states.get(stands["state"], "proposed"),
        "digest": digest.hex(), "replacedBy": convened[0][1] if convened else None,
        "delegations": {party.hex(): one.at for party, one in newest[DELEGATION].items()},
        "sittings": [one.at for _, _, one in sorted(sittings, key=lambda each: each[:2])],
        "regrets": {party.hex(): one.at for party, one in regrets.items()}, "passedOver": passed_over,
    }


def _content(entry):
    name = NAMES.get(entry.kind) or AGREED.get(entry.kind)
    if name is None or not entry.content:
        return None
    try:
        return read(entry.content, name)
    except Refusal:
        return None


def _passed_over(entry, said, meeting, principals):
    """G-6."""
    if entry.revoked:
        return "key-revoked"
    if said is None and (entry.kind in AGREED or entry.kind in NAMES):
        return "poison"
    if entry.kind in AGREED:
        return None
    if entry.kind not in NAMES or entry.kind == MEETING:
        return "kind"
    if entry.party not in principals:
        return "not-a-principal"
    if entry.kind == DELEGATION and said is not None:
        return None if all(_named_once(one["names"]) for one in said["members"]) else "languages"
    if entry.kind == SITTING and said is not None:
        if said["ends"] < said["begins"]:
            return "ends-before-it-begins"
        if any(item >= len(meeting["agenda"]) for item in said["agenda"]):
            return "agenda"
    return None


def _is_whole(meeting, parties):
    """G-2."""
    principals, languages, host = meeting["principals"], meeting["languages"], meeting["host"]
    named = [meeting["title"], *meeting["agenda"], *([] if host is None else [host["names"]])]
    hosts = [] if host is None or host["party"] is None else [host["party"]]
    return (
        principals == sorted(set(principals)) and all(one < parties for one in [*principals, *hosts])
        and len(set(languages)) == len(languages) and all(is_tag(one) for one in languages)
        and all(_named_once(one) for one in named) and meeting["begins"] <= meeting["ends"]
    )


def _named_once(names):
    languages = [one["language"] for one in names]
    return len(set(languages)) == len(languages) and all(is_tag(one) for one in languages)
