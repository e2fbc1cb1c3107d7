"""Whether one passage bears out one claim: what both say is compared, measured, and weighed by a trained model."""
