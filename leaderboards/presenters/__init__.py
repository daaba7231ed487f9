"""What the pages show, as frozen values made from the published summary and the stored rows.

`figures` writes numbers, `flags` warnings; `boards`, `charts` and `pairs` read the summary;
`tasks`, `attempts` and `diffs` read rows. Nothing here decides anything.
"""
