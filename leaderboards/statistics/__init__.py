"""The statistics of a run: four boards and every pair, from one row per attempt.

Pure NumPy and SciPy. The unit of inference is the task, never the attempt. Read in this order:
`outcomes` and `facts` (what goes in), `cells` (attempts → tasks), `intervals`, `quantiles` and
`significance` (the estimators), one module per board, `pairing` and `pairwise` (two arms at a
time), `entries` (ranks), `flags`, `summary` (what comes out).
"""
