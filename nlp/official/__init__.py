"""Official documents: bytes in; number, head, passages and citations out.

``nlp.official.document`` is the entrance; ``numbers`` and ``loose_numbers`` also serve posts.
"""
