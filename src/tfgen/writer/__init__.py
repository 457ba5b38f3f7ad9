"""From bytes to files: compares, writes what differs, removes what is left over; the only writer.

Nothing is imported here: `tfgen render` that finds nothing to do needs to know only how changes are told.
"""
