"""A believable city for a first look: invented people at real courts, relative to the day it is built.

``plan`` decides which cases there are, ``story`` tells one case as an import unit, ``staff`` fills the
posts, ``acts`` lets 300 cases go through the acts' own services, ``city`` builds all of it and
continues after a kill. The same seed and day give the same city.
"""
