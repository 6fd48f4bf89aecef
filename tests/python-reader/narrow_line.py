"""The pure parts of chapter 14: fragments of a narrow link, the fountain, control frames, digests of heads."""

from crypto import H
from encoding import Refusal

FRAME_MAX, PIECES_MAX, NUMBER_MAX, BLOCK = 131_072, 4_096, 65_535, 128


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def pack(number):
    """A number in groups of seven bits, the most significant first (11)."""
    out = [number % 128]
    while number := number // 128:
        out.insert(0, number % 128 + 128)
    return bytes(out)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        if self.at + length > len(self.data):
            raise Refusal("line-frame")
        self.at += length
        return self.data[self.at - length : self.at]

    def rest(self):
        return self.take(len(self.data) - self.at)

    def byte(self):
        return self.take(1)[0]

    def number(self, most=2**53 - 1):
        value, first = 0, True
        while True:
            byte = self.byte()
            if first and byte == 0x80:
                raise Refusal("line-frame")
            value, first = value * 128 + byte % 128, False
            if value > 2**53 - 1:
                raise Refusal("line-frame")
            if byte < 128:
                break
        if value > most:
            raise Refusal("line-frame")
        return value


# ---- fragments


def seal(body):
    return body + crc32c(body).to_bytes(4, "big")


def read_fragment(data):
    if len(data) < 6 or data != seal(data[:-4]):
        raise Refusal("line-frame")
    reader = Reader(data[:-4])
    flags = reader.byte()
    sort = flags >> 2 & 3
    if flags >> 5 or sort == 3:
        raise Refusal("line-frame")
    one = {"level": flags & 3, "again": bool(flags & 16), "sort": ("whole", "piece", "symbol")[sort]}
    if sort:
        one["id"] = reader.byte()
        names = ("index", "count") if sort == 1 else ("length", "number")
        limits = (PIECES_MAX, PIECES_MAX) if sort == 1 else (FRAME_MAX, NUMBER_MAX)
        for name, most in zip(names, limits):
            one[name] = reader.number(most)
    one["bytes"] = reader.rest()
    if not one["bytes"]:
        raise Refusal("line-frame")
    if sort == 1 and (one["index"] >= one["count"] or one["count"] < 2):
        raise Refusal("line-frame")
    if sort == 2 and not 0 < len(one["bytes"]) <= one["length"] <= PIECES_MAX * len(one["bytes"]):
        raise Refusal("line-frame")
    return one


def piece(level, id_, index, count, data):
    return seal(bytes([level | 4, id_]) + pack(index) + pack(count) + data)


def symbol_fragment(level, id_, length, number, data):
    return seal(bytes([level | 8, id_]) + pack(length) + pack(number) + data)


def fragment_length(rate, mtu, around=28):
    return mtu if rate is None else min(mtu, max(64, rate // 16 - around))


def cut(frame, id_, level, length):
    """Pieces of one length, so many as there must be."""
    count = -(-len(frame) // (length - 8))
    if count > 127:
        count = -(-len(frame) // (length - 10))
    size = -(-len(frame) // count)
    parts = [frame[at : at + size] for at in range(0, len(frame), size)]
    return [piece(level, id_, index, len(parts), part) for index, part in enumerate(parts)]


# ---- the fountain


def times(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= 0x11D
        b >>= 1
    return product


TABLE = [[times(a, b) for b in range(256)] for a in range(256)]
INVERSE = [0] + [TABLE[a].index(1) for a in range(1, 256)]


def coefficients(number, count):
    state, out, mask = number, [], 0xFFFFFFFF
    for _ in range(count):
        state = (state + 0x9E3779B9) & mask
        z = ((state ^ state >> 16) * 0x85EBCA6B) & mask
        z = ((z ^ z >> 13) * 0xC2B2AE35) & mask
        out.append((z ^ z >> 16) & 255)
    return out


def added(row, other, factor):
    table = TABLE[factor]
    return bytes(a ^ table[b] for a, b in zip(row, other))


def sources_of(frame, size):
    return [frame[at : at + size].ljust(size, b"\0") for at in range(0, len(frame), size)]


def symbol(frame, size, number):
    sources = sources_of(frame, size)
    if number < len(sources):
        return sources[number]
    blocks = -(-len(sources) // BLOCK)
    block = sources[number % blocks :: blocks]
    made = bytes(size)
    for factor, source in zip(coefficients(number, len(block)), block):
        made = added(made, source, factor)
    return made


def solve(length, size, symbols):
    """The frame from symbols by number, or None: Gauss and Jordan, block by block."""
    count = -(-length // size)
    blocks = -(-count // BLOCK)
    frame = [b""] * count
    for block in range(blocks):
        places = range(block, count, blocks)
        rows = []
        for number, data in symbols.items():
            if number % blocks != block:
                continue
            factors = coefficients(number, len(places))
            if number < count:
                factors = [int(place == number) for place in places]
            rows.append(bytes(factors) + data)
        for column, place in enumerate(places):
            at = next((at for at in range(column, len(rows)) if rows[at][column]), None)
            if at is None:
                return None
            rows[column], rows[at] = rows[at], rows[column]
            pivot = bytes(TABLE[INVERSE[rows[column][column]]][byte] for byte in rows[column])
            rows = [row if at == column or not row[column] else added(row, pivot, row[column])
                    for at, row in enumerate(rows)]
            rows[column] = pivot
        for column, place in enumerate(places):
            frame[place] = rows[column][len(places) :]
    return b"".join(frame)[:length]


def join(fragments):
    """Frames in the order in which they are whole."""
    partials, whole, frames = {}, [], []
    for data in fragments:
        one = read_fragment(data)
        if one["sort"] == "piece":
            kind = (one["id"], one["level"], "piece", one["count"])
        else:
            kind = (one["id"], one["level"], one["length"], len(one["bytes"]))
        if kind in whole[-16:]:
            continue
        if one["id"] not in partials or partials[one["id"]][0] != kind:
            partials[one["id"]] = (kind, {})
        parts = partials[one["id"]][1]
        parts.setdefault(one["index"] if one["sort"] == "piece" else one["number"], one["bytes"])
        if one["sort"] == "symbol":
            frame = solve(one["length"], len(one["bytes"]), parts)
        else:
            frame = b"".join(parts[at] for at in range(one["count"])) if len(parts) == one["count"] else None
        if frame is not None:
            frames.append(frame)
            whole.append(kind)
            del partials[one["id"]]
    return frames


# ---- control frames


def read_controls(data):
    reader, controls = Reader(data), []
    while reader.at < len(data):
        if data[reader.at] in (1, 10) or data[reader.at] >= 128:
            return {"controls": controls, "rest": reader.rest()}
        controls.append(read_control(reader))
    return {"controls": controls, "rest": None}


def read_control(reader):
    kind = reader.byte()
    if kind in (2, 7):
        return {"name": "full-please" if kind == 2 else "unopened", "tag": reader.take(4), "seq": reader.number()}
    if kind == 3:
        return {"name": "ping", "counter": reader.byte(), "digest": reader.take(8)}
    if kind == 4:
        return {"name": "pong", "counter": reader.byte()}
    if kind == 5:
        part = reader.number(3)
        heads = [
            {"tag": reader.take(4), "size": reader.number(),
             "singles": [reader.number() for _ in range(reader.number(256))]}
            for _ in range(reader.number(128))
        ]
        rest = reader.take(8) if part == 1 else None
        return {"name": "heads", "part": ("some", "newest", "more", "last")[part], "heads": heads, "rest": rest}
    if kind == 6:
        ranges = []
        for _ in range(reader.number(64)):
            tag, start, length = reader.take(4), reader.number(), reader.number()
            if start + length > 2**53 - 1:
                raise Refusal("line-frame")
            ranges.append({"tag": tag, "from": start, "to": start + length})
        return {"name": "want", "ranges": ranges}
    if kind == 11:
        return {"name": "recall", "nonce": reader.take(16)}
    if kind == 12:
        signature = reader.take(64)
        heads = [
            {"tag": reader.take(4), "size": reader.number(), "root": reader.take(32)} for _ in range(reader.number(16))
        ]
        return {"name": "recalled", "signature": signature, "heads": heads}
    if kind == 8:
        id_, end, runs = reader.byte(), 0, []
        for _ in range(reader.number(64)):
            start = end + reader.number(PIECES_MAX)
            end = start + reader.number(PIECES_MAX)
            runs.append({"from": start, "to": end})
        if end > PIECES_MAX:
            raise Refusal("line-frame")
        return {"name": "lack", "id": id_, "runs": runs}
    if kind == 9:
        return {"name": "more", "id": reader.byte(), "count": reader.number(4_096)}
    raise Refusal("line-frame")


def digest_of_heads(heads):
    said = b"chirograph/1 heads"
    for log, size, singles in sorted(heads):
        if size or singles:
            said += log + b"".join(pack(number) for number in (size, len(singles), *sorted(singles)))
    return H(said)[:8]
