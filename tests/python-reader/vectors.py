"""Every file of vectors/: checked case by case, or named here as out of scope, with the reason.

    python3 tests/python-reader/vectors.py            all
    python3 tests/python-reader/vectors.py 03 fold    the files whose path holds one of these
"""

import json
import sys
import traceback
from pathlib import Path

import brackets
import narrow
from agreement import FoldEntry, agreement, first_ack, in_order, is_disputed, read_charter, read_house_charter, verdict
from encoding import (
    SHAPES, Refusal, check_shape, decode, encode, from_json, read_value, to_json,
)
from commitments import ScheduleFold, check_schedule
from clocks import Working, due_of, fault_of, silence, tolled
from bearers import (
    Roaming, pair_keys, read_datagram, read_gateway_words, read_kiss, write_datagram, write_gateway_word, write_kiss,
)
from contact import Contact
from courier import codes_of, join_codes, read_bundle, shown, write_bundle
from crypto import H, verifies
from document import digest, page, paper_bytes, plain_text, read_paper
from export import check_export
from house import Site, challenge_of, check_assertion, presence_challenge
from keys import Roster, check_roster, check_roster_fork, party_id, qr, read_card, roots_hash, spoken_check, station_id
from meetings import meeting_state
from messages import KINDS, MessageFold, draft_digest, read_content
from narrow_line import (
    Reader, coefficients, cut, digest_of_heads, fragment_length, join, read_controls, read_fragment, symbol, symbol_fragment,
)
from proof import check_proof
from publication import check_publication, match_of, write_publication
from record import (
    FOREVER, Keys, Ledger, Tree, check_fork, check_recollection, leaf_of, read_body, root_of_path, signed_bytes,
    split_entry,
)
from texts import text_state
from text import UNICODE, date_time_group, faults, read_date_time_group, segments

VECTORS = Path(__file__).resolve().parents[2] / "vectors"

#: What this reader does not do. It verifies; it does not run a station.
OUT_OF_SCOPE = {
    "04-seal/": "sealing is a station's: an export holds contents in clear. It needs X-Wing, HPKE and an AEAD",
    "05-line/": "the line is a station's: nothing of it stands in an export",
    "14-narrow-line/transcripts.json": "so is what a station says over a narrow link, and when",
    "15-texts/acts.json": "so is what it refuses to sign about a text",
    "06-messages/acts.json": "what a station refuses to sign; a reader has to be ready for all of it",
    "09-checkpoints/": "witnesses' notes need ML-DSA-44, and are no part of an export file",
    "19-documents/copies.json": "what the program makes under its edition; a reader compares hashes (F-11)",
    "10-officers/registrations": "a new passkey is read by the station where it is made",
    "10-officers/assents": "a house's own check of what it holds, whole",
    "10-officers/proposals": "what a station asks of assents that it has checked; recognitions ask it of others' too",
    "10-officers/undertakings": "what a station asks of assents before it binds its party; no other party sees them",
    "10-officers/handovers": "the watch of a house",
    "18-commitments/exhibits.json": "evidence goes beside the record, and needs an AEAD",
    "10-officers/policies": "settings of a house; those of another site stand in recognitions",
}

unhex = bytes.fromhex
CHECKS = {}
#: What the first case of a file gives to the others, and the charter of the folds.
shared = {}


def check(name):
    def register(function):
        CHECKS[name] = function
        return function

    return register


def tagged(value):
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return [tagged(item) for item in value] if isinstance(value, list) else value


def place_of(place):
    return f"{place[0].hex()}:{place[1]}" if place else ""


# ---- 00

contact = Contact()


@check("00-overview/first-contact.json")
def _(given, case):
    return contact.step(given, case["expect"])


# ---- 01, 02


@check("01-encoding/values.json")
def _(given, _case):
    value = decode(unhex(given["bytes"]))
    assert encode(value) == unhex(given["bytes"]), "encoded again it differs"
    return tagged(value)


@check("01-encoding/shapes.json")
def _(given, _case):
    SHAPES["01:list"] = ("list", 1, 3, ("number", 0, 255))
    name = "01:" + given["shape"]
    if "bytes" in given:
        value = decode(unhex(given["bytes"]))
        check_shape(value, SHAPES[name])
    else:
        value = from_json(given["json"], SHAPES[name], given["shape"])
    return to_json(read_value(value, name), name)


@check("02-keys/ids.json")
def _(given, _case):
    roots = unhex(given["ed25519"]), unhex(given["mlDsa87"])
    station = station_id(unhex(given["stationKey"]))
    return {"party": party_id(*roots).hex(), "rootsHash": roots_hash(*roots).hex(), "station": station.hex()}


@check("02-keys/roster.json")
def _(given, _case):
    before = Roster(unhex(given["previous"])) if given["previous"] else None
    roster = check_roster(unhex(given["signed"]), before)
    return {"digest": roster.digest.hex(), "json": to_json(roster.body, "02:roster")}


@check("02-keys/card.json")
def _(given, _case):
    roster = read_card(given["card"])
    return {"signed": roster.signed.hex(), "qr": qr(roster)}


@check("02-keys/roster-fork.json")
def _(given, _case):
    roster = check_roster_fork(unhex(given["file"]))
    return {"party": roster.party.hex(), "seq": roster.seq}


@check("02-keys/spoken-check.json")
def _(given, _case):
    return {"digits": spoken_check(unhex(given["one"]), unhex(given["other"]))}


# ---- 03


def keys_of(rosters):
    return {
        unhex(r["digest"]): Keys(
            unhex(r["digest"]), unhex(r["party"]), r.get("seq", 0),
            {unhex(s["id"]): unhex(s["key"]) for s in r["stations"]},
            unhex(r["seat"]) if "seat" in r else None,
        )
        for r in rosters
    }


@check("03-record/entries.json")
def _(given, case):
    if "payload" in given:
        read_body(unhex(given["payload"]))
        return case.get("expect")
    payload = encode(from_json(given["body"], SHAPES["03:body"], "body"))
    read_body(payload)
    signed = signed_bytes(unhex(given["party"]), unhex(given["roster"]), payload)
    # The signature is not made here but read out of the expected entry; the others are made.
    expected = case["expect"]["entry"]
    said, signature = split_entry(unhex(expected))
    assert said == payload and verifies(unhex(given["key"]), signed, signature), "the entry of the case"
    return {"payload": payload.hex(), "leaf": leaf_of(payload).hex(), "signed": signed.hex(), "entry": expected}


@check("03-record/merkle.json")
def _(given, _case):
    if "leaves" in given:
        tree = Tree()
        for leaf in given["leaves"]:
            tree.add(unhex(leaf))
        return {"root": tree.roots[-1].hex()}
    path = [unhex(one) for one in given["path"]]
    if root_of_path(unhex(given["leaf"]), given["index"], given["size"], path) != unhex(given["root"]):
        raise Refusal("fork")
    return {"included": True}


def admit_step(ledger, step):
    content = None if step["content"] is None else unhex(step["content"])
    salt = None if step["salt"] is None else unhex(step["salt"])
    told = ledger.admit(unhex(step["entry"]), content, salt, step["now"], step.get("own", False))
    if step.get("own"):
        ledger.own.add(read_body(split_entry(unhex(step["entry"]))[0])["log"])
    return told


def contradiction(told):
    log, size, one, other = told
    return {"log": log.hex(), "size": size, "by": [place_of(one), place_of(other)]}


def outcome(told):
    json_of = {
        "leaf": bytes.hex,
        "released": lambda places: [place_of(place) for place in places],
        "contradictions": lambda many: [contradiction(one) for one in many],
        "contradiction": contradiction,
    }
    return {name: json_of[name](value) if name in json_of else value for name, value in told.items()}


def first_acks(ledger, asks, cutoffs=None):
    told = []
    for ask in asks:
        log, seq = ask.split(":")
        told.append({"of": ask, "by": [
            {"party": party.hex(), "at": place_of(entry.place), "time": entry.body["time"], "heldAt": held_at}
            for party, entry, held_at in ledger.first_acks((unhex(log), int(seq)), cutoffs)
        ]})
    return told


def early_acks(ledger, asks):
    told = []
    for ask in asks:
        log, seq = ask.split(":")
        by = [
            {"party": party.hex(), "at": place_of(entry.place), "time": entry.body["time"], "heldAt": held_at}
            for party, entry, held_at in ledger.early_acks((unhex(log), int(seq)))
        ]
        told += [{"of": ask, "by": by}] if by else []
    return {"earlyAcks": told} if told else {}


def claimed(ledger, log):
    parties = ledger.claimants(log)
    return {"claimedBy": [party.hex() for party in parties]} if parties else {}


@check("03-record/admission.json")
def _(given, case):
    ledger, outcomes = Ledger(unhex(given["channel"]), keys_of(given["rosters"])), []
    for number, step in enumerate(given["steps"]):
        try:
            outcomes.append(outcome(admit_step(ledger, step)))
        except Refusal as refusal:
            if not case["accept"] and number == len(given["steps"]) - 1:
                raise
            outcomes.append({"outcome": "refused", "error": refusal.code})
    heads = [
        {"log": name.hex(), "party": log.party.hex(), "size": log.size, "time": log.entries[-1].body["time"],
         "closed": ledger.closed(log), **claimed(ledger, log), "root": log.tree.roots[-1].hex(),
         "heldAt": max(e.now for e in log.entries), "beyond": list(log.beyond), "broken": log.broken}
        for name, log in sorted(ledger.logs.items())
    ]
    siblings = [{"previous": name.hex(), "logs": [l.hex() for l in logs]} for name, logs in ledger.siblings()]
    return {"outcomes": outcomes, "heads": heads, "siblings": siblings, "firstAcks": first_acks(ledger, given["asks"]),
            **early_acks(ledger, given["asks"])}


def ledgers_in_each_order(given):
    """What a reader holds after the steps, once for each order in which they came."""
    for order in given["orders"]:
        ledger = Ledger(unhex(given["channel"]), keys_of(given["rosters"]))
        for index in order:
            admit_step(ledger, given["steps"][index])
        yield ledger


@check("03-record/cutoff.json")
def _(given, _case):
    told = []
    for ledger in ledgers_in_each_order(given):
        cutoffs = ledger.cutoffs()
        closed = sorted(name.hex() for name, log in ledger.logs.items() if ledger.closed(log) or name in cutoffs)
        told.append({
            "cutoffs": [{"log": name.hex(), "size": size} for name, size in sorted(cutoffs.items())],
            # Nobody passes the seat here: what is in the seat begins with the log.
            "seats": [
                {"log": name.hex(), "size": spans[0][1] if spans else 0}
                for name, spans in sorted(ledger.seats()[0].items())
            ],
            "firstAcks": first_acks(ledger, given["asks"], cutoffs), "closed": closed,
        })
    assert all(one == told[0] for one in told), "the orders differ"
    return told[0]


@check("03-record/fork.json")
def _(given, _case):
    return {"parties": [party.hex() for party in check_fork(unhex(given["file"]), keys_of(given["rosters"]))]}


@check("03-record/recollection.json")
def _(given, _case):
    channel = b"\xcc" * 32
    ledger = Ledger(channel, keys_of(given["rosters"]))
    if "statement" not in given:
        for step in given["steps"]:
            admit_step(ledger, step)
        heads = [
            {"channel": channel.hex(), "log": name.hex(), "size": log.size, "root": log.tree.roots[-1].hex()}
            for name, log in sorted(ledger.logs.items())
            if log.station == unhex(given["of"]) and not ledger.closed(log)
        ]
        return {"heads": heads[:256]}
    said = check_recollection(unhex(given["statement"]), unhex(given["signature"]), ledger.rosters)
    for step in given.get("steps", []):
        admit_step(ledger, step)
    heads = [head for head in said["heads"] if head["channel"] == channel]

    def held(head):
        return ledger.logs[head["log"]] if head["log"] in ledger.logs else None

    def size(head):
        return held(head).size if held(head) else 0

    wrong = [h for h in heads if 0 < h["size"] <= size(h) and held(h).tree.roots[h["size"]] != h["root"]]
    behind = [h for h in heads if h["size"] > size(h)]
    if wrong or behind:
        finding, shown = ("contradicted", wrong) if wrong else ("behind", behind)
    else:
        heard = any(h["log"] == unhex(given["own"]) and h["size"] > 0 for h in heads)
        finding, shown = ("same" if heard else "unheard"), []
    json = to_json(said, "03:recollection")
    told = {name: json[name] for name in ("party", "station", "askerParty", "askerStation", "nonce", "heads")}
    return {**told, "finding": finding, "shown": [f"{h['log'].hex()}:{h['size']}" for h in shown]}


# ---- 06


@check("06-messages/contents.json")
def _(given, _case):
    return to_json(read_content(given["kind"], unhex(given["content"])), KINDS[given["kind"]])


@check("06-messages/charter.json")
def _(given, _case):
    shared["charter"] = read_charter(unhex(given["bytes"]))
    return to_json(shared["charter"], "08:charter-proposal")


@check("06-messages/drafts.json")
def _(given, _case):
    return {"digest": draft_digest(unhex(given["draft"])).hex()}


@check("06-messages/date-time-group.json")
def _(given, case):
    if "time" in given:
        return {"group": date_time_group(given["time"]), "iso": case["expect"]["iso"]}
    return {"time": read_date_time_group(given["group"])}


@check("06-messages/visible-text.json")
def _(given, case):
    if "text" in given:
        text = unhex(given["text"]).decode("utf-8")
        shown = segments(text)
        assert "".join(segment["text"] for segment in shown) == text, "M-33"
        return shown
    wrong = faults(unhex(given["authored"]).decode("utf-8"))
    if wrong:
        assert case.get("expect", wrong) == wrong, f"{wrong} and not {case.get('expect')}"
        raise Refusal(wrong[0]["code"])
    return case.get("expect")


def fold_entries(given):
    return [
        FoldEntry(unhex(e["party"]), unhex(e["payload"]), unhex(e["content"]) or None, e.get("proofPending", False))
        for e in given["entries"]
    ]


def cutoffs_of(given, name="cutoffs"):
    cutoffs = given.get(name)
    return {unhex(log): size for log, size in cutoffs.items()} if cutoffs else None


def in_each_order(given, fold):
    entries = fold_entries(given)
    told = [fold([entries[index] for index in order]) for order in given["orders"]]
    assert all(one == told[0] for one in told), "the orders differ"
    return told[0]


@check("06-messages/fold.json")
def _(given, _case):
    def fold(entries):
        return MessageFold(shared["charter"], unhex(given["object"]), entries, given["at"], cutoffs_of(given)).state()

    return in_each_order(given, fold)


# ---- 10


@check("10-officers/challenges.json")
def _(given, _case):
    if "purpose" in given:
        return {"challenge": presence_challenge(given["purpose"], unhex(given["nonce"])).hex()}
    return {"challenge": challenge_of(given["act"], unhex(given["digest"]), unhex(given["nonce"])).hex()}


@check("10-officers/assertions.json")
def _(given, _case):
    passkey = read_value(from_json(given["passkey"], SHAPES["10:credential"], "credential"), "10:credential")
    shape = dict(SHAPES["10:assent"][1])["assertion"][1]
    told = {name: unhex(given["assertion"][name]) for name, _ in shape[1]}
    counter, backup = check_assertion(passkey, unhex(given["challenge"]), told, given["counter"])
    return {"counter": counter, "backup": backup}


@check("10-officers/recognitions.json")
def _(given, _case):
    root = given.get("root")
    keys = None if root is None else (unhex(root["ed25519"]), unhex(root["mlDsa87"]))

    def fold(entries):
        site = Site(unhex(given["own"]), given["world"], unhex(given["party"]), keys, entries)
        return {"recognised": site.recognise(), **site.people()}

    return in_each_order(given, fold)


@check("10-officers/releases.json")
def _(given, _case):
    shapes = dict(SHAPES["06:draft"][1])
    told = {
        "channel": unhex(given["channel"]),
        "precedence": from_json(given["precedence"], shapes["precedence"], "draft.precedence"),
        "content": read_value(from_json(given["content"], SHAPES["06:message"], "message"), "06:message"),
    }

    def fold(entries):
        site = Site(unhex(given["own"]), given["world"], None, None, entries)
        return {"proof": site.release(unhex(given["draft"]), told, given["persons"])}

    return in_each_order(given, fold)


@check("10-officers/contents.json")
def _(given, _case):
    return to_json(read_content(given["kind"], unhex(given["content"])), KINDS[given["kind"]])


# ---- 15


@check("15-texts/contents.json")
def _(given, _case):
    return to_json(read_content(given["kind"], unhex(given["content"])), KINDS[given["kind"]])


@check("15-texts/digests.json")
def _(given, _case):
    said = ["chirograph/1 agreed", unhex(given["channel"]), given["kind"], unhex(given["content"])]
    return {"digest": H(encode(said)).hex()}


@check("15-texts/fold.json")
def _(given, _case):
    parties, channel, obj = [unhex(party) for party in given["parties"]], unhex(given["channel"]), unhex(given["object"])
    seats = {name: [(0, size)] for name, size in (cutoffs_of(given, "seats") or {}).items()}

    def fold(entries):
        return text_state(channel, obj, parties, given["terms"], entries, given["at"], cutoffs_of(given), seats)

    return in_each_order(given, fold)


@check("15-texts/brackets.json")
def _(given, _case):
    text, shorts = given["text"], given["shorts"]
    resolved = [brackets.resolve(text, shorts, how) for how in given["resolve"]]
    try:
        return {"parts": brackets.told(text, brackets.read(text, shorts)[0]), "resolved": resolved}
    except brackets.Malformed as fault:
        return {"malformed": str(fault), "resolved": resolved}


@check("15-texts/agreed.json")
def _(given, _case):
    principals, about = [unhex(party) for party in given["principals"]], (unhex(given["object"]), given["parties"])
    seats = {name: [(0, size)] for name, size in (cutoffs_of(given, "seats") or {}).items()}

    def fold(entries):
        digest, cutoffs = unhex(given["digest"]), cutoffs_of(given)
        return [
            agreement(digest, principals, given["terms"], entries, at, cutoffs, seats, about) for at in given["ats"]
        ]

    return in_each_order(given, fold)


# ---- 16


@check("16-meetings/contents.json")
def _(given, _case):
    return to_json(read_content(given["kind"], unhex(given["content"])), KINDS[given["kind"]])


@check("16-meetings/fold.json")
def _(given, _case):
    parties, channel, obj = [unhex(party) for party in given["parties"]], unhex(given["channel"]), unhex(given["object"])

    def fold(entries):
        return meeting_state(
            channel, obj, parties, given["terms"], entries, given["at"], given["successors"], cutoffs_of(given),
        )

    return in_each_order(given, fold)


# ---- 07


def edited(given, field, of_text):
    """The first case gives the file; the others say what of it they replace."""
    if field in given:
        shared[field] = given[field]
    whole = shared[field] if of_text else unhex(shared[field])
    for start, end, instead in sorted(given.get("edits", []), reverse=True):
        whole = whole[:start] + (instead if of_text else unhex(instead)) + whole[end:]
    return whole


@check("07-verification/export.json")
def _(given, _case):
    return check_export(edited(given, "file", False), [unhex(party) for party in given["trusted"]])


@check("07-verification/proof.json")
def _(given, _case):
    return check_proof(edited(given, "text", True), {unhex(party) for party in given["trusted"]})


# ---- 08


@check("08-charter/charter.json")
def _(given, _case):
    data = unhex(given["charter"])
    return {"json": to_json(read_charter(data), "08:charter-proposal"), "channel": H(data).hex()}


@check("08-charter/house-charter.json")
def _(given, _case):
    data = unhex(given["house"])
    return {"json": to_json(read_house_charter(data), "08:house-charter"), "channel": H(data).hex()}


@check("08-charter/agreement.json")
def _(given, _case):
    principals = [unhex(party) for party in given["principals"]]

    def fold(entries):
        digest, cutoffs = unhex(given["digest"]), cutoffs_of(given)
        seats = {name: [(0, size)] for name, size in (cutoffs_of(given, "seats") or {}).items()}
        return [agreement(digest, principals, given["terms"], entries, at, cutoffs, seats) for at in given["ats"]]

    return in_each_order(given, fold)


@check("08-charter/disputed.json")
def _(given, _case):
    entries = in_order(fold_entries(given))
    target = next(entry for entry in entries if entry.at == given["at"])
    acks = [first_ack(entries, target, party) for party in sorted({e.party for e in entries} - {target.party})]
    ack = next(one for one in acks if one is not None)
    return {"disputed": is_disputed(entries, target, ack, given["terms"]["skewMs"])}


@check("08-charter/seat.json")
def _(given, _case):
    told = []
    for ledger in ledgers_in_each_order(given):
        spans, passes = ledger.seats()
        told.append({
            "seats": [
                {"log": name.hex(), "spans": [{"from": a, "to": None if b == FOREVER else b} for a, b in of]}
                for name, of in sorted(spans.items())
            ],
            "passes": [place_of(place) for place in passes],
        })
    assert all(one == told[0] for one in told), "the orders differ"
    return told[0]


def heads_of_case(given):
    return [
        {
            "closed": False, **head, "log": unhex(head["log"]), "party": unhex(head["party"]),
            "claimedBy": [unhex(party) for party in head.get("claimedBy", [])],
        }
        for head in given["heads"]
    ]


@check("08-charter/verdict.json")
def _(given, _case):
    limit = {**given["limit"], "principals": [unhex(party) for party in given["limit"]["principals"]]}
    heads = heads_of_case(given)
    return verdict(limit, given["facts"], heads, given["at"], given["terms"])


# ---- 11


def as_envelope(function):
    """Inside a narrow envelope whatever is wrong is one thing."""
    try:
        return function()
    except Refusal as refusal:
        raise Refusal("epoch" if refusal.code == "epoch" else "envelope", str(refusal)) from None


@check("11-narrow/words.json")
def _(given, _case):
    return {"flat": narrow.flatten(narrow.message_of(given)).hex()}


@check("11-narrow/frames.json")
def _(given, _case):
    reader = Reader(unhex(given["frame"]))
    kind, tag, seq, rest = reader.byte(), reader.take(4), reader.number(), reader.rest()
    if kind == 2 and not rest:
        return {"name": "full-please", "tag": tag.hex(), "seq": seq}
    if kind != 1 or not 1 <= len(rest) <= 65_536:
        raise Refusal("line-frame")
    return {"name": "entry", "tag": tag.hex(), "seq": seq, "envelope": rest.hex()}


@check("11-narrow/keys.json")
def _(given, _case):
    key = narrow.narrow_key(unhex(given["messageKey"]))
    tag = narrow.tag_of(unhex(given["channel"]), unhex(given["log"]))
    return {"tag": tag.hex(), "narrowKey": key.hex(), "formKey": narrow.form_key(key, given["form"]).hex()}


@check("11-narrow/flat.json")
def _(given, _case):
    if "content" in given:
        flat = narrow.flatten(decode(unhex(given["content"])))
        return {"flat": None if flat is None else flat.hex()}
    data = unhex(given["flat"])
    ahead = iter(data)

    def next_byte():
        byte = next(ahead, None)
        if byte is None:
            raise Refusal("envelope")
        return byte

    value = narrow.unflatten(next_byte)
    if narrow.flatten(value) != data:
        raise Refusal("envelope")
    return {"content": encode(value).hex()}


@check("11-narrow/chances.json")
def _(given, _case):
    model, told = narrow.model_for(given["kind"]), []
    for byte in unhex(given["flat"]):
        for place in range(7, -1, -1):
            told.append(model.chance())
            model.learn(byte >> place & 1)
    return {"chances": told}


@check("11-narrow/contents.json")
def _(given, _case):
    kind = given["kind"]
    if "content" in given:
        coded, data = narrow.pack_content(kind, decode(unhex(given["content"])))
        return {"coded": coded, "bytes": data.hex()}

    def unpacked():
        value = narrow.unpack_content(kind, given["coded"], unhex(given["bytes"]))
        if narrow.pack_content(kind, value) != (given["coded"], unhex(given["bytes"])):
            raise Refusal("envelope")
        return {"content": encode(value).hex()}

    return as_envelope(unpacked)


def held_of(given):
    return narrow.Held(unhex(given["channel"]), [
        (unhex(one["log"]), unhex(one["station"]), [unhex(leaf) for leaf in one["leaves"]], one["lamports"])
        for one in given["held"]
    ])


def narrow_entry(made):
    payload, signature, content = as_envelope(made)
    said = None if content is None else content.hex()
    return {"payload": payload.hex(), "signature": signature.hex(), "content": said}


@check("11-narrow/entries.json")
def _(given, _case):
    numbers = [given[name] for name in ("seq", "epoch", "index")]
    return narrow_entry(lambda: narrow.unpack_entry(
        held_of(given), given["form"], unhex(given["log"]), *numbers, unhex(given["nonce"]), unhex(given["salt"]),
        given["now"], unhex(given["packed"]),
    ))


@check("11-narrow/envelopes.json")
def _(given, _case):
    chains = {
        one["epoch"]: (one["next"], {key["index"]: unhex(key["key"]) for key in one["keys"]}) for one in given["chains"]
    }
    return narrow_entry(lambda: narrow.open_envelope(
        held_of(given), unhex(given["log"]), given["seq"], given["now"], chains, unhex(given["envelope"]),
    ))


@check("11-narrow/boots.json")
def _(given, _case):
    boots = {unhex(one["log"]): decode(unhex(one["boot"])) for one in given["held"] if "boot" in one}
    payload, signature, content, salt = narrow.unpack_boot(held_of(given), boots, unhex(given["frame"]))
    return {"payload": payload.hex(), "signature": signature.hex(), "content": content.hex(), "salt": salt.hex()}


# ---- 14


def hexed(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: hexed(item) for name, item in value.items()}
    return [hexed(item) for item in value] if isinstance(value, list) else value


@check("14-narrow-line/fragments.json")
def _(given, _case):
    return hexed(read_fragment(unhex(given["fragment"])))


@check("14-narrow-line/cutting.json")
def _(given, _case):
    length = fragment_length(given["rateBps"], given["mtuBytes"], given.get("aroundBytes", 28))
    return {"length": length, "fragments": hexed(cut(unhex(given["frame"]), given["id"], given["level"], length))}


@check("14-narrow-line/coefficients.json")
def _(given, _case):
    return coefficients(given["number"], given["count"])


@check("14-narrow-line/symbols.json")
def _(given, _case):
    frame, size = unhex(given["frame"]), given["symbolBytes"]
    made = [
        symbol_fragment(given["level"], given["id"], len(frame), number, symbol(frame, size, number))
        for number in given["numbers"]
    ]
    return {"fragments": hexed(made)}


@check("14-narrow-line/joining.json")
def _(given, _case):
    return {"frames": hexed(join([unhex(one) for one in given["fragments"]]))}


@check("14-narrow-line/control.json")
def _(given, _case):
    return hexed(read_controls(unhex(given["bytes"])))


@check("14-narrow-line/digests.json")
def _(given, _case):
    return {"digest": digest_of_heads([(unhex(one["log"]), one["size"], one["singles"]) for one in given["heads"]]).hex()}


# ---- running them


# ---- 12


def said_of(json):
    kind, = json
    return kind, unhex(json[kind])


@check("12-bearers/pair-keys.json")
def _(given, _case):
    own, peer = ((unhex(given[one]["id"]), unhex(given[one]["key"])) for one in ("own", "peer"))
    keys = pair_keys(unhex(given["seed"]), own, peer)
    return keys and {"sending": keys[0].hex(), "receiving": keys[1].hex()}


@check("12-bearers/datagrams.json")
def _(given, _case):
    key, at_ms = unhex(given["key"]), given["atMs"]
    if "said" in given:
        return {"datagram": write_datagram(key, at_ms, *said_of(given["said"])).hex()}
    kind, data = read_datagram(key, at_ms, given["mtuBytes"], unhex(given["datagram"]))
    return {"said": {kind: data.hex()}}


@check("12-bearers/kiss.json")
def _(given, _case):
    if "datagram" in given:
        return {"stream": write_kiss(unhex(given["datagram"])).hex()}
    return {"datagrams": [one.hex() for one in read_kiss(unhex("".join(given["chunks"])), given["bytesMax"])]}


@check("12-bearers/roaming.json")
def _(given, _case):
    roaming = Roaming(given["configured"], map(unhex, given["cookies"]))
    done = []
    for at_ms, source, said, length in given["steps"]:
        words = roaming.heard(at_ms, source, *said_of(said), length)
        shown = [{"to": to, kind: cookie.hex()} for to, kind, cookie in words]
        done.append({"words": shown, "sendsTo": roaming.sends_to(at_ms)})
    return done


@check("12-bearers/gateway.json")
def _(given, _case):
    if "word" in given:
        (kind, value), = given["word"].items()
        return {"stream": write_gateway_word(kind, unhex(value) if kind == "bytes" else value).hex()}
    words = read_gateway_words(unhex("".join(given["chunks"])))
    return {"words": [{kind: value.hex() if kind == "bytes" else value} for kind, value in words]}


# ---- 13


@check("13-courier/files.json")
def _(given, _case):
    found = read_bundle(unhex(given["file"]), unhex(given["key"]))
    end = found.pop("end")
    lists = {
        name: shown(item, {field: found[name]})[field]
        for name, item, field in (("heads", "heads", "heads"), ("again", "again", "places"))
    }
    return {
        "header": shown("header", found["header"]), **lists,
        "entries": [shown("entry", one) for one in found["entries"]], "left": end["left"], "signed": found["signed"],
    }


@check("13-courier/make.json")
def _(given, case):
    # This reader signs nothing: the signature is the one that the case expects.
    signature = unhex(case["expect"]["file"])[-64:]
    return {"file": write_bundle(given["items"], given["left"], lambda _: signature).hex()}


@check("13-courier/codes.json")
def _(given, _case):
    if "bundle" in given:
        return {"codes": [code.hex() for code in codes_of(unhex(given["bundle"]))]}
    return {"bundle": join_codes([unhex(code) for code in given["codes"]]).hex()}


# ---- 17


@check("17-clocks/limits.json")
def _(given, _case):
    shape = SHAPES["17:time-limit"]
    if "bytes" in given:
        value = decode(unhex(given["bytes"]))
        check_shape(value, shape)
    else:
        value = from_json(given["limit"], shape, "limit")
    limit = to_json(read_value(value, "17:time-limit"), "17:time-limit")
    fault = fault_of(limit, given["items"])
    if fault:
        raise Refusal(fault)
    due = due_of(limit, given["start"], Working(given["calendars"]), given["round"])
    return {"bytes": encode(value).hex(), "due": due}


@check("17-clocks/tolled.json")
def _(given, _case):
    times = [(one["from"], one["to"], one["said"]) for one in given["times"]]
    return {"limit": tolled(given["limit"], given["start"], times, given["at"])}


@check("17-clocks/silence.json")
def _(given, _case):
    by, of = unhex(given["by"]), [unhex(party) for party in given["of"]]
    receipts = [{**one, "party": unhex(one["party"])} for one in given["receipts"]]
    kind, found = silence(
        by, of, receipts, given["span"], given["objections"], Working(given["calendars"]), heads_of_case(given),
        given["at"], given["terms"],
    )
    return {"kind": kind} if found is None else {"kind": kind, "verdict": found}


# ---- 18


@check("18-commitments/fold.json")
def _(given, _case):
    charter = shared["charter"]

    def fold(entries):
        return [
            ScheduleFold(charter, given["terms"], unhex(given["object"]), given["adoption"], entries, at).state()
            for at in given["ats"]
        ]

    return in_each_order(given, fold)


@check("18-commitments/contents.json")
def _(given, _case):
    read = read_content(given["kind"], unhex(given["content"]))
    json = to_json(read, KINDS[given["kind"]])
    if given["kind"] == 48:
        check_schedule(json)
    return json


# ---- 19


@check("19-documents/papers.json")
def _(given, _case):
    encoded = unhex(given["bytes"]) if "bytes" in given else paper_bytes(given["paper"])
    return {"bytes": encoded.hex(), "document": H(encoded).hex(), "digest": digest(read_paper(encoded)).hex()}


@check("19-documents/pages.json")
def _(given, _case):
    paper = read_paper(paper_bytes(given["paper"]))
    return {"text": plain_text(paper), "page": page(paper)}


@check("19-documents/contents.json")
def _(given, _case):
    return to_json(read_content(given["kind"], unhex(given["content"])), KINDS[given["kind"]])


@check("19-documents/matches.json")
def _(given, _case):
    def said(one):
        party = unhex(one["party"])
        place = f"{one['party'][:32]}:{one['lamport']}"
        return party, place, one["lamport"], one["kind"], read_content(one["kind"], unhex(one["content"]))

    entries, principals = [said(one) for one in given["entries"]], [unhex(party) for party in given["principals"]]
    told = match_of(unhex(given["digest"]), principals, entries)
    assert told == match_of(unhex(given["digest"]), principals, entries[::-1]), "the order matters"
    return told


@check("19-documents/proofs.json")
def _(given, _case):
    shared.setdefault("19-rosters", given.get("rosters"))
    file = unhex(given["file"]) if "file" in given else write_publication(
        paper_bytes(given["paper"]), given.get("rosters", shared["19-rosters"]), given["acts"]
    )
    return check_publication(file, {unhex(one) for one in given["trusted"]})


def difference(ours, theirs, path=""):
    """The first place in which two JSON values differ, or None."""
    if type(ours) is type(theirs) and isinstance(ours, dict):
        for name in sorted(set(ours) | set(theirs)):
            if name not in ours or name not in theirs:
                return f"{path}.{name} is only {'expected' if name in theirs else 'ours'}"
            found = difference(ours[name], theirs[name], f"{path}.{name}")
            if found:
                return found
        return None
    if type(ours) is type(theirs) and isinstance(ours, list) and len(ours) == len(theirs):
        found = (difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(ours, theirs)))
        return next((one for one in found if one), None)
    return None if ours == theirs else f"{path}: {json.dumps(ours)[:400]} and not {json.dumps(theirs)[:400]}"


#: A case that rests on what Unicode 17.0 newly assigned is passed over by a reader of another version.
def rests_on_unicode(case):
    return UNICODE != "17.0.0" and "newest version" in case["name"]


def run(function, case):
    """What is wrong with our answer to a case; None when it is right."""
    try:
        ours = function(case["input"], case)
    except Refusal as refusal:
        if case["accept"] or not case.get("error"):
            return f"refused with {refusal}"
        # Where bytes break several rules any of their codes may be given (00, Errors).
        return None if refusal.code == case["error"] else f"refused with {refusal}, expected {case['error']}"
    if not case["accept"] and case.get("error"):
        return f"accepted, expected {case['error']}"
    return difference(ours, case["expect"]) if "expect" in case else None


def main(wanted):
    failed = passed = skipped = 0
    for file in sorted(VECTORS.glob("*/*.json")):
        name = str(file.relative_to(VECTORS))
        if wanted and not any(one in name for one in wanted) and name != "06-messages/charter.json":
            continue
        reason = next((why for start, why in OUT_OF_SCOPE.items() if name.startswith(start)), None)
        if reason is not None:
            print(f"{name:36} out of scope: {reason}")
            continue
        if name not in CHECKS:
            print(f"{name:36} NEITHER CHECKED NOR NAMED AS OUT OF SCOPE")
            failed += 1
            continue
        good = passed_over = 0
        for case in json.loads(file.read_text("utf-8"))["cases"]:
            if rests_on_unicode(case):
                passed_over += 1
                continue
            try:
                wrong = run(CHECKS[name], case)
            except Exception:
                wrong = traceback.format_exc(limit=-4)
            if wrong is None:
                good += 1
            else:
                failed += 1
                print(f"WRONG {name}: {case['name']}: {wrong}")
        passed, skipped = passed + good, skipped + passed_over
        more = f", {passed_over} that rest on Unicode 17.0 passed over (here {UNICODE})" if passed_over else ""
        print(f"{name:36} {good} cases{more}")
    print(f"{passed} cases read as they should be, {failed} not, {skipped} passed over.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
