"""Planning of meeting rooms."""
