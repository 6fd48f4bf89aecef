"""chirograph verify, by another hand: checks an export file, the proof of one entry, or of a published text.

    python3 tests/python-reader/verify.py FILE --root PARTY [--root PARTY ...]

PARTY is a party's id (64 hexadecimal digits) or the file of its card. It prints the report that vectors/README.md
describes. Exit code 0: clean; 1: findings; 2: unusable, or not called as it should be.

    python3 tests/python-reader/verify.py --lines

reads lines of JSON, {"file": hexadecimal, "trusted": [party ids]}, and answers each with a line: the report, or
{"error": code}.
"""

import json
import re
import sys
from pathlib import Path

from encoding import Refusal
from export import check_export
from keys import read_card
from proof import check_proof
from publication import LINE, check_publication


def party_of(root):
    if re.fullmatch("[0-9a-fA-F]{64}", root):
        return bytes.fromhex(root)
    return read_card(Path(root).read_text("ascii")).party


def answer_lines():
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = check_export(bytes.fromhex(asked["file"]), [bytes.fromhex(one) for one in asked["trusted"]])
        except Refusal as refusal:
            told = {"error": refusal.code}
        print(json.dumps(told))
    return 0


def main(words):
    if words == ["--lines"]:
        return answer_lines()
    files = [word for i, word in enumerate(words) if word != "--root" and (i == 0 or words[i - 1] != "--root")]
    roots = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "--root"]
    if len(files) != 1 or not roots:
        print(__doc__, file=sys.stderr)
        return 2
    data = Path(files[0]).read_bytes()
    try:
        trusted = {party_of(root) for root in roots}
        if data.startswith(b"chirograph/1 proof\n"):
            told = {"result": "clean", **check_proof(data.decode("utf-8"), trusted)}
        elif data.startswith(LINE):
            beside = {one.name: one.read_bytes() for one in Path(files[0]).parent.glob("*.[phtx]*") if one.is_file()}
            told = check_publication(data, trusted, beside if "text.txt" in beside else None)
            told = {"result": "findings" if told["findings"] else "clean", **told}
        else:
            told = check_export(data, trusted)
    except (Refusal, UnicodeDecodeError) as refusal:
        print(json.dumps({"error": getattr(refusal, "code", "export")}))
        return 2
    print(json.dumps(told, indent=2))
    return 0 if told["result"] == "clean" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
