"""First contact (00): what stations say to one another, read step by step, with what stands below an entry (04, 05).

Nothing here signs, nor makes a key of X-Wing: signatures, prekeys and sealed secrets are those of the case, and checked
as far as a reader can. Everything else is made from the step and compared.
"""

from agreement import FoldEntry, agreement, read_charter
from bearers import crc32c
from crypto import H, HKDF, HMAC, aead_open
from encoding import SHAPES, decode, encode, from_json, read_value, to_json
from keys import party_id, read_card, roots_hash, spoken_check, station_id
from messages import KINDS, MessageFold
from record import Keys, Ledger, leaf_of, log_id, signed_bytes

FRAMES = ["hello", "heads", "want", "entry", "unopened", "ping", "pong", "have", "recall", "recalled"]
PRECEDENCES = ["ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"]
CODES = {"receipt": 0, **{shape.split(":")[1]: code for code, shape in KINDS.items()}}
BOOT, PREKEYS, EPOCHS, MESSAGE = 1, 3, 4, 16
unhex = bytes.fromhex


def padded(data):
    """S-18."""
    least = len(data) + 1
    size = next((one for one in (256, 512, 1024, 2048) if one >= least), -(-least // 4096) * 4096)
    return data + b"\x80" + bytes(size - least)


def fragment(number, level, frame):
    """A frame in one fragment: the last of its message, and the first."""
    whole = number.to_bytes(2, "big") + bytes([level | 4]) + bytes(3) + frame
    return whole + crc32c(whole)


class Side:
    def __init__(self, card, key):
        self.roster, self.key, self.station = read_card(card), key, station_id(key)
        self.ledger = self.log = self.epoch = self.chain = None
        self.index = self.frames = 0


class Contact:
    def __init__(self):
        self.sides, self.said, self.charter, self.channel = {}, [], None, b""

    def step(self, given, expect):
        if "who" in given:
            return self.enrol(given, expect)
        if "digits" in given:
            return {"digits": spoken_check(*(self.sides[one].roster.party for one in given["digits"]))}
        if "charter" in given:
            return self.begin(given["charter"])
        if "frame" in given:
            return self.frame(given)
        return self.say(given, expect) if "kind" in given else self.tell(given["at"])

    def enrol(self, given, expect):
        roster = read_card(expect["card"])
        key = roster.stations[unhex(expect["station"])]
        self.sides[given["who"]] = Side(expect["card"], key)
        body = to_json(roster.body, "02:roster")
        assert {name: body[name] for name in given["roster"]} == given["roster"], "another roster"
        assert body["stations"][0]["tls"] == given["tls"], "another pin"
        return {
            "party": party_id(*roster.roots).hex(), "station": station_id(key).hex(), "card": expect["card"],
            "nextRoots": body["nextRoots"], "body": roster.parts["body"].hex(), "digest": H(roster.parts["body"]).hex(),
        }

    def begin(self, charter):
        content = encode(from_json(charter, SHAPES["08:charter-proposal"], "charter-proposal"))
        self.charter, self.channel = read_charter(content), H(content)
        for side in self.sides.values():
            rosters = {
                one.roster.digest: Keys(one.roster.digest, one.roster.party, 0, one.roster.stations)
                for one in self.sides.values()
            }
            side.ledger = Ledger(self.channel, rosters)
        return {"content": content.hex(), "channel": self.channel.hex()}

    def frame(self, given):
        fields = dict(given["frame"])
        name = fields.pop("name")
        value = from_json({**fields, "type": FRAMES.index(name)}, SHAPES[f"05:{name}"], name)
        return {"fragment": self.sent(given["by"], value, 3 if name in ("ping", "pong") else 2)}

    def sent(self, by, value, level):
        side = self.sides[by]
        side.frames += 1
        return fragment(side.frames - 1, level, encode(value)).hex()

    def say(self, given, expect):
        side, code = self.sides[given["by"]], CODES[given["kind"]]
        clear = code in (BOOT, PREKEYS, EPOCHS)
        content = self.content_of(side, code, given, expect)
        key = None if clear else self.message_key(side)
        salt = unhex(given["salt"]) if clear else HMAC(key, b"chirograph/1 salt\x01")
        commit = b"" if content is None else HMAC(salt, content)
        if code == BOOT:
            side.log = log_id(self.channel, commit)
        body = self.body_of(side, given, code, commit, None if clear else side.index - 1)
        payload, signature = encode(list(self.values(body))), unhex(expect["signature"])
        envelope = self.envelope_of(side, key, payload, signature, salt, content, expect)
        entry = unhex("8443a10132a0") + encode(payload) + encode(signature)
        mine, other = given["at"], given["arrives"]
        for one in self.sides.values():
            told = one.ledger.admit(
                entry, content, None if content is None else salt, mine if one is side else other, one is side
            )
            assert told["outcome"] == "held", told
        self.said.append(FoldEntry(side.roster.party, payload, content))
        frame = [3, self.channel, side.log, body["seq"], envelope]
        return {
            "content": None if content is None else content.hex(), "body": to_json(body, "03:body"),
            "payload": payload.hex(), "leaf": leaf_of(payload).hex(), "signature": signature.hex(),
            "envelope": envelope.hex(), "fragment": self.sent(given["by"], frame, body["precedence"]),
        }

    def content_of(self, side, code, given, expect):
        if code in (PREKEYS, EPOCHS):
            content = unhex(expect["content"])
            value = read_value(decode(content), KINDS[code])
            if code == PREKEYS:
                assert (value[0]["id"], value[0]["until"]) == (given["made"]["id"], given["made"]["until"])
            else:
                secret = unhex(given["made"]["secret"])
                assert (value[0]["epoch"], value[0]["hash"]) == (given["made"]["epoch"], H(secret))
                info = encode(["chirograph/1 chain", self.channel, side.log, value[0]["epoch"]])
                side.epoch, side.chain, side.index = value[0]["epoch"], HKDF(secret, b"", info, 32), 0
            return content
        if code == 0:
            return None
        return encode(from_json(given["content"], SHAPES[KINDS[code]], given["kind"]))

    @staticmethod
    def message_key(side):
        key, side.chain = HMAC(side.chain, b"chirograph/1 message\x01"), HMAC(side.chain, b"chirograph/1 chain\x01")
        side.index += 1
        return key

    def body_of(self, side, given, code, commit, index):
        log = side.ledger.logs.get(side.log)
        size = 0 if log is None else log.size
        before = [] if log is None else log.entries
        said = {ack["log"]: ack["size"] for entry in before for ack in entry.body["acks"]}
        acks = [
            {"log": name, "size": one.size, "root": one.tree.roots[one.size], "heldAt": max(e.now for e in one.entries)}
            for name, one in side.ledger.logs.items() if name != side.log and one.size > said.get(name, 0)
        ]
        lamports = [entry.body["lamport"] for entry in before]
        lamports += [side.ledger.logs[ack["log"]].entries[ack["size"] - 1].body["lamport"] for ack in acks]
        return {
            "v": 1, "channel": self.channel, "log": side.log, "seq": size, "prev": log.tree.roots[size] if log else H(b""),
            "acks": acks, "leaves": [], "time": given["at"], "lamport": 1 + max(lamports, default=0),
            "precedence": PRECEDENCES.index(given["precedence"]), "kind": code, "object": unhex(given["object"]),
            "epoch": 0 if index is None else side.epoch, "index": index or 0, "commit": commit,
        }

    @staticmethod
    def values(body):
        for name, value in body.items():
            yield [list(ack.values()) for ack in value] if name == "acks" else value

    def envelope_of(self, side, key, payload, signature, salt, content, expect):
        if key is None:
            return b"\x00" + encode([payload, signature, salt, content])
        envelope, index = unhex(expect["envelope"]), side.index - 1
        plain = padded(encode([payload, signature, content or b""]))
        nonce = HMAC(key, plain)[:8]
        head = b"\x01" + side.epoch.to_bytes(4, "big") + index.to_bytes(3, "big") + nonce
        assert envelope.startswith(head), "another head"
        data = encode(["chirograph/1 sealed", self.channel, side.log, side.epoch, index])
        opened = aead_open(HMAC(key, b"chirograph/1 aead\x01"), bytes(4) + nonce, data, envelope[len(head) :])
        assert opened == plain, "another plaintext"
        return envelope

    def tell(self, at):
        principals = [side.roster.party for side in self.sides.values()]
        first = next((entry for entry in self.said if entry.kind == MESSAGE), None)
        state = None if first is None else MessageFold(self.charter, first.leaf, list(self.said), at, None).state()
        return {"charter": agreement(self.channel, principals, self.charter, list(self.said), at), "message": state}
