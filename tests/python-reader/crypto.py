"""The primitives that a reader needs: SHA-256, HMAC, Ed25519 checked exactly as R-30 says, and what opens a seal. Nothing here signs.

It is written to be read, not to be fast. ML-DSA-87 is in mldsa.py.
"""

import hashlib
import hmac
from functools import lru_cache


def H(data):
    """SHA-256."""
    return hashlib.sha256(data).digest()


def HMAC(key, data):
    """HMAC-SHA-256."""
    return hmac.new(key, data, hashlib.sha256).digest()


def HKDF(secret, salt, info, length):
    """HKDF-SHA-256 (RFC 5869)."""
    key = HMAC(salt or bytes(32), secret)
    block, made = b"", b""
    for count in range(1, length // 32 + 2):
        block = HMAC(key, block + info + bytes([count]))
        made += block
    return made[:length]


def x25519(secret, u):
    """X25519 (RFC 7748 section 5); None where it gives only zeros."""
    k = int.from_bytes(secret, "little") & ~7 & (2**255 - 1) | 2**254
    x1 = int.from_bytes(u, "little") % 2**255 % _P
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for bit in reversed(range(255)):
        now = k >> bit & 1
        if swap ^ now:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = now
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % _P, b * b % _P, d * a % _P, c * b % _P
        e = aa - bb
        x3, z3 = pow(da + cb, 2, _P), x1 * pow(da - cb, 2, _P) % _P
        x2, z2 = aa * bb % _P, e * (aa + 121665 * e) % _P
    if swap:
        x2, z2 = x3, z3
    shared = (x2 * pow(z2, _P - 2, _P) % _P).to_bytes(32, "little")
    return shared if any(shared) else None


# ---- Ed25519 (RFC 8032 section 5.1); points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)
_NEUTRAL = (0, 1, 1, 0)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(n, p):
    total = _NEUTRAL
    while n:
        if n & 1:
            total = _add(total, p)
        p = _add(p, p)
        n >>= 1
    return total


def _x_of(y, odd):
    """The x of a point with this y, or None where there is none."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT_OF_MINUS_1 % _P
    if x * x % _P != square or (x == 0 and odd):
        return None
    return x if x & 1 == odd else _P - x


@lru_cache(maxsize=4096)
def _point(data):
    """A point decoded by RFC 8032 5.1.3, canonical and not of small order; else None (R-30)."""
    number = int.from_bytes(data, "little")
    odd, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    x = _x_of(y, odd)
    if x is None:
        return None
    point = (x, y, 1, x * y % _P)
    return None if _bytes(_times(8, point)) == _bytes(_NEUTRAL) else point


def _bytes(point):
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0)
_BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


@lru_cache(maxsize=65536)
def verifies(key, message, signature):
    """Whether an Ed25519 signature holds, as R-30 asks: the encoding of [S]B - [k]A equals R byte for byte."""
    if len(key) != 32 or len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    a = _point(key)
    if a is None or s >= _ORDER or _point(r) is None:
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % _ORDER
    minus_a = (_P - a[0], a[1], 1, _P - a[3])
    return _bytes(_add(_times(s, _BASE), _times(k, minus_a))) == r


# ---- ChaCha20-Poly1305 (RFC 8439)


def _chacha_block(key, counter, nonce):
    def words(data):
        return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]

    start = words(b"expand 32-byte k" + key) + [counter] + words(nonce)
    state = start[:]

    def quarter(a, b, c, d):
        for into, add, turned, by in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[into] = (state[into] + state[add]) & 0xFFFFFFFF
            mixed = state[turned] ^ state[into]
            state[turned] = ((mixed << by) | (mixed >> (32 - by))) & 0xFFFFFFFF

    for _ in range(10):
        for column in range(4):
            quarter(column, 4 + column, 8 + column, 12 + column)
        for row in range(4):
            quarter(row, 4 + (row + 1) % 4, 8 + (row + 2) % 4, 12 + (row + 3) % 4)
    return b"".join(((one + two) & 0xFFFFFFFF).to_bytes(4, "little") for one, two in zip(state, start))


def aead_open(key, nonce, data, sealed):
    """What was sealed, or None."""
    if len(sealed) < 16:
        return None
    text, tag = sealed[:-16], sealed[-16:]
    first = _chacha_block(key, 0, nonce)
    r = int.from_bytes(first[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    padded = b"".join(part + bytes(-len(part) % 16) for part in (data, text))
    padded += len(data).to_bytes(8, "little") + len(text).to_bytes(8, "little")
    sum_ = 0
    for at in range(0, len(padded), 16):
        sum_ = (sum_ + int.from_bytes(padded[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    made = (sum_ + int.from_bytes(first[16:32], "little")) % 2**128
    if not hmac.compare_digest(made.to_bytes(16, "little"), tag):
        return None
    stream = b"".join(_chacha_block(key, 1 + at // 64, nonce) for at in range(0, len(text), 64))
    return bytes(one ^ two for one, two in zip(text, stream))
