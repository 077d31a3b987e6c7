"""Any Vietnamese text in, correct Vietnamese out."""
