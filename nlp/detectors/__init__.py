"""One detector per module. Each looks at one text and says what it noticed and why.

A detector knows of no other detector; what several need (addresses, numbers) is below them in
``nlp.normalise`` and ``nlp.identifiers``. Its docstring says what it cannot see.
"""
