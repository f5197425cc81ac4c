import ArgumentParser
import SlipwayServices

extension TokenLifetime: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
