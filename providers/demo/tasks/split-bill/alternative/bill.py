"""Sharing a bill, in whole cents."""


def split_bill(total_cents, people):
    """Return what each person pays, in cents, as a list of length `people`."""
    if people < 1:
        raise ValueError("people must be at least 1")
    shares = []
    for remaining in range(people, 0, -1):
        # Rounding up each time puts the extra cents at the front.
        share = -(-total_cents // remaining)
        shares.append(share)
        total_cents -= share
    return shares


def describe(shares):
    """One line for the receipt: "3 x 3.34, 1 x 3.33"."""
    counts = {}
    for share in shares:
        counts[share] = counts.get(share, 0) + 1
    return ", ".join(f"{n} x {cents / 100:.2f}" for cents, n in counts.items())
