"""What is printed of an agreed text (spec/19-documents.md): papers, plain text and page. The words are read from the chapter."""

import datetime
import re
from pathlib import Path

from crypto import H
from encoding import Refusal, SHAPES, check_shape, decode, encode, from_json, read_value
from text import date_time_group, segments

_CHAPTER = (Path(__file__).resolve().parents[2] / "spec" / "19-documents.md").read_text("utf-8")
_NAMES = re.search(r"^\| \|(.*)\|$", _CHAPTER, re.M)[1].replace("`", "").replace(" ", "").split("|")
WORDS = {
    row[1]: dict(zip(_NAMES, (cell.strip() for cell in row[2].split("|"))))
    for row in re.finditer(r"^\| `([a-z]{2})` \|(.*)\|$", _CHAPTER, re.M)
}
_STYLE = re.search(r"^<style>.*</style>$", _CHAPTER, re.M)[0]
_RIGHT_TO_LEFT = re.search(r"else those of `([a-z ]+)`", _CHAPTER)[1].split()
_SCRIPTS = ("arab", "hebr", "nkoo", "syrc", "thaa")
PAPER_MAX = 16_777_216


def _need(good, rule):
    if not good:
        raise Refusal("shape", rule)


def read_paper(encoded):
    """F-1."""
    value = decode(encoded)
    check_shape(value, SHAPES["19:paper"])
    paper = read_value(value, "19:paper")
    count, parties = len(paper["languages"]), [one["party"] for one in paper["principals"]]
    tag = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
    _need(len(encoded) <= PAPER_MAX, "F-1: too large")
    _need(all(tag.fullmatch(one) for one in paper["languages"]), "F-1: languages")
    _need(len(set(paper["languages"])) == count and len(set(parties)) == len(parties), "F-1: twice")
    each = [paper["titles"], *(one["names"] for one in paper["principals"]), *(one["texts"] for one in paper["clauses"])]
    _need(all(len(one) == count for one in each) and len(paper["place"]) in (0, count), "F-1: one for each language")
    _need(all(one["first"] < count for one in paper["principals"]), "F-1: first")
    indices = [one["index"] for one in paper["principals"]]
    _need(indices == sorted(set(indices)), "F-1: the order of principals")
    return paper


def paper_bytes(json):
    return encode(from_json(json, SHAPES["19:paper"], "paper"))


def digest(paper):
    """F-2."""
    return H(encode([
        "chirograph/1 text", paper["channel"], paper["object"], paper["languages"],
        [one["index"] for one in paper["principals"]], paper["titles"], [[one["heading"], one["texts"]] for one in paper["clauses"]],
    ]))


def _shown(text):
    """F-4."""
    return "".join(f"<{one['label']}>" if one["kind"] == "escape" else one["text"] for one in segments(text))


def _words(tag):
    return WORDS.get(tag.split("-")[0], WORDS["en"])


def _numbers(paper):
    """F-6."""
    last, found = 0, []
    for clause in paper["clauses"]:
        last += clause["heading"] == 0
        found.append(last if clause["heading"] == 0 else None)
    return found


def _grouped(paper):
    hexadecimal = digest(paper).hex()
    return " ".join(hexadecimal[at : at + 4] for at in range(0, 64, 4))


def plain_text(paper):
    """F-8."""
    return "\n\n".join(_plain_part(paper, at, tag) for at, tag in enumerate(paper["languages"]))


def _indented(text):
    return _shown(text).replace("\n", "\n    ")


def _plain_part(paper, at, tag):
    words, exercise = _words(tag), paper["world"] == 1
    lines = [f"[{tag}]", "", *([words["exercise"], ""] if exercise else []), _indented(paper["titles"][at]), ""]
    lines += [f"{words['agreedBy']}: " + "; ".join(_indented(one["names"][at]) for one in paper["principals"]), ""]
    for clause, number in zip(paper["clauses"], _numbers(paper)):
        lines += [(f"{number}. " if number else "") + _indented(clause["texts"][at]), ""]
    lines += [f"{words['signature']}: {_indented(one['names'][at])}" for one in paper["principals"]] + [""]
    lines += [f"{words['place']}: {_indented(paper['place'][at])}"] if paper["place"] else []
    lines += [f"{words['time']}: {date_time_group(paper['time'])}", f"{words['digest']}: {_grouped(paper)}"]
    return "\n".join(lines + (["", words["exercise"]] if exercise else [])) + "\n"


def _direction(tag):
    """F-7."""
    main, *rest = tag.split("-")
    script = next((one.lower() for one in rest if re.fullmatch("[A-Za-z]{4}", one)), None)
    return "rtl" if (script in _SCRIPTS if script else main in _RIGHT_TO_LEFT) else "ltr"


def _escaped(text):
    return _shown(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def page(paper):
    """F-9."""
    first = paper["languages"][0]
    head = [
        "<!doctype html>", f'<html lang="{first}" dir="{_direction(first)}">', "<head>", '<meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width">', f"<title>{_escaped(paper['titles'][0])}</title>", _STYLE,
        "</head>", "<body>",
    ]
    body = [line for at, tag in enumerate(paper["languages"]) for line in _article(paper, at, tag)]
    return "\n".join([*head, *body, "</body>", "</html>", ""])


def _article(paper, at, tag):
    words = _words(tag)
    exercise = [f'<p class="exercise">{words["exercise"]}</p>'] if paper["world"] == 1 else []
    time = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(milliseconds=paper["time"])
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{paper['time'] % 1000:03}Z"
    lines = [f'<article lang="{tag}" dir="{_direction(tag)}">', *exercise, f"<h1>{_escaped(paper['titles'][at])}</h1>"]
    lines += [f"<p>{words['agreedBy']}</p>", "<ul>"]
    lines += [f"<li>{_escaped(one['names'][at])}</li>" for one in paper["principals"]] + ["</ul>"]
    for clause, number in zip(paper["clauses"], _numbers(paper)):
        text = _escaped(clause["texts"][at])
        lines.append(f'<ol start="{number}"><li><p>{text}</p></li></ol>' if number else f"<h2>{text}</h2>")
    lines += [
        f'<p class="signature">{words["signature"]}: {_escaped(one["names"][at])}</p>' for one in paper["principals"]
    ]
    lines += ["<dl>"]
    lines += [f"<dt>{words['place']}</dt><dd>{_escaped(paper['place'][at])}</dd>"] if paper["place"] else []
    lines.append(f'<dt>{words["time"]}</dt><dd><time datetime="{stamp}">{date_time_group(paper["time"])}</time></dd>')
    lines.append(f'<dt>{words["digest"]}</dt><dd class="digest"><bdi dir="ltr">{_grouped(paper)}</bdi></dd>')
    return [*lines, "</dl>", *exercise, "</article>"]
