"""What official text says of a post: slots, retrieval, comparison, verification."""
