"""Django's SQLite backend with PostgreSQL's manners, as far as clients of Alyx notice them."""
