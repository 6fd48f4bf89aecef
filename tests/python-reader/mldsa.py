"""ML-DSA-87 verification (FIPS 204, algorithms 3 and 8), pure form, empty context: the second signature of a roster."""

import hashlib
from functools import lru_cache

_Q = 8380417
_K, _L = 8, 7
_GAMMA_1, _GAMMA_2 = 2**19, (_Q - 1) // 32
_TAU, _BETA, _OMEGA = 60, 120, 75
_DROPPED = 13
KEY_BYTES, SIGNATURE_BYTES = 2592, 4627

_ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), _Q) for i in range(256)]


def _ntt(poly):
    a, k, length = poly[:], 0, 128
    while length >= 1:
        for start in range(0, 256, 2 * length):
            k += 1
            zeta = _ZETAS[k]
            for j in range(start, start + length):
                t = zeta * a[j + length] % _Q
                a[j + length], a[j] = (a[j] - t) % _Q, (a[j] + t) % _Q
        length //= 2
    return a


def _inverse_ntt(poly):
    a, k, length = poly[:], 256, 1
    while length < 256:
        for start in range(0, 256, 2 * length):
            k -= 1
            zeta = -_ZETAS[k]
            for j in range(start, start + length):
                t = a[j]
                a[j], a[j + length] = (t + a[j + length]) % _Q, zeta * (t - a[j + length]) % _Q
        length *= 2
    return [x * 8347681 % _Q for x in a]


def _unpack(data, bits):
    number, mask = int.from_bytes(data, "little"), (1 << bits) - 1
    return [(number >> (bits * i)) & mask for i in range(256)]


@lru_cache(maxsize=16)
def _matrix(rho):
    def poly(s, r):
        stream, found, at = hashlib.shake_128(rho + bytes([s, r])).digest(1680), [], 0
        while len(found) < 256:
            z = stream[at] | stream[at + 1] << 8 | (stream[at + 2] & 127) << 16
            at += 3
            if z < _Q:
                found.append(z)
        return found

    return [[poly(s, r) for s in range(_L)] for r in range(_K)]


def _hints(packed):
    """The hint vectors, or None where they are not in their one encoding."""
    found, at = [], 0
    for i in range(_K):
        end = packed[_OMEGA + i]
        places = packed[at:end]
        if end < at or end > _OMEGA or any(a >= b for a, b in zip(places, places[1:])):
            return None
        found.append(set(places))
        at = end
    return None if any(packed[at:_OMEGA]) else found


def _challenge(seed):
    c, stream = [0] * 256, hashlib.shake_256(seed).digest(4096)
    signs, at = int.from_bytes(stream[:8], "little"), 8
    for i in range(256 - _TAU, 256):
        while stream[at] > i:
            at += 1
        j = stream[at]
        at += 1
        c[i], c[j] = c[j], 1 - 2 * (signs >> (i + _TAU - 256) & 1)
    return c


def _high(value, hint):
    low = value % (2 * _GAMMA_2)
    if low > _GAMMA_2:
        low -= 2 * _GAMMA_2
    if value - low == _Q - 1:
        high, low = 0, low - 1
    else:
        high = (value - low) // (2 * _GAMMA_2)
    if hint:
        high = (high + (1 if low > 0 else -1)) % 16
    return high


@lru_cache(maxsize=1024)
def verifies(key, message, signature):
    """Whether an ML-DSA-87 signature holds."""
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    rho = key[:32]
    t1 = [_unpack(key[32 + 320 * i : 352 + 320 * i], 10) for i in range(_K)]
    seed, hints = signature[:64], _hints(signature[64 + 640 * _L :])
    z = [[_GAMMA_1 - v for v in _unpack(signature[64 + 640 * i : 704 + 640 * i], 20)] for i in range(_L)]
    if hints is None or max(abs(v) for poly in z for v in poly) >= _GAMMA_1 - _BETA:
        return False
    tr = hashlib.shake_256(key).digest(64)
    mu = hashlib.shake_256(tr + b"\x00\x00" + message).digest(64)
    c = _ntt([v % _Q for v in _challenge(seed)])
    z = [_ntt([v % _Q for v in poly]) for poly in z]
    told = b""
    for row, t, hint in zip(_matrix(rho), t1, hints):
        total = [0] * 256
        for a, poly in zip(row, z):
            total = [x + u * v for x, u, v in zip(total, a, poly)]
        t = _ntt([v << _DROPPED for v in t])
        w = _inverse_ntt([(x - u * v) % _Q for x, u, v in zip(total, c, t)])
        high = [_high(v, i in hint) for i, v in enumerate(w)]
        told += bytes(high[i] | high[i + 1] << 4 for i in range(0, 256, 2))
    return hashlib.shake_256(mu + told).digest(64) == seed
