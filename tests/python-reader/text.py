"""Chapter 06, Visible text: what is shown as an escape, what is marked, what may not be signed; tags and times.

The properties of characters are those of the Unicode that this Python has, not of 17.0 (see README.md): `UNICODE` says
which. The Script of a letter is read from its name, which does for the six scripts that M-32 names.
"""

import datetime
import re
import unicodedata

from encoding import Refusal

UNICODE = unicodedata.unidata_version
MARKS_IN_A_ROW_MAX = 4

_TABLE = {
    "control": "0000–0009, 000B–001F, 007F–009F",
    "bidi": "061C, 200E–200F, 202A–202E, 2066–2069",
    "invisible": "00AD, 034F, 115F–1160, 17B4–17B5, 180E, 200B, 2060–2065, 206A–206F, 3164, FEFF, FFA0, FFF0–FFFD, "
    "1BCA0–1BCA3, 1D173–1D17A",
    "space": "1680, 2000–200A, 2028–2029, 205F, 2800",
    "variation": "180B–180D, 180F, FE00–FE0F, E0100–E01EF",
    "tag": "E0000–E00FF, E01F0–E0FFF",
    "private": "E000–F8FF, F0000–FFFFD, 100000–10FFFD",
    "unassigned": "FDD0–FDEF",
    "surrogate": "D800–DFFF",
}


def _ranges(text):
    found = []
    for piece in text.split(", "):
        ends = [int(end, 16) for end in piece.split("–")]
        found.append((ends[0], ends[-1]))
    return found


_ESCAPED = [(reason, _ranges(text)) for reason, text in _TABLE.items()]
_VIRAMA = {int(c, 16) for c in "094D 09CD 0A4D 0ACD 0B4D 0BCD 0C4D 0CCD 0D4D 0DCA 0E3A 0F84 1039 17D2".split()}
_JOINS_BOTH = _ranges(
    "0620, 0626, 0628, 062A–062E, 0633–063F, 0641–0647, 0649–064A, 066E–066F, 0678–0687, 069A–06BF, 06C1–06C2, "
    "06CC, 06CE, 06D0–06D1, 06FA–06FC, 06FF"
)
_JOINS_RIGHT = _ranges(
    "0622–0625, 0627, 0629, 062F–0632, 0648, 0671–0673, 0675–0677, 0688–0699, 06C0, 06C3–06CB, 06CD, 06CF, "
    "06D2–06D3, 06D5, 06EE–06EF"
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
_DIGITS = _ranges("0030–0039, 0660–0669, 06F0–06F9, 0966–096F, FF10–FF19, 1D7CE–1D7FF")
_LIKE_DIGITS = "OoIl" + "".join(chr(int(c, 16)) for c in "039F 03BF 041E 043E 0406 04C0 04CF 0417 0437".split())


def _within(char, ranges):
    return any(low <= ord(char) <= high for low, high in ranges)


def _is_mark(char):
    return unicodedata.category(char)[0] == "M"


def _table_reason(char):
    if ord(char) & 0xFFFE == 0xFFFE:
        return "unassigned"
    return next((reason for reason, ranges in _ESCAPED if _within(char, ranges)), None)


def _joiner_is_plain(text, at):
    """M-30."""
    if at > 0 and ord(text[at - 1]) in _VIRAMA:
        return True
    if text[at] != "\u200c":
        return False

    def neighbour(step):
        place, marks = at + step, 0
        while 0 <= place < len(text) and marks < 4 and _is_mark(text[place]):
            place, marks = place + step, marks + 1
        return text[place] if 0 <= place < len(text) else "\0"

    before, after = neighbour(-1), neighbour(1)
    return _within(before, _JOINS_BOTH) and (_within(after, _JOINS_BOTH) or _within(after, _JOINS_RIGHT))


def escapes(text):
    """For each code point the reason why it is shown as an escape, or None. M-29 to M-31, M-43."""
    reasons, marks, visible = [], 0, False
    for at, char in enumerate(text):
        reason = _table_reason(char)
        if char in "\u200c\u200d":
            reason = None if _joiner_is_plain(text, at) else "invisible"
        elif reason is None and unicodedata.category(char) == "Cn":
            reason = "unassigned"
        elif reason is None and _is_mark(char):
            marks += 1
            if marks > MARKS_IN_A_ROW_MAX or not visible:
                reason = "stacked"
        if not _is_mark(char):
            marks = 0
        visible = reason is None and char != "\n"
        reasons.append(reason)
    return reasons


def _script(char):
    name = unicodedata.name(char, "").replace("FULLWIDTH ", "")
    return next((script for script in _SCRIPTS if name.startswith(script)), None)


def _suspicion(word):
    """M-32."""
    if len({_script(char) for char in word} - {None}) > 1:
        return "mixed-scripts"
    if len({place for char in word for place, ends in enumerate(_DIGITS) if _within(char, [ends])}) > 1:
        return "mixed-digits"
    runs = re.split(r"\d", word)
    if any(run and all(char in _LIKE_DIGITS for char in run) for run in runs[1:-1]):
        return "letter-in-number"
    return None


def segments(text):
    """The text as it is shown. M-33: the texts of the segments are the text."""
    reasons, found, at = escapes(text), [], 0

    def in_word(place):
        if place >= len(text) or reasons[place]:
            return False
        return unicodedata.category(text[place])[0] in "LMN" or text[place] in "'\u2019"

    def plain(piece):
        if found and found[-1]["kind"] == "plain":
            found[-1]["text"] += piece
        else:
            found.append({"kind": "plain", "text": piece})

    while at < len(text):
        end = at
        while in_word(end):
            end += 1
        word = text[at:end]
        if reasons[at]:
            label = f"U+{ord(text[at]):04X}"
            found.append({"kind": "escape", "text": text[at], "label": label, "reason": reasons[at]})
        elif word and _suspicion(word):
            found.append({"kind": "mixed", "text": word, "suspicion": _suspicion(word)})
        else:
            plain(word or text[at])
        at = max(end, at + 1)
    return found


def faults(text):
    """Why the text may not be signed (M-34): at most 32 escapes, then not-nfc. Empty where it may."""
    found = [
        {"code": reason, "index": at, "label": f"U+{ord(text[at]):04X}"}
        for at, reason in enumerate(escapes(text))
        if reason
    ][:32]
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        at = next((i for i, (a, b) in enumerate(zip(text, normal)) if a != b), min(len(text), len(normal)))
        found.append({"code": "not-nfc", "index": at, "label": ""})
    return found


def is_tag(language):
    """M-24, the form of a language tag."""
    return re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", language) is not None


def is_name(text):
    """One line that may be signed (K-6, C-6)."""
    return "\n" not in text and not faults(text)


def is_code(text):
    """Codes of desks, labels and words (K-8, C-7)."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", text) is not None


_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_EPOCH = datetime.datetime(1970, 1, 1)


def date_time_group(ms):
    """M-35."""
    t = _EPOCH + datetime.timedelta(milliseconds=ms)
    return f"{t.day:02}{t.hour:02}{t.minute:02}Z{_MONTHS[t.month - 1]}{t.year % 100:02}"


def read_date_time_group(group):
    """M-35: the first millisecond of the minute."""
    match = re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{2})Z([A-Z]{3})([0-9]{2})", group)
    if match is None or match[4] not in _MONTHS:
        raise Refusal("date-time-group")
    day, hour, minute, year = (int(match[n]) for n in (1, 2, 3, 5))
    try:
        t = datetime.datetime(2000 + year, _MONTHS.index(match[4]) + 1, day, hour, minute)
    except ValueError:
        raise Refusal("date-time-group") from None
    return (t - _EPOCH) // datetime.timedelta(milliseconds=1)
