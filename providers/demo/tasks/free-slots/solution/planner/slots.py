"""The gaps between meetings."""


def free_slots(day, meetings, minimum=1):
    """The free (start, end) of `day` that last at least `minimum` minutes, in order."""
    slots = []
    free_from = day.opens
    for start, end in sorted(meetings):
        gap_end = min(start, day.closes)
        if gap_end - free_from >= minimum:
            slots.append((free_from, gap_end))
        free_from = max(free_from, end)
    if day.closes - free_from >= minimum:
        slots.append((free_from, day.closes))
    return slots
