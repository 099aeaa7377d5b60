"""The ear: what an inbound message is, says and answers. Pure, and it never raises."""
