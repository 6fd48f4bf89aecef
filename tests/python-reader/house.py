"""Chapter 10: what a passkey signed, and what a site makes of another site's house entries."""

import hashlib
from base64 import urlsafe_b64encode

import mldsa
from crypto import H, verifies
from encoding import SHAPES, Refusal, encode, read
from messages import draft_digest, read_content

OFFICER, DRAFT, DISCARD, SETTING, CREDENTIAL, ASSENT, PROPOSAL, RECOGNITION, NAMING = 64, 66, 68, 70, 71, 72, 74, 90, 91
#: Assents of one officer to one thing, from other sites, that are tried.
TRIED_MAX = 16
ACTS = ["release", "release-unseen", "enact", "handover", "passkey"]
POLICIES = ["password", "token", "author", "alone"]
ROLES = ["watch", "releaser", "auditor", "administrator", "negotiator", "inspector"]
RELEASER, ADMINISTRATOR = ROLES.index("releaser"), ROLES.index("administrator")
ENROL, ROLES_CHANGED, WITHDRAW, RESET, LINK, POLICY = range(6)
ENROLLED, WITHDRAWN = 0, 1
PASSKEY, TOKEN = 2, 3

# ---- what a passkey signed: O-1 to O-8

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % _P == 0:
            return None
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, _P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, _P)
    x = (slope * slope - p[0] - q[0]) % _P
    return x, (slope * (p[0] - x) - p[1]) % _P


def _times(n, point):
    found = None
    while n:
        if n & 1:
            found = _add(found, point)
        point, n = _add(point, point), n >> 1
    return found


def _der(signature):
    """The two numbers of an ECDSA signature in DER, or None."""
    def number(data):
        if len(data) < 3 or data[0] != 2 or not 0 < data[1] <= len(data) - 2:
            return None, b""
        body = data[2:2 + data[1]]
        bad = body[0] >= 128 or (len(body) > 1 and body[0] == 0 and body[1] < 128)
        return None if bad else int.from_bytes(body), data[2 + data[1]:]

    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(signature) - 2:
        return None
    r, rest = number(signature[2:])
    s, rest = number(rest)
    return None if r is None or s is None or rest else (r, s)


def p256_verifies(key, message, signature):
    """ECDSA over P-256 with SHA-256; the key is x and y."""
    numbers, point = _der(signature), (int.from_bytes(key[:32]), int.from_bytes(key[32:]))
    if numbers is None or len(key) != 64 or any(not 0 < one < _N for one in numbers):
        return False
    if max(point) >= _P or (point[1] ** 2 - point[0] ** 3 + 3 * point[0] - _B) % _P:
        return False
    r, s = numbers
    e, w = int.from_bytes(hashlib.sha256(message).digest()), pow(s, -1, _N)
    found = _add(_times(e * w % _N, _G), _times(r * w % _N, point))
    return found is not None and found[0] % _N == r


def challenge_of(act, digest, nonce):
    """O-1."""
    return H(encode(["chirograph/1 assent", act, digest, nonce]))


def presence_challenge(purpose, nonce):
    """O-1: of a sign-in, and of a new passkey."""
    return H(encode([f"chirograph/1 {purpose}", nonce]))


def _client_problem(data, kind, challenge, station):
    """O-3."""
    begin = f'{{"type":"{kind}","challenge":"'.encode()
    if not data.startswith(begin):
        return "passkey-form"
    asked = urlsafe_b64encode(challenge).rstrip(b"=") + b'","origin":"'
    if not data[len(begin):].startswith(asked):
        return "passkey-challenge"
    origin, quote, after = data[len(begin) + len(asked):].partition(b'"')
    for scheme in ["https://"] + (["http://"] if station == "localhost" else []):
        name = (scheme + station).encode()
        port = origin[len(name):]
        if origin.startswith(name) and (not port or (port[:1] == b":" and port[1:].isdigit() and 2 <= len(port) <= 6)):
            break
    else:
        return "passkey-origin"
    tail = after == b"}" or after.startswith((b',"crossOrigin":false}', b',"crossOrigin":false,'))
    return None if quote and tail and after.endswith(b"}") else "passkey-origin"


def check_assertion(passkey, challenge, given, least=None):
    """The counter and the backup state; or a Refusal by the table of O-8, in its order."""
    def ask(good, reason):
        if not good:
            raise Refusal(reason, "")

    ask(passkey["id"] == given["credential"], "passkey-form")
    problem = _client_problem(given["clientData"], "webauthn.get", challenge, passkey["station"])
    ask(problem is None, problem)
    data = given["authenticatorData"]
    ask(data[:32] == H(passkey["station"].encode()), "passkey-station")
    flags, counter = data[32], int.from_bytes(data[33:37])
    ask(flags & 1 and flags & 4, "passkey-person")
    ask(flags & 8 or not flags & 16, "passkey-form")
    ask(not flags & 64 and (flags & 128 or len(data) == 37), "passkey-form")
    ask(least is None or counter > least or counter == least == 0, "passkey-counter")
    signed = data + H(given["clientData"])
    verify = verifies if passkey["algorithm"] else p256_verifies
    ask(verify(passkey["key"], signed, given["signature"]), "passkey-signature")
    return counter, ["single-device", "may-be-copied", "copied"][bool(flags & 8) + bool(flags & 16)]


# ---- several sites: O-26 to O-33


def _bytes_of(name, content):
    """The canonical bytes of what `read` gave."""
    def plain(value, shape):
        if shape[0] == "optional":
            return [] if value is None else [plain(value, shape[1])]
        if shape[0] == "list":
            return [plain(item, shape[3]) for item in value]
        return [plain(value[field], inner) for field, inner in shape[1]] if shape[0] == "fields" else value

    return encode(plain(content, SHAPES[name]))


class Site:
    """The house as one site has it. Entries are checked already; `root` is the party's, where a statement is to be read."""

    def __init__(self, own, world, party, root, entries):
        self.own, self.exercise, self.party, self.root = own, world == "exercise", party, root
        self.entries = sorted(entries, key=lambda one: one.order)
        for one in self.entries:
            one.station, one.said = one.party[:16], read_content(one.kind, one.content)
            begins = one.kind == PROPOSAL or not one.body["object"]
            one.object = one.leaf if begins else one.body["object"]
        mine = [one for one in self.entries if one.station == own]
        known = {(r.said["log"], r.said["seq"], r.said["leaf"]): r for r in mine if r.kind == RECOGNITION}
        self.closed_here = {one.object for one in mine if one.kind == DISCARD}
        self.drawn = {
            (H(one.said["statement"]), (kind, who)) for one in mine if one.kind == NAMING
            for who in one.said["ids"] for kind in ("officer", "officer.link")
        }
        self.effects, self.claims = [], []
        for one in filter(self.about, self.entries):
            by = one if one.station == own else known.get((one.log, one.seq, one.leaf))
            if by is None:
                self.claims.append(one)
                continue
            if by is not one and by.said["basis"] is not None:
                self.drawn.add((by.said["basis"], self.about(one)))
            self.effects.append((one, by.lamport))
        self.settle()

    @staticmethod
    def about(entry):
        """What an entry of O-26 is about; None of every other."""
        if entry.kind == OFFICER:
            return "officer", entry.said["id"]
        if entry.kind == CREDENTIAL:
            return "credential", entry.said["id"]
        name = entry.said["name"] if entry.kind == SETTING else ""
        if name.startswith("policy."):
            return "policy", name[7:]
        return (name, entry.said["value"].decode()) if name in ("officer.reset", "officer.link") else None

    def settle(self):
        """What stands, from all that counts."""
        self.newest, self.passkeys, self.links, self.keyed = {}, {}, {}, {}
        for one, order in sorted(self.effects, key=lambda effect: effect[0].order):
            what, who = self.about(one)
            self.newest[what, who] = one
            if what == "credential":
                stands = self.passkeys.get(who)
                if stands is None or stands.said["state"] == ENROLLED:
                    self.passkeys[who] = one
                if one.said["state"] == ENROLLED:
                    self.keyed[one.said["officer"]] = max(order, self.keyed.get(one.said["officer"], 0))
            if what == "officer.link" and order >= self.links.get(who, (None, 0))[1]:
                self.links[who] = one.station, order
        self.officers = {
            who: one.said for (what, who), one in self.newest.items()
            if what == "officer" and one.said["state"] == ENROLLED
        }
        self.policy = {name: self.exercise for name in POLICIES}
        for (what, who), one in self.newest.items():
            if what == "policy" and who in POLICIES and one.said["value"] in (b"allow", b"refuse"):
                self.policy[who] = one.said["value"] == b"allow"

    def recognise(self):
        """One after another in canonical order, till none is left that is met: place and basis of each."""
        found, order = [], 1000
        while True:
            before = len(found)
            for claim in list(self.claims):
                proof = self.proof(claim)
                if proof is None:
                    continue
                basis, = proof
                order += 1
                if basis is not None:
                    self.drawn.add((basis, self.about(claim)))
                self.claims.remove(claim)
                self.effects.append((claim, order))
                self.settle()
                found.append([claim.at, None if basis is None else basis.hex()])
            if len(found) == before:
                return sorted(found)

    def had(self, entry, other):
        """Whether the author of an entry had another (O-28); in these cases no log goes on from another."""
        if entry.log == other.log:
            return other.seq <= entry.seq
        up_to = [one for one in self.entries if one.log == entry.log and one.seq <= entry.seq]
        return any(ack["log"] == other.log and ack["size"] > other.seq for one in up_to for _, ack in one.acks())

    def proof(self, claim):
        """The basis in a tuple, or None."""
        what, _ = self.about(claim)
        if what == "credential":
            return (None,) if self.passkey_counts(claim) else None
        strict = what == "policy" and not self.exercise  # O-32
        if self.policy["alone"] and not strict:
            return (None,)
        by = self.by_proposal(claim, self.policy["token"] and not strict)
        if by is None and what in ("officer", "officer.link"):
            by = self.by_root(claim)
        return None if by is None else (by,)

    def by_proposal(self, claim, token):
        """O-27, O-16."""
        closings = [one for one in self.entries if one.kind == DISCARD and one.log == claim.log and one.seq < claim.seq]
        for closing in closings[:-257:-1]:
            made = next((one for one in self.entries if one.kind == PROPOSAL and one.leaf == closing.object), None)
            if made is None or made.leaf in self.closed_here or (made.leaf, self.about(claim)) in self.drawn:
                continue
            if not self.gives(made.said, claim):
                continue
            digest, counted = H(encode(["chirograph/1 proposal", _bytes_of("10:proposal", made.said)])), {}
            for one in self.entries:
                if one.kind == ASSENT and one.object == made.leaf and self.had(closing, one):
                    if one.said["officer"] not in counted and self.counts(one, 2, digest):
                        counted[one.said["officer"]] = one.said
            persons, marks = [], set()
            for who, said in counted.items():
                roles = self.officers.get(who, {"roles": []})["roles"]
                whom = made.said["officer"]
                if (whom and whom["id"] == who) or not {RELEASER, ADMINISTRATOR} & set(roles):
                    continue
                if not token if said["means"] == TOKEN else not self.exercise and said["assertion"] is None:
                    continue
                own = {said["session"], said["assertion"] and said["assertion"]["credential"]} - {None}
                if not own & marks:
                    marks |= own
                    persons.append(roles)
            if len(persons) >= 2 and any(ADMINISTRATOR in roles for roles in persons):
                return made.leaf
        return None

    def gives(self, proposal, claim):
        what, who = self.about(claim)
        change, whom, policy = proposal["change"], proposal["officer"], proposal["policy"]
        if what == "officer":
            known = change == ENROL or (change in (ROLES_CHANGED, WITHDRAW) and who in self.officers)
            return known and whom == claim.said
        if what == "policy":
            value = [b"refuse", b"allow"][policy["allow"]] if policy else None
            return change == POLICY and POLICIES[policy["name"]] == who and value == claim.said["value"]
        changes = (RESET, WITHDRAW) if what == "officer.reset" else (ENROL, RESET, LINK)
        return whom is not None and whom["id"] == who and change in changes

    def by_root(self, claim):
        """O-29."""
        what, who = self.about(claim)
        for one in self.entries:
            if one.kind != NAMING or one.log != claim.log or one.seq > claim.seq or who not in one.said["ids"]:
                continue
            by, statement = H(one.said["statement"]), self.statement(one.said)
            if (by, (what, who)) in self.drawn or statement is None:
                continue
            named = statement["officers"][one.said["ids"].index(who)]
            same_name = self.officers.get(who, {"name": None})["name"] == named["name"]
            if named["id"] != who and not same_name:
                continue
            if what == "officer.link" or (claim.said["state"], claim.said["name"], claim.said["roles"]) == (
                ENROLLED, named["name"], named["roles"],
            ):
                return by
        return None

    def statement(self, said):
        try:
            found = read(said["statement"], "10:naming-statement")
        except Refusal:
            return None
        if self.root is None or found["label"] != "chirograph/1 officers" or found["party"] != self.party:
            return None
        one, other = self.root
        good = verifies(one, said["statement"], said["ed25519"])
        return found if good and mldsa.verifies(other, said["statement"], said["mlDsa87"]) else None

    def passkey_counts(self, claim):
        """O-30, O-31."""
        said, known = claim.said, self.passkeys.get(claim.said["id"])
        own = [one for one in self.passkeys.values()
               if one.said["officer"] == said["officer"] and one.said["state"] == ENROLLED]
        if said["officer"] not in self.officers:
            return False
        if said["state"] == ENROLLED:
            if known is not None or len(own) >= 8:
                return False
        elif known not in own or known.said["key"] != said["key"] or len(own) == 1:
            return False
        if self.exercise or self.policy["alone"]:
            return True
        if not own:
            station, order = self.links.get(said["officer"], (None, 0))
            fresh = order > self.keyed.get(said["officer"], 0)
            return station == claim.station and fresh and said["by"] == said["officer"]
        digest = H(encode(["chirograph/1 passkey", _bytes_of("10:credential", said)]))
        return any(
            one.kind == ASSENT and one.object == claim.leaf and one.said["officer"] == said["officer"]
            and self.signed(one, 4, digest) for one in self.entries
        )

    def counts(self, entry, act, digest):
        said = entry.said
        if said["act"] != act or said["digest"] != digest:
            return False
        if entry.station == self.own:
            return True
        return said["means"] != PASSKEY if said["assertion"] is None else self.signed(entry, act, digest)

    def signed(self, entry, act, digest):
        """O-28."""
        said, given = entry.said, entry.said["assertion"]
        if given is None or said["act"] != act or said["digest"] != digest:
            return False
        passkey, roles = self.passkeys.get(given["credential"]), self.newest.get(("officer", said["officer"]))
        if passkey is None or passkey.said["state"] != ENROLLED or passkey.said["officer"] != said["officer"]:
            return False
        if roles is None or not self.had(entry, roles) or not self.had(entry, passkey):
            return False
        return self.answers(entry, passkey.said, act, digest)

    def answers(self, entry, passkey, act, digest):
        """Whether its assertion is this passkey's to this act and digest, and its nonce about nothing else."""
        said, given = entry.said, entry.said["assertion"]
        if said["digest"] != digest:
            return False
        uses = {
            one.object for one in self.entries if one.kind == ASSENT and one.said["assertion"] is not None
            and one.said["assertion"]["nonce"] == given["nonce"]
        }
        try:
            check_assertion(passkey, challenge_of(ACTS[act], digest, given["nonce"]), given)
        except Refusal:
            return False
        return len(uses) == 1

    def release(self, draft, released, persons):
        """O-35: `released` is what the draft's channel, precedence and content are to be."""
        made = next((one for one in self.entries if one.kind == DRAFT and one.object == draft), None)
        if made is None:
            return "claimed"
        if any(made.said[field] != value for field, value in released.items()):
            return "refused"
        digest, tries, signers, bad = draft_digest(made.content), {}, set(), False
        for one in self.entries:
            if one.kind != ASSENT or one.object != draft:
                continue
            who, act = one.said["officer"], one.said["act"]
            if one.station != self.own:
                tries[who] = tries.get(who, 0) + 1
                if tries[who] > TRIED_MAX:
                    continue
            if act not in (0, 1) or one.said["assertion"] is None:
                continue
            if self.signed_release(one, act, digest):
                signers.add(who)
            else:
                bad = True
        if persons > 1 and not self.policy["author"]:
            signers.discard(made.said["officer"])
        return "signed" if len(signers) >= persons else "refused" if bad else "claimed"

    def signed_release(self, entry, act, digest):
        """As O-28; of a passkey withdrawn since, whoever withdrew it had the assent."""
        passkey = self.passkeys.get(entry.said["assertion"]["credential"])
        if passkey is None or passkey.said["officer"] != entry.said["officer"]:
            return False
        withdrawn = passkey.said["state"] == WITHDRAWN
        stood = self.had(passkey, entry) if withdrawn else self.had(entry, passkey)
        return stood and self.answers(entry, passkey.said, act, digest)

    def people(self):
        return {
            "officers": {who: [ROLES[role] for role in said["roles"]] for who, said in self.officers.items()},
            "passkeys": {
                who.hex(): f"{one.said['officer']} {['enrolled', 'withdrawn'][one.said['state']]}"
                for who, one in self.passkeys.items()
            },
            "policy": self.policy,
        }
