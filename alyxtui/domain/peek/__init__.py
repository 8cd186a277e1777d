"""A first look into files that have arrived: small readers that need neither numpy nor pyarrow."""
