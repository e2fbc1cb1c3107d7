"""What other systems block by: confirmed scam indicators as STIX 2.1, hosts file and CSV. Pure: rows in, text out."""
