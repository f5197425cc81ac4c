import SlipwayCore
import TerminalUI

/// The line of a filter being typed: what is wrong with it, how many rows it would leave, and what may come next.
struct FilterPrompt: Sendable {
    enum Outcome: Sendable {
        case editing
        case changed
        case closed
        case entered(Filter)
    }

    private(set) var field: TextField
    private(set) var faults: [FilterFault] = []
    private(set) var filter: Filter
    private(set) var count: ListCount?
    private var offered: [String] = []
    /// Values that are in use, by the field.
    var known: [String: [String]] = [:]
    private let fields: [FilterField]
    private let parser: FilterParser

    init<Order: ListOrder>(_ filter: Filter, of order: Order.Type) {
        let line = filter.description
        field = TextField(line.isEmpty ? "" : line + " ", limit: FilterParser.maximumLength)
        self.filter = filter
        fields = Order.fields
        parser = FilterParser(of: order)
    }

    mutating func type(_ input: TextInput) -> Outcome {
        switch input {
        case .key(.escape), .key(.control("c")): return .closed
        case .key(.backspace) where field.text.isEmpty: return .closed
        case .key(.enter): return faults.isEmpty ? .entered(filter) : .editing
        case .key(.tab): complete()
        default:
            offered = []
            field.type(input)
        }
        let reading = parser.read(field.text)
        faults = reading.faults
        guard faults.isEmpty, reading.filter != filter else { return .editing }
        filter = reading.filter
        count = nil
        return .changed
    }

    /// Ignored where the line has changed meanwhile.
    mutating func counted(_ filter: Filter, _ count: ListCount) {
        if filter == self.filter { self.count = count }
    }

    var footer: Footer {
        let start = StyledText("/", Style(.prompt)) + StyledText(field.safeText, .text)
        return Footer(start + StyledText("   ") + remark, cursorColumn: 1 + field.cursorColumn)
    }

    private var remark: StyledText {
        if !offered.isEmpty { return StyledText(SafeText(offered.joined(separator: "  "), limit: 400), .dim) }
        if let fault = faults.first { return StyledText(SafeText(fault.description, limit: 400), .error) }
        return StyledText(count.map { $0.text + " match" } ?? "counting", .dim)
    }

    private mutating func complete() {
        let completion = FilterCompletion(of: field.text, cursor: field.position, fields: fields, known: known)
        let texts = completion.candidates.map(\.text)
        guard var common = texts.first else { return }
        for text in texts { common = String(zip(common, text).prefix { $0 == $1 }.map(\.0)) }
        offered = texts.count > 1 ? texts : []
        let old = Array(field.text)
        let typed = String(old[completion.range])
        guard common.count > typed.count || texts.count == 1 else { return }
        field.replace(
            with: String(old[..<completion.range.lowerBound]) + common + String(old[completion.range.upperBound...]))
    }
}

extension ListCount {
    /// `260`, `10,000+`, `?`.
    var text: SafeText {
        switch self {
        case .exactly(let count): CountText.exact(count)
        case .atLeast(0): "?"
        case .atLeast(let count): CountText.exact(count) + "+"
        }
    }
}
