"""How fragments stand on links without connections (spec/12-bearers.md): pair keys, datagrams, KISS, addresses."""

import hashlib
import re

from crypto import HKDF, HMAC, x25519
from encoding import Refusal

WINDOW_MS = 131_072
_P = 2**255 - 19
_WORDS = {"challenge": 1, "answer": 2}
_ANSWERS = ("open", "unknown", "away")


def pair_keys(seed, own, peer):
    """The keys for sending and receiving, or None (B-5, B-6). A station is its id and its Ed25519 key."""
    y = int.from_bytes(peer[1], "little") % 2**255
    u = (1 + y) * pow(1 - y, _P - 2, _P) % _P
    shared = x25519(hashlib.sha512(seed).digest()[:32], u.to_bytes(32, "little"))
    if shared is None:
        return None
    ids = sorted([own[0], peer[0]])
    both = HKDF(shared, b"", b"chirograph/1 pair" + ids[0] + ids[1], 64)
    return (both[:32], both[32:]) if own[0] == ids[0] else (both[32:], both[:32])


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return (crc ^ 0xFFFFFFFF).to_bytes(4, "big")


def _mac(key, window, body):
    return HMAC(key, window.to_bytes(8, "big") + body)


def write_datagram(key, at_ms, kind, data):
    window = at_ms // WINDOW_MS
    if kind != "fragment":
        body = bytes([_WORDS[kind]]) + data
        return body + _mac(key, window, body)[8:12]
    if len(data) > 4 and data[-4:] == crc32c(data[:-4]):
        return data[:-4] + _mac(key, window, data[:-4])[:4]
    return data + _mac(key, window, data)[4:8]


def read_datagram(key, at_ms, mtu, datagram):
    """What a datagram says: its kind and bytes (B-7, B-8, B-9)."""
    body, mark = datagram[:-4], datagram[-4:]
    if not 5 <= len(datagram) <= mtu + 4:
        raise Refusal("line-frame", "its length")
    for window in (at_ms // WINDOW_MS + shift for shift in (0, -1, 1)):
        mac = _mac(key, window, body)
        if mark == mac[:4]:
            return "fragment", body + crc32c(body)
        if mark == mac[4:8]:
            return "fragment", body
        if mark == mac[8:12]:
            kind = next((one for one, code in _WORDS.items() if body[0] == code and len(body) == 9), None)
            if kind is None:
                raise Refusal("line-frame", "a word that is none")
            return kind, body[1:]
    raise Refusal("line-frame", "no mark of the peer")


def write_kiss(datagram):
    return b"\xc0\x00" + datagram.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"


def read_kiss(stream, most):
    """The datagrams of a stream that are whole (B-17)."""
    found = []
    for frame in stream.split(b"\xc0")[:-1]:
        whole, at = bytearray(), 0
        while at < len(frame):
            if frame[at] != 0xDB:
                whole.append(frame[at])
            elif frame[at + 1:at + 2] in (b"\xdc", b"\xdd"):
                at += 1
                whole.append(0xC0 if frame[at] == 0xDC else 0xDB)
            else:
                whole = bytearray()
                break
            at += 1
        if 1 < len(whole) <= most + 1 and whole[0] == 0:
            found.append(bytes(whole[1:]))
    return found


def write_gateway_word(kind, value):
    body = {
        "open": lambda: b"\1\1" + value.encode("ascii"), "bytes": lambda: b"\2" + value,
        "opened": lambda: bytes([3, _ANSWERS.index(value)]), "taken": lambda: b"\4",
    }[kind]()
    return len(body).to_bytes(2, "big") + body


def read_gateway_words(stream):
    """The words of a stream that are whole (B-40, B-41)."""
    words, at = [], 0
    while len(stream) - at >= 2:
        length = int.from_bytes(stream[at:at + 2], "big")
        if not 1 <= length <= 32_780:
            raise Refusal("line-frame", "no length of a word")
        if len(stream) - at - 2 < length:
            break
        words.append(_gateway_word(stream[at + 2], stream[at + 3:at + 2 + length]))
        at += 2 + length
    return words


def _gateway_word(code, body):
    if code == 1 and re.fullmatch(rb"\x01[a-z][a-z0-9-]{0,31}", body):
        return "open", body[1:].decode("ascii")
    if code == 2 and body:
        return "bytes", body
    if code == 3 and len(body) == 1 and body[0] < len(_ANSWERS):
        return "opened", _ANSWERS[body[0]]
    if code == 4 and not body:
        return "taken", True
    raise Refusal("line-frame", "no word of a gateway")


class Roaming:
    """Where a peer is (B-11 to B-13)."""

    def __init__(self, configured, cookies):
        self.configured, self.cookies = configured, list(cookies)
        self.learnt, self.heard_ms = None, 0
        self.address, self.cookie, self.credit, self.asked, self.since_ms = None, b"", 0, False, -1_000
        self.answered_ms = -1_000

    def sends_to(self, now_ms):
        stale = now_ms - self.heard_ms > 180_000 and self.configured is not None
        return self.configured if self.learnt is None or stale else self.learnt

    def heard(self, now_ms, source, kind, data, length):
        words = []
        if kind == "challenge" and now_ms - self.answered_ms >= 1_000:
            self.answered_ms = now_ms
            words.append((source, "answer", data))
        if source == self.configured:
            self.learnt = None
        elif source == self.learnt:
            self.heard_ms = now_ms
        else:
            words += self._look(now_ms, source, kind, data, length)
        return words

    def _look(self, now_ms, source, kind, data, length):
        same, old = self.address == source, now_ms - self.since_ms >= 1_000
        if same and kind == "answer" and data == self.cookie:
            self.learnt, self.heard_ms, self.address = source, now_ms, None
            return []
        if not same and not old and self.address is not None:
            return []
        if not same or old:
            self.credit = self.credit if same and not self.asked else 0
            self.address, self.cookie, self.asked, self.since_ms = source, self.cookies.pop(0), False, now_ms
        self.credit += 0 if kind == "challenge" else length
        if self.asked or self.credit < 13:
            return []
        self.asked = True
        return [(source, "challenge", self.cookie)]
