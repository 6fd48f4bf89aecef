"""Chapter 11: entries in the narrow form. Written to be read beside it; the model takes a few seconds to be taught."""

import json
from pathlib import Path

from crypto import H, HMAC, aead_open
from encoding import Refusal, decode, encode
from narrow_line import Reader, pack
from record import Tree, read_body

MESSAGE, LINE_TEST = 16, 8
PREV, ROOTS, OBJECTS, NUMBERS, FULL = 1, 2, 4, 8, 15


def refuse(why):
    raise Refusal("envelope", why)


# ---- flat bytes (N-17, N-18)

TABLE = (
    "«»—–…№“”„’°§¿¡‘€АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"
    "ЁёЄєІіЇїҐґЎўàâäçèéêëîïôöùûüÿœßñáíóúÉÀÇÑÖÜÄåøæãõì"
)


def byte_of(character):
    if character < "\x80":
        return ord(character)
    return 0x80 + TABLE.index(character) if character in TABLE else None


def flatten(value):
    """The flat bytes of a value, or None where a text holds a zero."""
    if isinstance(value, str):
        if "\0" in value:
            return None
        some = [byte_of(one) for one in value]
        return b"\x61" + value.encode() + b"\0" if None in some else b"\x60" + bytes(some) + b"\0"
    if not isinstance(value, list):
        return encode(value)
    parts = [flatten(item) for item in value]
    if None in parts:
        return None
    head = encode(len(value))
    return bytes([head[0] | 0x80]) + head[1:] + b"".join(parts)


def unflatten(next_byte, depth=1):
    """One value of bytes that come one by one; other encodings of it too."""

    def text():
        some = bytearray()
        while byte := next_byte():
            some.append(byte)
        return bytes(some)

    first = next_byte()
    if first == 0x60:
        return "".join(chr(one) if one < 0x80 else TABLE[one - 0x80] for one in text())
    if first == 0x61:
        try:
            return text().decode("utf-8")
        except UnicodeDecodeError:
            refuse("a text is not UTF-8")
    kind, n = first >> 5, first & 31
    if kind not in (0, 2, 4) or n > 27:
        refuse("no flat bytes")
    if n >= 24:
        n = int.from_bytes(bytes(next_byte() for _ in range(1 << (n - 24))), "big")
    if n > 2**53 - 1:
        refuse("a number is too large")
    if kind == 0:
        return n
    if kind == 2:
        some = bytearray()
        while len(some) < n:
            some.append(next_byte())
        return bytes(some)
    if depth > 16 or n > 65_536:
        refuse("arrays")
    items = []
    while len(items) < n:
        items.append(unflatten(next_byte, depth + 1))
    return items


# ---- the model (N-19)

MOD = 2**32
ORDERS = (0, 1, 2, 3, 5)
T = (
    1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901,
    3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
)


def squash(d):
    r, i = d % 128, (d >> 7) + 16
    return (T[i] * (128 - r) + (T[i + 1] * r if r else 0) + 64) >> 7


STRETCH = [2047] * 4096
for _d in range(2047, -2048, -1):
    for _p in range(squash(_d) + 1):
        STRETCH[_p] = _d
SHARES = [32_768 // (2 * count + 3) for count in range(61)]


class Model:
    def __init__(self, other=None):
        #: place -> [mark, count, chance]; what is not there is as in the other model, or as at first
        self.slots, self.before = {}, other.slots if other else {}
        self.weights = [row[:] for row in other.weights] if other else [[19_660] * 6 for _ in range(6)]

    def begin(self, kind):
        self.last, self.word, self.q = [kind % 256, 0, 0, 0, 0], 0, 1
        self._hash()

    def _hash(self):
        self.hashes = []
        for n in ORDERS:
            h = n
            for byte in self.last[:n]:
                h = (h + byte + 1) * 0x2F0B4C47 % MOD
                h ^= h >> 15
            self.hashes.append(h)
        self.hashes.append(self.word)

    def chance(self):
        self.at, self.e, self.m = [], [], 0
        for c in range(6):
            x = (self.hashes[c] + self.q * 0x9E3779B1 + c * 0x3C6EF372) % MOD
            x = (x ^ x >> 16) * 0x85EBCA6B % MOD
            x = (x ^ x >> 13) * 0xC2B2AE35 % MOD
            x ^= x >> 16
            place, mark = x % 2**20, x >> 22
            slot = self.slots.get(place)
            if slot is None:
                slot = self.slots[place] = list(self.before.get(place, (0, 0, 32_768)))
            if slot[0] != mark:
                slot[:] = mark, 0, 32_768
            self.at.append(place)
            self.e.append(STRETCH[slot[2] >> 4] if slot[1] else 0)
            if slot[1] and c < 5:
                self.m = c
        total = sum(w * e for w, e in zip(self.weights[self.m], self.e)) >> 16
        self.p = squash(max(-2047, min(2047, total)))
        return self.p

    def learn(self, y):
        error, row = 7 * (4096 * y - self.p), self.weights[self.m]
        for c in range(6):
            row[c] += (self.e[c] * error + 32_768) >> 16
            slot = self.slots[self.at[c]]
            slot[2] += ((65_535 * y - slot[2]) * SHARES[slot[1]]) >> 14
            slot[1] = min(slot[1] + 1, 60)
        self.q = self.q * 2 + y
        if self.q >= 256:
            byte = self.q - 256
            self.last, self.q = [byte] + self.last[:4], 1
            letter = 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A or byte >= 0x90
            self.word = (self.word + byte + 1) * 0x2F0B4C47 % MOD if letter else 0
            self._hash()


_TAUGHT = []


def message_of(words):
    said = [words["language"], words["subject"], words["text"]]
    return ["watch", "", [[words["party"], "watch"]], [], "", *said, [], []]


def model_for(kind):
    if not _TAUGHT:
        model = Model()
        path = Path(__file__).resolve().parents[2] / "vectors/11-narrow/words.json"
        for case in json.loads(path.read_text("utf-8"))["cases"]:
            model.begin(MESSAGE)
            code(model, flatten(message_of(case["input"])))
        _TAUGHT.append(model)
    model = Model(_TAUGHT[0])
    model.begin(kind)
    return model


# ---- the coder (N-20)


def middle(low, high, p):
    return low + ((high - low) >> 12) * p + (((high - low) % 4096 * p) >> 12)


def code(model, data):
    out, low, high = bytearray(), 0, MOD - 1
    for byte in data:
        for place in range(7, -1, -1):
            bit = byte >> place & 1
            at = middle(low, high, model.chance())
            model.learn(bit)
            low, high = (low, at) if bit else (at + 1, high)
            while low >> 24 == high >> 24:
                out.append(high >> 24)
                low, high = low * 256 % MOD, high * 256 % MOD + 255
    if low:
        out.append(high >> 24)
    return bytes(out).rstrip(b"\0")


def decoder(model, coded, most):
    low, high, given, ahead = 0, MOD - 1, 0, iter(coded)
    number = int.from_bytes(bytes(next(ahead, 0) for _ in range(4)), "big")

    def next_byte():
        nonlocal low, high, given, number
        if given == most:
            refuse("longer than its bytes allow")
        given, byte = given + 1, 0
        for _ in range(8):
            at = middle(low, high, model.chance())
            bit = int(number <= at)
            model.learn(bit)
            byte = byte * 2 + bit
            low, high = (low, at) if bit else (at + 1, high)
            while low >> 24 == high >> 24:
                low, high = low * 256 % MOD, high * 256 % MOD + 255
                number = number * 256 % MOD + next(ahead, 0)
        return byte

    return next_byte


# ---- contents (N-16)


def most_flat(coded):
    return min(65_536, 64 + 8 * len(coded))


def pack_content(kind, value):
    """Whether it is coded, and its bytes."""
    plain, flat = encode(value), flatten(value)
    if flat is not None and len(flat) <= 65_536:
        coded = code(model_for(kind), flat)
        coded += bytes(max(0, -((64 - len(flat)) // 8) - len(coded)))
        if len(coded) < len(plain):
            return True, coded
    return False, plain


def unpack_content(kind, coded, data):
    return unflatten(decoder(model_for(kind), data, most_flat(data))) if coded else decode(data)


# ---- what is held


def tag_of(channel, log):
    return H(b"chirograph/1 tag" + channel + log)[:4]


class Held:
    """Logs of a channel: their stations, leaves and lamports."""

    def __init__(self, channel, logs):
        self.channel, self.logs = channel, {}
        for log, station, leaves, lamports in logs:
            tree = Tree()
            for leaf in leaves:
                tree.add(leaf)
            self.logs[log] = station, tree, lamports

    def log_of(self, reference):
        return self._only(log for log in self.logs if tag_of(self.channel, log)[:2] == reference)

    def station_of(self, reference):
        return self._only(station for station, _, _ in self.logs.values() if station[:2] == reference)

    @staticmethod
    def _only(some):
        found = set(some)
        return found.pop() if len(found) == 1 else refuse("not the only one of its reference")

    def root(self, log, size):
        return self._at(log, size + 1, lambda tree: tree.roots[size])

    def leaf(self, log, seq):
        return self._at(log, seq + 2, lambda tree: tree.leaves[seq])

    def lamport(self, log, seq):
        return self._at(log, seq + 2, lambda _: self.logs[log][2][seq])

    def _at(self, log, roots, get):
        if log not in self.logs or len(self.logs[log][1].roots) < roots:
            refuse("not held")
        return get(self.logs[log][1])


# ---- the packed entry (N-10 to N-15)


def name_in(kind, content):
    """The list and place in it where a content names something, or None."""
    if not isinstance(content, list):
        return None
    if kind == LINE_TEST and content and isinstance(content[0], bytes) and len(content[0]) in (0, 16):
        return content, 0
    if kind == MESSAGE and len(content) > 9 and isinstance(content[9], list) and len(content[9]) == 1:
        one = content[9][0]
        if isinstance(one, list) and len(one) == 2 and isinstance(one[1], bytes) and len(one[1]) in (0, 32):
            return one, 1
    return None


def pack_entry(held, form, body, signature, content, places):
    """The packed entry; `places` finds the place of a leaf."""

    def said(log, number, known, age):
        if age < 0:
            refuse("from later")
        if form & ROOTS:
            return log + pack(number) + known + pack(age)
        return reference(log) + pack(number) + pack(age)

    def reference(log):
        short = tag_of(held.channel, log)[:2]
        return short if held.log_of(short) == log else refuse("another log of its reference")

    def leaf(whole):
        if form & OBJECTS:
            return whole
        log, seq = places[whole]
        return reference(log) + pack(seq)

    value = None if content is None else decode(content)
    found, named = name_in(body["kind"], value), b""
    if found and found[0][found[1]]:
        one, found[0][found[1]] = found[0][found[1]], b""
        named = leaf(one) if len(one) == 32 else one if form & OBJECTS else one[:2]
    coded, packed = (False, b"") if value is None else pack_content(body["kind"], value)
    acks, leaves, time = body["acks"], body["leaves"], body["time"]
    shape = min(len(acks), 3) | bool(leaves) * 4 | bool(body["object"]) * 8 | (value is not None) * 16
    shape |= coded * 32 | bool(named) * 64
    return b"".join([
        signature[8:], pack(4 * body["kind"] + body["precedence"]), bytes([shape]),
        pack(len(acks)) if len(acks) > 2 else b"", pack(len(leaves)) if leaves else b"",
        time.to_bytes(6, "big")[0 if form & NUMBERS else 3 :],
        body["prev"] if form & PREV else b"", pack(body["lamport"]) if form & (PREV | ROOTS) else b"",
        *(said(a["log"], a["size"], a["root"], time - a["heldAt"]) for a in acks),
        *(said(a["log"], a["seq"], a["leaf"], time - a["heldAt"]) for a in leaves),
        leaf(body["object"]) if body["object"] else b"", named, packed,
    ])


def unpack_entry(held, form, log, seq, epoch, index, nonce, salt, now, packed):
    """Payload, signature, content."""
    reader, places = Reader(packed), {}

    def said(name, last):
        whole = form & ROOTS
        where = reader.take(16) if whole else held.log_of(reader.take(2))
        number = reader.number()
        known = reader.take(32) if whole else (held.root if last == "root" else held.leaf)(where, number)
        age = reader.number()
        if age > time:
            refuse("before all times")
        return {"log": where, name: number, last: known, "heldAt": time - age}

    def leaf():
        if form & OBJECTS:
            return reader.take(32)
        place = held.log_of(reader.take(2)), reader.number()
        whole = held.leaf(*place)
        places[whole] = place
        return whole

    signature = nonce + reader.take(56)
    what, shape = reader.number(), reader.byte()
    many = reader.number(64) if shape % 4 == 3 else shape % 4
    leaves = reader.number(256) if shape & 4 else 0
    if form & NUMBERS:
        time = int.from_bytes(reader.take(6), "big")
    else:
        near = now - now % 2**24 + int.from_bytes(reader.take(3), "big")
        times = [one for one in (near - 2**24, near, near + 2**24) if 0 <= one < 2**48]
        time = min(times, key=lambda one: (abs(one - now), one))
    prev = reader.take(32) if form & PREV else held.root(log, seq)
    lamport = reader.number() if form & (PREV | ROOTS) else None
    acks = [said("size", "root") for _ in range(many)]
    leaf_acks = [said("seq", "leaf") for _ in range(leaves)]
    if lamport is None:
        before = [held.lamport(log, seq - 1)] + [held.lamport(a["log"], a["size"] - 1) for a in acks]
        lamport = min(max(before) + 1, 2**53 - 1)
    about, kind, content, commit = leaf() if shape & 8 else b"", what // 4, None, b""
    if shape & 16:
        name = None
        if shape & 64:
            whole = bool(form & OBJECTS)
            station = kind != MESSAGE
            name = (reader.take(16) if whole else held.station_of(reader.take(2))) if station else leaf()
        value = unpack_content(kind, bool(shape & 32), reader.rest())
        if name is not None:
            found = name_in(kind, value)
            if not found or found[0][found[1]]:
                refuse("no place for a name")
            found[0][found[1]] = name
        content = encode(value)
        commit = HMAC(salt, content)
    if reader.rest():
        refuse("bytes follow")
    body = {
        "v": 1, "channel": held.channel, "log": log, "seq": seq, "prev": prev, "acks": acks, "leaves": leaf_acks,
        "time": time, "lamport": lamport, "precedence": what % 4, "kind": kind, "object": about, "epoch": epoch,
        "index": index, "commit": commit,
    }
    if pack_entry(held, form, body, signature, content, places) != packed:
        refuse("not its one packed entry")
    payload = encode([
        [list(one.values()) for one in value] if isinstance(value, list) else value for value in body.values()
    ])
    read_body(payload)
    return payload, signature, content


# ---- a BOOT in few bytes (N-70)

def unpack_boot(held, boots, frame):
    """Payload, signature, content, salt. `boots`: log -> the list that the content of its BOOT is."""
    reader = Reader(frame)
    if reader.byte() != 10:
        raise Refusal("line-frame")
    tag = reader.take(4)
    named = [log for log in held.logs if tag_of(held.channel, log) == tag]
    if len(named) != 1 or named[0] not in boots:
        refuse("not the only log")
    before, boot = named[0], boots[named[0]]
    flags = reader.byte()
    if flags & 128:
        raise Refusal("line-frame")
    signature, salt, time = reader.take(64), reader.take(32), int.from_bytes(reader.take(6), "big")
    lamport, size = reader.number(), reader.number()
    root = reader.take(32) if flags & 16 else held.root(before, size)
    epoch, index = reader.number(2**32 - 1), reader.number(2**24 - 1)
    roster = reader.take(32) if flags & 32 else boot[2]
    acks, leaves = reader.number(64), reader.number(256) if flags & 64 else 0

    def said(known):
        where = held.log_of(reader.take(2))
        number, age = reader.number(), reader.number(time)
        return [where, number, known(where, number), time - age]

    acked = [said(held.root) for _ in range(acks)]
    single = [said(held.leaf) for _ in range(leaves)]
    if reader.rest():
        raise Refusal("line-frame")
    content = encode([boot[0], boot[1], roster, boot[3], [[before, size, root, epoch, index]], flags >> 2 & 3])
    commit = HMAC(salt, content)
    log = H(encode(["chirograph/1 log", held.channel, commit]))[:16]
    payload = encode([
        1, held.channel, log, 0, H(b""), acked, single, time, lamport, flags & 3, 1, b"", 0, 0, commit,
    ])
    read_body(payload)
    return payload, signature, content, salt


# ---- envelopes (N-5 to N-9)


def narrow_key(message_key):
    return HMAC(message_key, b"chirograph/1 narrow\x01")


def form_key(key, form):
    return HMAC(key, bytes([form]))


def open_envelope(held, log, seq, now, chains, envelope):
    """`chains`: epoch -> (next index, {index: message key})."""
    form = envelope[0] if envelope else 255
    wide = 4 if form & NUMBERS else 1, 3 if form & NUMBERS else 1
    head = 1 + sum(wide)
    if form > FULL or len(envelope) <= head + 8 + 16:
        refuse("form or length")
    epoch = int.from_bytes(envelope[1 : 1 + wide[0]], "big")
    index = int.from_bytes(envelope[1 + wide[0] : head], "big")
    if not form & NUMBERS:
        ends = [one for one in chains if one % 256 == epoch]
        if len(ends) != 1:
            raise Refusal("epoch")
        epoch = ends[0]
        least = max(0, chains[epoch][0] - 128)
        index = least + (index - least) % 256
    if epoch not in chains:
        raise Refusal("epoch")
    key = chains[epoch][1].get(index) or refuse("the key was used")
    data = encode(["chirograph/1 narrow", held.channel, log, seq, epoch, index, form])
    nonce = envelope[head : head + 8]
    packed = aead_open(form_key(narrow_key(key), form), bytes(4) + nonce, data, envelope[head + 8 :])
    if packed is None:
        refuse("the seal does not hold")
    salt = HMAC(key, b"chirograph/1 salt\x01")
    return unpack_entry(held, form, log, seq, epoch, index, nonce, salt, now, packed)
