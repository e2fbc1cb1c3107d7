"""One module per revision, ``NNNN_what.py``, in order."""
