"""Distribute rows over pages: a page ends before the first row that does not fit with the rows it must keep with."""

from dataclasses import dataclass

from printers.paper.marks import Mark, Row, moved


@dataclass(frozen=True, slots=True)
class Page:
    """The marks of one page, and the height that they use, in points."""

    marks: tuple[Mark, ...]
    height: float


LEAST_LAST = 0.15
"""The part of a page that the last one of several holds at least, where what stands before can be moved to it."""
_STEPS = 12


def balanced(rows: tuple[Row, ...], height: float) -> tuple[Page, ...]:
    """Pages as `paginate` makes them, ended earlier where the last one would hold only a few lines."""
    pages = paginate(rows, height)
    for step in range(1, _STEPS + 1):
        if len(pages) == 1 or pages[-1].height >= LEAST_LAST * height:
            break
        sooner = paginate(rows, height * (1 - step * LEAST_LAST / _STEPS))
        if len(sooner) == len(pages):
            pages = sooner
    return pages


def paginate(rows: tuple[Row, ...], height: float) -> tuple[Page, ...]:
    """Put rows in order on pages of `height` points; at least one page, and a page of its own for a taller row."""
    pages: list[Page] = []
    marks: list[Mark] = []
    used = 0.0
    for group in _groups(rows):
        needed = sum(row.gap + row.height for row in group)
        fits_alone = needed - group[0].gap <= height
        if used and used + needed > height and fits_alone:
            pages.append(Page(tuple(marks), used))
            marks, used = [], 0.0
        for row in group:
            gap = row.gap if used else 0.0
            if used and used + gap + row.height > height:
                pages.append(Page(tuple(marks), used))
                marks, used, gap = [], 0.0, 0.0
            marks.extend(moved(mark, 0, used + gap) for mark in row.marks)
            used += gap + row.height
    return (*pages, Page(tuple(marks), used))


def _groups(rows: tuple[Row, ...]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    open_group = False
    for row in rows:
        if open_group:
            groups[-1].append(row)
        else:
            groups.append([row])
        open_group = row.keep_with_next
    return groups
