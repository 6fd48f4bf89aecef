"""What a person carries (spec/13-courier.md): bundles, read and written."""

from crypto import H, verifies
from encoding import SHAPES, Refusal, check_shape, decode, encode, from_json, read_value, to_json

LINE = b"CHIROGRAPH BUNDLE 1\n"
FILE_MAX, ITEM_MAX, LISTS_MAX = 268_435_456, 131_072, 512
ITEMS = ["header", "heads", "again", "entry", "end"]
HEADER, HEADS, AGAIN, ENTRY, END = range(5)


def _refuse(detail):
    raise Refusal("bundle", detail)


def _items(file):
    if file[: len(LINE)] != LINE or len(file) > FILE_MAX:
        _refuse("its first line or length")
    at = len(LINE)
    while at < len(file):
        length = int.from_bytes(file[at : at + 4], "big")
        whole = file[at : at + 4 + length]
        if not 1 <= length <= ITEM_MAX or len(whole) < 4 + length:
            _refuse("an item's length")
        at += 4 + length
        try:
            value = decode(whole[4:])
            if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and value[0] < len(ITEMS)):
                _refuse("an item")
            shape = "13:bundle-" + ITEMS[value[0]]
            check_shape(value[1], SHAPES[shape])
            yield value[0], read_value(value[1], shape), whole
        except Refusal:
            _refuse("an item")


def seal(digest, entries, left):
    return encode(["chirograph/1 bundle", digest, entries, left])


def read_bundle(file, key):
    """The items of a file, and whether the holder of `key` made it (P-1, P-2)."""
    digest, before, lists, found = H(LINE), -1, 0, {"heads": [], "again": [], "entries": []}
    for tag, fields, whole in _items(file):
        if before == END or (tag == HEADER) != (before == -1) or tag < before:
            _refuse("out of its place")
        before = tag
        if tag == END:
            found["end"] = fields
            continue
        digest = H(digest + H(whole))
        lists += tag in (HEADS, AGAIN)
        if tag == HEADER:
            found["header"] = fields
        elif tag == ENTRY:
            found["entries"].append(fields)
        else:
            found[ITEMS[tag]] += fields["heads" if tag == HEADS else "places"]
    if before != END or lists > LISTS_MAX or found["end"]["entries"] != len(found["entries"]):
        _refuse("cut off, or the counts are others")
    end = found["end"]
    found["signed"] = verifies(key, seal(digest, end["entries"], end["left"]), end["signature"])
    return found


def write_bundle(items, left, sign):
    """The bytes of a file of these items, in JSON; `sign` signs bytes."""
    file, digest, entries = LINE, H(LINE), 0
    for item in items:
        name = item["item"]
        fields = from_json({key: value for key, value in item.items() if key != "item"}, SHAPES["13:bundle-" + name], name)
        whole = _framed(ITEMS.index(name), fields)
        file, digest, entries = file + whole, H(digest + H(whole)), entries + (name == "entry")
    return file + _framed(END, [entries, left, sign(seal(digest, entries, left))])


def codes_of(bundle):
    """What stands in the codes of a bundle (P-14); none when it is too long."""
    count = -(-len(bundle) // 480)
    if count > 24:
        return []
    return [b"CQ1" + bytes([i + 1, count]) + H(bundle)[:4] + bundle[480 * i : 480 * i + 480] for i in range(count)]


def join_codes(codes):
    """The bundle of these codes (P-15)."""
    parts = {}
    for code in codes:
        if not (code[:3] == b"CQ1" and 10 <= len(code) <= 489 and 1 <= code[3] <= code[4] <= 24):
            _refuse("no code of a bundle")
        if code[4:9] != codes[0][4:9]:
            _refuse("a code of another bundle")
        parts[code[3]] = code[9:]
    if not codes or set(parts) != set(range(1, codes[0][4] + 1)):
        _refuse("a code is missing")
    whole = b"".join(parts[number] for number in sorted(parts))
    if H(whole)[:4] != codes[0][5:9]:
        _refuse("another whole")
    return whole


def _framed(tag, fields):
    body = encode([tag, fields])
    return len(body).to_bytes(4, "big") + body


def shown(name, fields):
    return to_json(fields, "13:bundle-" + name)
