"""What every endpoint shares: paging, errors, rights, filters and field kinds."""
