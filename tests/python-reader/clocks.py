"""Chapter 17: limits as data, the calendar they count in, tolled time, and silence."""

import datetime

from agreement import verdict
from encoding import Refusal

DAY = 86_400_000
TIME_MAX = 2**48 - 1
LOOKED_AT = 36_600
WANTED = {
    "none": (), "at": ("at",), "within": ("span", "of"), "by-end-of": ("period",), "recurring": ("span", "of"),
    "when": ("of",),
}
FIELDS = {"receipt": "object", "date": "time", "occurrence": "name", "fulfilment": "item"}


def fault_of(limit, items):
    """The field that V-41 is broken by, or None. The limit is JSON."""
    form = limit["form"]
    allowed = set(WANTED[form])
    if form == "when" and not (limit["at"] is not None and limit["period"] is not None):
        allowed |= {"at", "period"}
    for name in ("at", "span", "of", "period"):
        stands = limit[name] is not None
        if stands and name not in allowed or not stands and name in WANTED[form]:
            return name
    if limit["count"] is not None and (form != "recurring" or limit["count"] == 0):
        return "count"
    if limit["span"] and limit["span"]["amount"] == 0:
        return "span"
    if limit["period"] and last_day(limit["period"]) is None:
        return "period"
    of = limit["of"]
    if of is None:
        return None
    for kind, field in FIELDS.items():
        if (of["kind"] == kind) != (of[field] not in (None, "")):
            return field
    return "item" if of["item"] is not None and of["item"] >= items else None


# ---- the calendar: days since 1970-01-01. Python's own ends with the year 9999, so eras of 400 years are put aside.

EPOCH = datetime.date(1970, 1, 1).toordinal()
ERA = 146_097


def day_of(year, month, date):
    eras = max(0, (year - 2000) // 400)
    return datetime.date(year - 400 * eras, month, date).toordinal() - EPOCH + ERA * eras


def date_of(day):
    eras = max(0, (day - day_of(2000, 1, 1)) // ERA)
    there = datetime.date.fromordinal(day - ERA * eras + EPOCH)
    return there.year + 400 * eras, there.month, there.day


def add_months(day, months):
    year, month, date = date_of(day)
    count = year * 12 + month - 1 + months
    year, month = count // 12, count % 12 + 1
    for last in range(date, 0, -1):
        try:
            return day_of(year, month, last)
        except ValueError:
            continue


def first_monday(year):
    fourth = day_of(year, 1, 4)
    return fourth - (fourth + 3) % 7


def last_day(period):
    kind, year, number = period["kind"], period["year"], period["number"]
    if year < 1970 or number < 1:
        return None
    if kind == "week":
        weeks = (first_monday(year + 1) - first_monday(year)) // 7
        return first_monday(year) + 7 * number - 1 if number <= weeks else None
    month = number * {"year": 12, "half": 6, "quarter": 3, "month": 1}[kind]
    if month > 12:
        return None
    return add_months(day_of(year, month, 1), 1) - 1


# ---- working time


class Working:
    def __init__(self, calendars):
        rows = calendars or [{"rest": [5, 6], "from": 0, "to": 1440, "holidays": []}]
        self.rest = {day for row in rows for day in row["rest"]}
        self.holidays = {day for row in rows for day in row["holidays"]}
        self.opens = max(row["from"] for row in rows)
        self.closes = min(row["to"] for row in rows)
        if len(self.rest) == 7 or self.opens >= self.closes:
            raise Refusal("working-time")

    def works(self, day):
        return (day + 3) % 7 not in self.rest and day not in self.holidays

    def days_after(self, day, count):
        for ahead in range(1, LOOKED_AT + 1):
            if self.works(day + ahead):
                count -= 1
                if count == 0:
                    return day + ahead
        return None

    def time_after(self, start, length):
        first = start // DAY
        for day in range(first, first + LOOKED_AT + 1):
            if not self.works(day):
                continue
            opens = max(start, day * DAY + self.opens * 60_000)
            closes = day * DAY + self.closes * 60_000
            if opens + length <= closes:
                return opens + length
            length -= max(0, closes - opens)
        return None


def after_span(start, span, times, working):
    """V-42 to V-45."""
    count, unit, day = span["amount"] * times, span["unit"], start // DAY
    if unit == "hours":
        return start + count * 3_600_000
    if unit == "working-hours":
        return working.time_after(start, count * 3_600_000)
    if unit == "working-days":
        last = working.days_after(day, count)
    elif unit in ("months", "years"):
        last = add_months(day, count * (12 if unit == "years" else 1))
    else:
        last = day + count * (7 if unit == "weeks" else 1)
    return None if last is None else (last + 1) * DAY - 1


def due_of(limit, start, working, times=0):
    if limit["of"] is not None and start is None:
        return {"kind": "waiting"}
    if limit["at"] is not None:
        return {"kind": "at", "ms": limit["at"]}
    if limit["period"] is not None:
        return {"kind": "at", "ms": (last_day(limit["period"]) + 1) * DAY - 1}
    moment = after_span(start, limit["span"], times + 1, working) if limit["span"] else None
    return {"kind": "none"} if moment is None or moment > TIME_MAX else {"kind": "at", "ms": moment}


def tolled(limit, start, times, at):
    """V-48: `times` are triples of from, to (None while it goes on) and when that was said."""
    counted = start or 0
    for since, until, said in sorted(times, key=lambda one: one[0]):
        since = max(since, counted)
        if since > limit or said > limit:
            continue
        until = max(at if until is None else until, since)
        limit, counted = limit + until - since, until
    return limit


def silence(by, of, receipts, span, objections, working, heads, at, terms):
    """V-50; the verdict is None while nothing runs."""
    if not of or any(all(one["party"] != party for one in receipts) for party in of):
        return "waiting", None
    moment = after_span(max(one["heldAt"] for one in receipts), span, 1, working)
    if moment is None:
        return "waiting", None
    limit = {
        "limitMs": moment, "principals": list(dict.fromkeys([by, *of])),
        "startDisputed": any(one["disputed"] for one in receipts),
    }
    found = verdict(limit, objections, heads, at, terms)
    return {"running": "running", "met": "objected", "passed": "deemed", "disputed": "disputed"}[found["outcome"]], found
