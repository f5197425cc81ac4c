import Foundation
import SlipwayCore

/// Whether uids and serial numbers that a spreadsheet has shortened are registered: asked once, and only on a terminal.
struct ShortenedNumbers {
    private var isAccepted: Bool?

    init(isAccepted: Bool) { self.isAccepted = isAccepted ? true : nil }

    /// Those of the numbers that are faults.
    ///
    /// - Parameter place: where they stand.
    mutating func refused(among numbers: [FieldFault], at place: String) -> [FieldFault] {
        guard !numbers.isEmpty else { return [] }
        let answer = isAccepted ?? Self.ask(numbers, at: place)
        isAccepted = answer
        return answer
            ? []
            : numbers.map {
                FieldFault(field: $0.field, fault: $0.fault + "; correct it, or give --accept-scientific")
            }
    }

    private static func ask(_ numbers: [FieldFault], at place: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1, StandardError.isTerminal else { return false }
        StandardError.clearProgress()
        for number in numbers { StandardError.print("\(place): \(number)") }
        StandardError.print("Register this, and others like it, as they stand? [y/N]")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
}
