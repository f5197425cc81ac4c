import ArgumentParser
import SlipwayCore

/// What of a list is shown, and in which order.
struct ListOptions<Order: ListOrder & ExpressibleByArgument>: ParsableArguments {
    @Option(help: "Only what fits, as in the dashboard: a beginning, or field=value, joined by \"and\".")
    var filter: String?

    @Option(help: "The order of the list.")
    var order: Order = .initial

    @Flag(help: "Reverse the order.")
    var reverse = false

    @OptionGroup var page: PageOptions

    /// - Throws: REQUEST_001 with every fault of the filter.
    func query(and terms: [FilterTerm]) throws(SlipwayError) -> ListQuery<Order> {
        var given = try Filter(filter ?? "", of: Order.self)
        given.terms += terms
        return ListQuery(filter: given, order: order, isReversed: reverse)
    }

    /// Help that names what can be filtered by.
    static func discussion(_ examples: String...) -> String {
        let width = Order.fields.map(\.name.count).max() ?? 0
        let fields = Order.fields.map { field in
            "  " + field.name + String(repeating: " ", count: width + 2 - field.name.count) + field.help
        }
        let examples = examples.map { "  slipway \($0)" }
        return (["Fields of --filter:"] + fields + ["", examples.count == 1 ? "Example:" : "Examples:"] + examples)
            .joined(separator: "\n")
    }
}

extension DeviceOrder: ExpressibleByArgument {}
extension OrganizationOrder: ExpressibleByArgument {}
extension FirmwareOrder: ExpressibleByArgument {}
extension SessionOrder: ExpressibleByArgument {}
extension BatchOrder: ExpressibleByArgument {}
extension EventOrder: ExpressibleByArgument {}
