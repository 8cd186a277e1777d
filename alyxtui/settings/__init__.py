"""What the user set: profiles, time-outs, looks; and the tokens that the program keeps for them."""
