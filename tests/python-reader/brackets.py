"""Brackets of a joint text: what is disputed, who wants it, and what is left when it is resolved (chapter 15)."""

import re

DEPTH, BRACKETS, ALTERNATIVES = 4, 256, 16
HEAD = re.compile(r" *(?:([1-9][0-9]{0,2}) +)?([A-Z0-9]{1,8}(?: *, *[A-Z0-9]{1,8}){0,15}) *:")


class Malformed(Exception):
    """A text that is not of the grammar; its argument is the code (T-54)."""


class Bracket:
    def __init__(self, start):
        self.start, self.end, self.link, self.alternatives = start, None, None, []


class Alternative:
    def __init__(self, names):
        self.names, self.parts, self.start, self.end = names, [], None, None


def read(text, shorts):
    """The parts of a text: strings with their places as (start, end), and brackets (T-51); and all brackets in order."""
    order = []

    def parts(at, depth):
        found, stops = [], "[]" if depth == 0 else "[]|"
        while at < len(text):
            end = next((i for i in range(at, len(text)) if text[i] in stops), len(text))
            if end > at:
                found.append((at, end))
            at = end
            if at < len(text) and text[at] == "[":
                inner, at = bracket(at, depth + 1)
                found.append(inner)
            elif at < len(text) and depth == 0:
                raise Malformed("unopened")
            else:
                break
        return found, at

    def bracket(at, depth):
        if depth > DEPTH:
            raise Malformed("too-deep")
        if len(order) == BRACKETS:
            raise Malformed("too-many")
        one = Bracket(at)
        order.append(one)
        while True:
            if len(one.alternatives) == ALTERNATIVES:
                raise Malformed("too-many")
            names, link, at = head(at + 1)
            if link is not None:
                if one.alternatives and one.link != link:
                    raise Malformed("link-differs")
                one.link = link
            alternative = Alternative(names)
            start = at
            alternative.parts, at = parts(at, depth)
            alternative.start, alternative.end = start, at
            one.alternatives.append(alternative)
            if at >= len(text):
                raise Malformed("unclosed")
            if text[at] == "]":
                break
        one.end = at + 1
        close(one)
        return one, at + 1

    def head(at):
        found = HEAD.match(text, at)
        names = re.split(" *, *", found[2]) if found else []
        if not names or any(name not in shorts for name in names):
            return [], None, at
        return names, int(found[1]) if found[1] else None, found.end()

    def close(one):
        alone = len(one.alternatives) == 1 and not one.alternatives[0].names
        for each in one.alternatives:
            if not alone:
                while each.start < each.end and text[each.start] == " ":
                    each.start += 1
                while each.end > each.start and text[each.end - 1] == " ":
                    each.end -= 1
        if all(not text[each.start:each.end].strip(" ") for each in one.alternatives):
            raise Malformed("empty")
        names = [name for each in one.alternatives for name in each.names]
        if len(set(names)) != len(names):
            raise Malformed("named-twice")

    return parts(0, 0)[0], order


def told(text, parts, start=0, end=None):
    """Parts as a case tells them, within the wording of an alternative."""
    said = []
    for part in parts:
        if isinstance(part, Bracket):
            said.append({"link": part.link, "alternatives": [
                {"names": each.names, "parts": told(text, each.parts, each.start, each.end)}
                for each in part.alternatives
            ]})
        else:
            words = text[max(part[0], start):part[1] if end is None else min(part[1], end)]
            if words:
                said.append(words)
    return said


def put(text, one, words):
    before, after = text[:one.start], text[one.end:]
    if words == "":
        if before.endswith(" ") and (after == "" or after[0] in " \n,.;:!?)]|"):
            before = before[:-1]
        elif (before == "" or before.endswith("\n")) and after.startswith(" "):
            after = after[1:]
    return before + words + after


def wording(text, one, party):
    return next((text[each.start:each.end] for each in one.alternatives if party in each.names), "")


def resolve(text, shorts, how):
    """A text with a bracket resolved (T-56), or all of a link or of a party (T-57); None where that cannot be."""
    try:
        if "ordinal" in how:
            _, order = read(text, shorts)
            if how["ordinal"] >= len(order):
                return None
            one, chosen = order[how["ordinal"]], how["alternative"]
            if chosen is None:
                return put(text, one, "")
            if chosen >= len(one.alternatives):
                return None
            return put(text, one, text[one.alternatives[chosen].start:one.alternatives[chosen].end])
        while True:
            _, order = read(text, shorts)
            named = [
                one for one in order if (one.link == how["link"] if "link" in how
                                         else any(how["party"] in each.names for each in one.alternatives))
            ]
            if not named:
                return text
            text = put(text, named[-1], wording(text, named[-1], how["party"]))
    except Malformed:
        return None
