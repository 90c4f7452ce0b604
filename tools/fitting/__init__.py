"""How the structures of the fictional sector are estimated from the real files."""
