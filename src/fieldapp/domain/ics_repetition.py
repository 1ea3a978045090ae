"""The repetitions of calendar files (RFC 5545, RRULE): on which days an event takes place again."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

JOURS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)\Z")
_READ = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}
)
# No period of these is longer than so many days: what lies before the window is stepped over.
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
_UNREADABLE = "répétition illisible"


def read_rule(value: str) -> dict[str, str]:
    """Return the parts of a RRULE by name."""
    pairs = (part.partition("=") for part in value.strip().split(";"))
    return {key.strip().upper(): val.strip().upper() for key, _, val in pairs if key.strip()}


def is_understood(rule: Mapping[str, str]) -> bool:
    """Whether `list_days` can tell the days of a rule: by day, week, month or year, no odd part."""
    freq = rule.get("FREQ", "")
    if freq not in _DAYS or not set(rule) <= _READ:
        return False
    ranked = any(part[:-2] for part in rule.get("BYDAY", "").split(",") if part)
    if freq == "YEARLY":
        return "BYDAY" not in rule or "BYMONTH" in rule
    return freq == "MONTHLY" or not (ranked and "BYSETPOS" in rule)


def list_days(
    rule: Mapping[str, str], start: datetime, depuis: date, jusqu_a: date
) -> Iterator[datetime]:
    """The moments of a rule, at the hour of `start`, up to `jusqu_a` excluded, in order.

    COUNT counts those before `depuis` too; without it, what lies well before is not looked at.
    UNTIL is for the caller. Raises ValueError, in French, for a rule that says nothing clear.
    """
    interval, left = int(rule.get("INTERVAL", "1")), None
    if interval < 1:
        raise ValueError(_UNREADABLE)
    if "COUNT" in rule:
        left = int(rule["COUNT"])
    first = start.date()
    rank = 0
    if left is None and first < depuis:
        rank = max(0, (depuis - first).days // (_DAYS[rule["FREQ"]] * interval) - 1)
    while True:
        period = _Period(rule, first, rank * interval)
        if period.debut is None or period.debut >= jusqu_a:
            return
        for day in period.days():
            if day < first:
                continue
            if day >= jusqu_a or left == 0:
                return
            left = None if left is None else left - 1
            yield datetime.combine(day, start.time())
        if left == 0:
            return
        rank += 1


class _Period:
    """One day, week, month or year of a rule, so many periods after that of `first`."""

    def __init__(self, rule: Mapping[str, str], first: date, step: int) -> None:
        self._rule, self._first = rule, first
        self._freq = rule["FREQ"]
        self._weekdays = [_weekday(part) for part in rule.get("BYDAY", "").split(",") if part]
        if self._freq in ("DAILY", "WEEKLY") and any(rank for rank, _ in self._weekdays):
            raise ValueError(_UNREADABLE)
        self.debut = self._begin(step)

    def _begin(self, step: int) -> date | None:
        """The first day of the period; None beyond the calendar."""
        first = self._first
        try:
            if self._freq == "DAILY":
                return first + timedelta(days=step)
            if self._freq == "WEEKLY":
                wkst = self._rule.get("WKST", "MO")
                back = (first.weekday() - (JOURS.index(wkst) if wkst in JOURS else 0)) % 7
                return first - timedelta(days=back) + timedelta(days=7 * step)
            if self._freq == "MONTHLY":
                months = first.year * 12 + first.month - 1 + step
                return date(months // 12, months % 12 + 1, 1)
            return date(first.year + step, 1, 1)
        except (OverflowError, ValueError):
            return None

    def days(self) -> list[date]:
        """The days of the rule in this period, in order."""
        assert self.debut is not None
        debut = self.debut
        if self._freq == "DAILY":
            found = [d for d in [debut] if self._fits(d)]
        elif self._freq == "WEEKLY":
            wanted = {day for _, day in self._weekdays} or {self._first.weekday()}
            week = (debut + timedelta(days=n) for n in range(7))
            found = [d for d in week if d.weekday() in wanted and self._in_months(d)]
        else:
            found = [day for month in self._months() for day in self._of_month(*month)]
        return self._positions(sorted(found))

    def _months(self) -> list[tuple[int, int]]:
        assert self.debut is not None
        months = _numbers(self._rule.get("BYMONTH", ""), 1, 12)
        if self._freq == "MONTHLY":
            here = self.debut.month
            return [(self.debut.year, here)] if not months or here in months else []
        if not months:
            months = list(range(1, 13)) if "BYMONTHDAY" in self._rule else [self._first.month]
        return [(self.debut.year, month) for month in sorted(set(months))]

    def _of_month(self, year: int, month: int) -> list[date]:
        length = calendar.monthrange(year, month)[1]
        month_days = _numbers(self._rule.get("BYMONTHDAY", ""), -31, 31)
        if not month_days and not self._weekdays:
            month_days = [self._first.day]
        days = [date(year, month, n + 1) for n in range(length)]
        if month_days:
            kept = {n if n > 0 else length + 1 + n for n in month_days}
            days = [d for d in days if d.day in kept]
        if self._weekdays:
            days = [d for d in days if any(_is_ranked(d, length, *one) for one in self._weekdays)]
        return days

    def _fits(self, day: date) -> bool:
        wanted = {weekday for _, weekday in self._weekdays}
        month_days = _numbers(self._rule.get("BYMONTHDAY", ""), -31, 31)
        length = calendar.monthrange(day.year, day.month)[1]
        return (
            (not wanted or day.weekday() in wanted)
            and self._in_months(day)
            and (not month_days or day.day in {n if n > 0 else length + 1 + n for n in month_days})
        )

    def _in_months(self, day: date) -> bool:
        months = _numbers(self._rule.get("BYMONTH", ""), 1, 12)
        return not months or day.month in months

    def _positions(self, days: list[date]) -> list[date]:
        ranks = _numbers(self._rule.get("BYSETPOS", ""), -366, 366)
        if not ranks:
            return days
        kept = {n - 1 if n > 0 else len(days) + n for n in ranks}
        return [day for rank, day in enumerate(days) if rank in kept]


def _weekday(part: str) -> tuple[int, int]:
    """« 2MO » is (2, 0), « -1FR » (-1, 4), « WE » (0, 2)."""
    match = _BYDAY.match(part)
    if match is None:
        raise ValueError(_UNREADABLE)
    return int(match[1] or 0), JOURS.index(match[2])


def _is_ranked(day: date, length: int, rank: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    before, after = (day.day - 1) // 7 + 1, (length - day.day) // 7 + 1
    return rank in (0, before, -after)


def _numbers(text: str, low: int, high: int) -> list[int]:
    found = [int(part) for part in text.split(",") if part]
    if any(not low <= number <= high or number == 0 for number in found):
        raise ValueError(_UNREADABLE)
    return found
