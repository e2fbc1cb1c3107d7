"""What leaves the house by itself: signed webhooks and summaries by e-mail. Rows hold the work, ``wire`` the network."""
