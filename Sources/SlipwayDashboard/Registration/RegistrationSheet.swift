import SlipwayCore
import SlipwayServices
import TerminalUI

/// The rows of a registration, counted as they change.
struct RegistrationSheet: Sendable {
    private(set) var rows = ChunkedArray<RegistrationRow>()
    /// Another one after each change, so that what was found out about the rows can be told from what is true of them.
    private(set) var revision = 0
    private var nextLine = 1
    private var counts: [RegistrationRow.State: Int] = [:]

    func count(_ states: RegistrationRow.State...) -> Int {
        states.reduce(0) { $0 + counts[$1, default: 0] }
    }

    /// Those that are still to be registered.
    var openCount: Int { count(.ready, .wrong, .refused, .unknown) }

    /// What a spreadsheet has shortened of the uids and serial numbers that are to be sent.
    var shortenedNumbers: [String] {
        rows.lazy.filter { $0.isOpen && $0.state != .wrong }.flatMap { row in
            [row.cells[0], row.cells[2]].map(\.trimmingBlanks).filter(SpreadsheetNumber.isShortened)
        }
    }

    mutating func change(_ index: Int, _ body: (inout RegistrationRow) -> Void) {
        counts[rows[index].state, default: 0] -= 1
        body(&rows[index])
        counts[rows[index].state, default: 0] += 1
        revision += 1
    }

    mutating func insert(cells: [String], fault: String? = nil, at index: Int, defaultOrganization: String?) {
        var row = RegistrationRow(line: nextLine, cells: cells, fault: fault)
        row.validate(defaultOrganization: defaultOrganization)
        nextLine += 1
        rows.insert(row, at: index)
        counts[row.state, default: 0] += 1
        revision += 1
    }

    mutating func append(_ entries: [SheetReading.Entry], defaultOrganization: String?) {
        var all = Array(rows)
        for entry in entries {
            let cells = [entry.deviceUID, entry.organization, entry.serialNumber, entry.hardwareVersion]
            var row = RegistrationRow(line: nextLine, cells: cells, fault: entry.fault)
            row.validate(defaultOrganization: defaultOrganization)
            nextLine += 1
            all.append(row)
        }
        replace(with: all)
    }

    mutating func remove(at index: Int) {
        counts[rows.remove(at: index).state, default: 0] -= 1
        revision += 1
    }

    /// Rows keep their lines; those without one, numbered 0, get new ones.
    mutating func replace(with all: [RegistrationRow]) {
        rows = ChunkedArray(
            all.map { row in
                guard row.line == 0 else { return row }
                defer { nextLine += 1 }
                var numbered = RegistrationRow(line: nextLine, cells: row.cells, fault: row.fault)
                numbered.state = row.state
                numbered.text = row.text
                return numbered
            })
        recount()
    }

    private mutating func recount() {
        counts = [:]
        for row in rows { counts[row.state, default: 0] += 1 }
        revision += 1
    }
}

extension RegistrationSheet: Codable {
    private enum CodingKeys: String, CodingKey { case rows, nextLine }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        nextLine = try container.decode(Int.self, forKey: .nextLine)
        let kept = try container.decode([RegistrationRow].self, forKey: .rows)
        rows = ChunkedArray(
            kept.map { row in
                // The program that was sending it is gone, with the answer.
                guard row.state == .sending else { return row }
                var row = row
                row.state = .unknown
                return row
            })
        recount()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(nextLine, forKey: .nextLine)
        try container.encode(rows, forKey: .rows)
    }
}
