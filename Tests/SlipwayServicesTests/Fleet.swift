import TestSupport

typealias Fleet = StockedFleet
