"""Official documents: bytes in; number, head, passages and citations out."""
