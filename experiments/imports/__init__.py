"""Results that were obtained elsewhere: one attempt a line, read strictly, stored as a run.

`reading.read_results` takes a stream in, tells every bad line and keeps the good ones;
`storing` makes a finished run of them, in batches and inside of the caller's transaction.
"""
