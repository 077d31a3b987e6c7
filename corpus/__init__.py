"""Sample plans, the truth about them, and the generator that writes both.

The plans beside this file are invented: places, people, numbers. `truth/<stem>.json` says what
each of them states, in the gold format of `kehoach evaluate`, with the kind of file on top.
`python -m corpus` makes all of them again; see `corpus.generator` for making others.
"""
