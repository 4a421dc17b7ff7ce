def write_listing(*a): pass
