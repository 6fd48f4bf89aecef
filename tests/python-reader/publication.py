"""A published text (spec/19-documents.md, Publication): its proof, and the files beside it."""

from crypto import H, verifies
from document import digest, page, plain_text, read_paper
from encoding import Refusal, SHAPES, check_shape, decode, from_json, encode, read_value
from keys import Roster, refuse_unless
from messages import read_content
from record import check_content, read_body, signed_bytes

LINE = b"CHIROGRAPH PUBLICATION 1\n"
BYTES_MAX = 25_165_824
ACCEPTANCE, COMPILED, PUBLICATION = 32, 38, 39


def write_publication(paper, rosters, acts):
    """The bytes of a proof; `paper` are bytes, `acts` JSON."""
    proof = encode(from_json({"rosters": rosters, "acts": acts}, SHAPES["19:publication-proof"], "proof"))
    return LINE + b"".join(len(part).to_bytes(4, "big") + part for part in (paper, proof))


def _split(file):
    """F-16."""
    refuse_unless(file[: len(LINE)] == LINE and len(file) <= BYTES_MAX, "export", "the first line or the length")
    at, parts = len(LINE), []
    for _ in range(2):
        length = int.from_bytes(file[at : at + 4], "big")
        refuse_unless(at + 4 + length <= len(file), "export", "cut off")
        parts.append(file[at + 4 : at + 4 + length])
        at += 4 + length
    refuse_unless(at == len(file), "export", "more behind it")
    return parts


def _read_proof(data):
    try:
        value = decode(data)
        check_shape(value, SHAPES["19:publication-proof"])
        return read_value(value, "19:publication-proof")
    except Refusal as refusal:
        raise Refusal("export", refusal.code) from None


def _rosters(signed_rosters, world, findings):
    """V-7, each party's in order of seq; what does not check is a finding and lends no key."""
    by_party, checked = {}, []
    for signed in signed_rosters:
        try:
            roster = Roster(signed)
        except Refusal as refusal:
            findings.append(refusal.code)
            continue
        own = by_party.setdefault(roster.party, [])
        if all(other.digest != roster.digest for other in own):
            own.append(roster)
    for own in by_party.values():
        before = None
        for roster in sorted(own, key=lambda one: one.seq):
            try:
                roster.check_signatures()
                refuse_unless(before is None or before.seq != roster.seq, "roster-sequence", "two of one seq")
                roster.check_follows(before if before is not None and roster.seq == before.seq + 1 else None)
                refuse_unless(roster.body["world"] == world, "shape", "another world")
                checked.append(roster)
                before = roster
            except Refusal as refusal:
                findings.append(refusal.code)
    return checked


def _read_act(act, paper, encoded, rosters):
    """F-17: the party, the body and the content of an entry."""
    body = read_body(act["payload"])
    refuse_unless(body["channel"] == paper["channel"], "entry-channel", "")
    refuse_unless(body["object"] == paper["object"], "export", "another text")
    principals = {one["party"] for one in paper["principals"]}
    signer = next(
        (
            roster for roster in rosters if roster.party in principals for key in roster.stations.values()
            if verifies(key, signed_bytes(roster.party, roster.digest, act["payload"]), act["signature"])
        ),
        None,
    )
    refuse_unless(signer is not None, "entry-signature", "")
    check_content(body, act["content"], act["salt"])
    refuse_unless(body["kind"] in (ACCEPTANCE, PUBLICATION), "entry-kind", "")
    content = read_content(body["kind"], act["content"])
    refuse_unless(content["digest"] == digest(paper), "export", "another digest")
    if body["kind"] == PUBLICATION:
        good = content["document"] == H(encoded) and len(content["copies"]) == len(paper["principals"])
        good = good and content["page"] == H(page(paper).encode()) and content["text"] == H(plain_text(paper).encode())
        refuse_unless(good, "export", "another paper, page or text")
    return signer.party, body, content


def check_publication(file, trusted, beside=None):
    """F-16 to F-19. `beside` are the other files by name."""
    encoded, second = _split(file)
    paper = read_paper(encoded)
    proof, findings, acts = _read_proof(second), [], []
    rosters = _rosters(proof["rosters"], paper["world"], findings)
    for act in proof["acts"]:
        try:
            acts.append(_read_act(act, paper, encoded, rosters))
        except Refusal as refusal:
            findings.append(refusal.code)
    principals = []
    for principal in paper["principals"]:
        party = principal["party"]
        accepted = [
            body for by, body, content in acts
            if by == party and body["kind"] == ACCEPTANCE and content["until"] >= body["time"]
        ]
        published = [content for by, body, content in acts if by == party and body["kind"] == PUBLICATION]
        known = party in trusted and any(one.party == party for one in rosters)
        findings += ([] if known else ["untrusted"]) + ["missing"] * ((not accepted) + (not published))
        principals.append({
            "party": party.hex(), "trusted": known, "accepted": accepted[0]["time"] if accepted else None,
            "published": published[-1]["adoptedAt"] if published else None,
        })
    if beside is not None:
        said = [content["copies"] for _, body, content in acts if body["kind"] == PUBLICATION]
        findings += _beside(paper, said, beside)
    return {"digest": digest(paper).hex(), "document": H(encoded).hex(), "principals": principals, "findings": findings}


def _beside(paper, said, files):
    """F-19."""
    wanted = {"text.txt": [H(plain_text(paper).encode())], "page.html": [H(page(paper).encode())]}
    wanted |= {f"copy-{at + 1}.pdf": [one[at] for one in said] for at in range(len(paper["principals"]))}
    found = []
    for name, hashes in wanted.items():
        if name not in files or not hashes:
            found.append("missing")
        elif any(H(files[name]) != one for one in hashes):
            found.append("end")
    return found


def match_of(wanted, principals, entries):
    """F-13, F-14: `entries` as (party, place, lamport, kind, content)."""
    counted = {COMPILED: {}, PUBLICATION: {}}
    for party, place, _, kind, content in sorted(entries, key=lambda one: (one[2], one[1])):
        if kind in counted and party in principals and content["digest"] == wanted:
            counted[kind][party] = (place, content)
    made = [counted[COMPILED][party][1] for party in principals if party in counted[COMPILED]]

    def differ(field):
        return any(one[field] != made[0][field] for one in made)

    match = "same" if len(made) == len(principals) else "waiting"
    for field, name in (("copies", "different"), ("edition", "other-edition"), ("document", "other-document")):
        match = name if made and differ(field) else match
    places = {
        name: [counted[kind][party][0] for party in principals if party in counted[kind]]
        for name, kind in (("compiled", COMPILED), ("published", PUBLICATION))
    }
    return {"match": match, **places}
