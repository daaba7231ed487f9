"""The gaps between meetings."""


def free_slots(day, meetings, minimum=1):
    """The free (start, end) of `day` that last at least `minimum` minutes, in order."""
    slots = []
    free_from = day.opens
    for start, end in sorted(meetings):
        if start - free_from >= minimum:
            slots.append((free_from, start))
        free_from = end
    if day.closes - free_from >= minimum:
        slots.append((free_from, day.closes))
    return slots
