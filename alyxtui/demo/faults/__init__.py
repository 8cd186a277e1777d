"""What can go wrong between a client and the demo, on request, and a record of what was asked."""
