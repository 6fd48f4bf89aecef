"""Chapter 01: values and bytes, and the shapes of the other chapters, read from the chapters themselves."""

import re
from pathlib import Path

SPEC = Path(__file__).resolve().parents[2] / "spec"
NUMBER_MAX = 2**53 - 1
INPUT_MAX = 16 * 2**20
ITEMS_MAX = 65536
DEPTH_MAX = 16


class Refusal(Exception):
    """What is wrong with bytes from outside: a code of the closed list (00), and words for whoever debugs."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code} {detail}".strip())
        self.code = code


# ---- values and bytes


def _head(kind, n):
    if n < 24:
        return bytes([kind | n])
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << (8 * width):
            return bytes([kind | extra]) + n.to_bytes(width, "big")
    raise ValueError(n)


def encode(value):
    """The canonical bytes of a value: int, bytes, str or list."""
    if isinstance(value, int):
        return _head(0x00, value)
    if isinstance(value, bytes):
        return _head(0x40, len(value)) + value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return _head(0x60, len(data)) + data
    return _head(0x80, len(value)) + b"".join(encode(item) for item in value)


def decode(data):
    """The one value that these bytes are. E-1 to E-7."""
    if len(data) > INPUT_MAX:
        raise Refusal("cbor-too-large", "the whole")
    value, end = _decode(data, 0, 0)
    if end != len(data):
        raise Refusal("cbor-trailing", f"at {end}")
    return value


def _decode(data, at, depth):
    if at >= len(data):
        raise Refusal("cbor-truncated", f"at {at}")
    first = data[at]
    kind, n = first & 0xE0, first & 0x1F
    if kind not in (0x00, 0x40, 0x60, 0x80) or n > 27:
        raise Refusal("cbor-forbidden-type", f"{first:02x} at {at}")
    at += 1
    if n >= 24:
        width, least = {24: (1, 24), 25: (2, 2**8), 26: (4, 2**16), 27: (8, 2**32)}[n]
        if at + width > len(data):
            raise Refusal("cbor-truncated", f"at {at}")
        n = int.from_bytes(data[at : at + width], "big")
        at += width
        if n < least:
            raise Refusal("cbor-not-canonical", f"at {at}")
        if n > NUMBER_MAX:
            raise Refusal("cbor-too-large", f"at {at}")
    if kind == 0x00:
        return n, at
    if kind in (0x40, 0x60):
        if at + n > len(data):
            raise Refusal("cbor-truncated", f"at {at}")
        piece = data[at : at + n]
        if kind == 0x40:
            return piece, at + n
        try:
            return piece.decode("utf-8"), at + n
        except UnicodeDecodeError:
            raise Refusal("cbor-bad-text", f"at {at}") from None
    if n > ITEMS_MAX:
        raise Refusal("cbor-too-large", f"{n} items at {at}")
    if depth == DEPTH_MAX:
        raise Refusal("cbor-too-deep", f"at {at}")
    if at + n > len(data):
        raise Refusal("cbor-truncated", f"{n} items at {at}")
    items = []
    for _ in range(n):
        item, at = _decode(data, at, depth + 1)
        items.append(item)
    return items, at


# ---- shapes: the CDDL of the chapters, in the few forms of 01

_TOKEN = re.compile(r"\s*(\.\.|\.size|[\[\](),:*?=]|\d+|[A-Za-z_][A-Za-z0-9_-]*)")


class _Cddl:
    def __init__(self, text):
        self.tokens = []
        at, text = 0, text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"no CDDL of chapter 01: {text[at:at + 40]}")
            self.tokens.append(match.group(1))
            at = match.end()
        self.at = 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def next(self, wanted=None):
        token = self.tokens[self.at]
        if wanted is not None and token != wanted:
            raise ValueError(f"{wanted} was expected, not {token}")
        self.at += 1
        return token

    def rules(self):
        found = {}
        while self.peek() is not None:
            name = self.next()
            self.next("=")
            found[name] = self.shape()
        return found

    def shape(self):
        token = self.peek()
        if token == "uint":
            self.next()
            return ("number", 0, NUMBER_MAX)
        if token.isdigit():
            low = high = int(self.next())
            if self.peek() == "..":
                self.next()
                high = int(self.next())
            return ("number", low, high)
        if token in ("bstr", "tstr"):
            self.next()
            low, high = 0, NUMBER_MAX
            if self.peek() == ".size":
                self.next()
                low, high = self._sizes()
            return ("bytes" if token == "bstr" else "text", low, high)
        if token == "[":
            return self._array()
        return ("named", self.next())

    def _sizes(self):
        if self.peek() != "(":
            size = int(self.next())
            return size, size
        self.next("(")
        low = int(self.next())
        self.next("..")
        high = int(self.next())
        self.next(")")
        return low, high

    def _array(self):
        self.next("[")
        if self.peek() == "?":
            self.next()
            item = self.shape()
            self.next("]")
            return ("optional", item)
        if self.peek(1) == "*":
            low = int(self.next())
            self.next("*")
            high = int(self.next())
            item = self.shape()
            self.next("]")
            return ("list", low, high, item)
        fields = []
        while True:
            name = self.next()
            self.next(":")
            fields.append((name, self.shape()))
            if self.peek() != ",":
                self.next("]")
                return ("fields", fields)
            self.next()


def _load():
    found = {}
    for chapter in sorted(SPEC.glob("[0-9][0-9]-*.md")):
        for block in re.findall(r"```cddl\n(.*?)```", chapter.read_text("utf-8"), re.S):
            for name, shape in _Cddl(block).rules().items():
                found[f"{chapter.name[:2]}:{name}"] = shape
    return found


#: Every structure of the specification, by chapter and name: `SHAPES["03:body"]`.
SHAPES = _load()

_PRECEDENCES = ["ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"]
#: Where a number is a word in JSON: the end of the path, and the words (01, the table of enumerations).
WORDS = {
    ".world": ["actual", "exercise"],
    ".precedence": _PRECEDENCES,
    ".channelForm": ["house", "parties"],
    "boot.reason": ["first", "start", "restored", "resumed"],
    ".relation.kind": ["replies", "answers", "corrects", "supersedes"],
    ".roles[]": ["watch", "releaser", "auditor", "administrator", "negotiator", "inspector"],
    "officer.state": ["enrolled", "withdrawn"],
    "session.event": ["opened", "ended"],
    ".via": ["console", "cli", "station"],
    ".means": ["link", "password", "passkey", "token"],
    "credential.algorithm": ["es256", "ed25519"],
    "credential.backup": ["single-device", "may-be-copied", "copied"],
    "credential.state": ["enrolled", "withdrawn"],
    "assent.act": ["release", "release-unseen", "enact", "handover", "passkey"],
    "sign-in.event": ["opened", "ended", "revoked", "expired"],
    "watch.event": ["taken", "handed", "unattended", "attended"],
    "sound.state": ["heard", "off"],
    "access.thing": ["messages", "drafts", "record", "house", "export", "proof"],
    "proposal.change": ["enrol", "roles", "withdraw", "reset", "link", "policy"],
    "policy.name": ["password", "token", "author", "alone"],
    "policy.allow": ["refuse", "allow"],
    "approval.step": ["read-back"],
    "text.purpose": ["communique", "agreement", "minutes", "glossary", "other"],
    "meeting.level": ["heads", "ministers", "senior-officials", "experts", "technical"],
    "members[].role": [
        "head", "deputy", "aide", "legal-adviser", "expert", "interpreter", "note-taker", "security",
    ],
    "sitting.form": ["one-to-one", "working-group", "plenary"],
    ".stance": ["accept", "reserve", "refuse", "withdraw"],
    "example.order": ["first", "second"],
    "limit.form": ["none", "at", "within", "by-end-of", "recurring", "when"],
    ".unit": ["hours", "days", "weeks", "months", "years", "working-days", "working-hours"],
    "finding.result": ["verified", "disputed"],
    "tolling.ground": ["force-majeure", "agreed", "other"],
    ".of.kind": ["adoption", "receipt", "date", "occurrence", "fulfilment"],
    ".period.kind": ["year", "half", "quarter", "month", "week"],
}


def _words(path):
    return next((words for end, words in WORDS.items() if path.endswith(end)), None)


def check_shape(value, shape, path=""):
    """E-9 to E-11: the value has the type, range, length and count that its place asks for."""
    form = shape[0]
    if form == "number":
        good = isinstance(value, int) and not isinstance(value, bool) and shape[1] <= value <= shape[2]
    elif form == "bytes":
        good = isinstance(value, bytes) and shape[1] <= len(value) <= shape[2]
    elif form == "text":
        good = isinstance(value, str) and shape[1] <= len(value.encode("utf-8")) <= shape[2]
    elif form == "optional":
        good = isinstance(value, list) and len(value) <= 1
    elif form == "list":
        good = isinstance(value, list) and shape[1] <= len(value) <= shape[2]
    else:
        good = isinstance(value, list) and len(value) == len(shape[1])
    if not good:
        raise Refusal("shape", path)
    if form in ("optional", "list"):
        for item in value:
            check_shape(item, shape[-1], path)
    elif form == "fields":
        for item, (name, inner) in zip(value, shape[1]):
            check_shape(item, inner, f"{path}.{name}")


def _named(value, shape):
    """The value with its fields by name; what is absent is None. Numbers stay numbers, bytes bytes."""
    form = shape[0]
    if form == "optional":
        return _named(value[0], shape[1]) if value else None
    if form == "list":
        return [_named(item, shape[3]) for item in value]
    if form == "fields":
        return {name: _named(item, inner) for item, (name, inner) in zip(value, shape[1])}
    return value


def read(data, name):
    """Bytes of the structure `name` ("03:body") as a dict of its fields; Refusal `cbor-*` or `shape`."""
    value = decode(data)
    check_shape(value, SHAPES[name], name)
    return _named(value, SHAPES[name])


def read_value(value, name):
    """As `read`, of a value that is decoded already."""
    check_shape(value, SHAPES[name], name)
    return _named(value, SHAPES[name])


def to_json(named, name):
    """What `read` gave, as the JSON of chapter 01."""
    return _to_json(named, SHAPES[name], name.split(":")[-1])


def _to_json(value, shape, path):
    form = shape[0]
    if value is None:
        return None
    if form == "optional":
        return _to_json(value, shape[1], path)
    if form == "list":
        return [_to_json(item, shape[3], f"{path}[]") for item in value]
    if form == "fields":
        return {name: _to_json(value[name], inner, f"{path}.{name}") for name, inner in shape[1]}
    if form == "bytes":
        return value.hex()
    words = _words(path) if form == "number" else None
    return words[value] if words else value


def from_json(json, shape, path):
    """E-12: the value that this JSON is."""
    form = shape[0]
    if form == "optional":
        return [] if json is None else [from_json(json, shape[1], path)]
    if form == "list":
        if not isinstance(json, list):
            raise Refusal("shape", path)
        value = [from_json(item, shape[3], f"{path}[]") for item in json]
    elif form == "fields":
        if not isinstance(json, dict) or set(json) - {name for name, _ in shape[1]}:
            raise Refusal("shape", path)
        value = []
        for name, inner in shape[1]:
            if name not in json and inner[0] != "optional":
                raise Refusal("shape", f"{path}.{name}")
            value.append(from_json(json.get(name), inner, f"{path}.{name}"))
    elif form == "bytes":
        if not isinstance(json, str) or not re.fullmatch(r"([0-9a-f]{2})*", json):
            raise Refusal("shape", path)
        value = bytes.fromhex(json)
    elif form == "number" and _words(path):
        if json not in _words(path):
            raise Refusal("shape", path)
        value = _words(path).index(json)
    else:
        value = json
        if form == "text" and isinstance(json, str) and re.search("[\ud800-\udfff]", json):
            raise Refusal("shape", path)
    check_shape(value, shape, path)
    return value
