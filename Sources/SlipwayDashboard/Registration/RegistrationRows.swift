import SlipwayCore
import TerminalUI

/// The rows of a registration as a list: all of them, or some in an order of their own.
struct RegistrationRows: FormRows {
    /// Places in the sheet and the heading of each group; none for all of them.
    var selection: RowSelection?
    let canGrow: Bool
    let emptyAdvice: SafeText

    let columns = [
        RowColumn("uid", help: "made where it is empty", .flexible(minimum: 12), limit: 200),
        RowColumn(
            "organization", help: "its name, or # and its id", .flexible(minimum: 8), dropOrder: 1, limit: 200),
        RowColumn("serial", help: "the uid where it is empty", .flexible(minimum: 8), dropOrder: 2, limit: 200),
        RowColumn("hardware", help: "its hardware version", .fixed(8), dropOrder: 3, limit: 200),
    ]

    func count(_ draft: RegistrationDraft) -> Int { selection?.places.count ?? draft.sheet.rows.count }

    func cells(at row: Int, _ draft: RegistrationDraft) -> [String] { draft.sheet.rows[index(row)].cells }

    func note(at row: Int, _ draft: RegistrationDraft) -> RowNote? {
        let row = draft.sheet.rows[index(row)]
        let text = row.text.map { SafeText($0, limit: 300) }
        switch row.state {
        case .wrong, .refused: return RowNote(.failed, text ?? "refused", isFault: true)
        case .unknown: return RowNote(.stuck, "answer lost: sending again settles it", isFault: false)
        case .sending: return RowNote(.active, "being sent", isFault: false)
        case .registered: return RowNote(.succeeded, "registered", isFault: false)
        case .ready:
            if let finding = row.finding { return RowNote(.stuck, SafeText(finding, limit: 300), isFault: true) }
            return selection == nil ? nil : RowNote(.pending, "to be sent", isFault: false)
        }
    }

    func heading(at row: Int, _ draft: RegistrationDraft) -> SafeText? { selection?.headings[row] }

    func set(_ text: String, row: Int, column: Int, _ draft: inout RegistrationDraft) {
        let owner = draft.defaultOrganization
        draft.sheet.change(index(row)) { $0.edit(column: column, text, defaultOrganization: owner) }
    }

    func insert(_ cells: [String], at row: Int, _ draft: inout RegistrationDraft) {
        draft.sheet.insert(cells: cells, at: row, defaultOrganization: draft.defaultOrganization)
    }

    func remove(at row: Int, _ draft: inout RegistrationDraft) { draft.sheet.remove(at: row) }

    private func index(_ row: Int) -> Int { selection?.places[row] ?? row }
}

/// Rows in an order of their own, under headings.
struct RowSelection: Hashable, Sendable {
    let places: [Int]
    /// By the first row of each group.
    let headings: [Int: SafeText]
    private let lastPlace: Int

    /// The rows that are left to be registered, the largest group first.
    init(openIn sheet: RegistrationSheet) {
        var groups: [String: [Int]] = [:]
        for (index, row) in sheet.rows.enumerated() where row.isOpen { groups[row.reason, default: []].append(index) }
        var places: [Int] = []
        var headings: [Int: SafeText] = [:]
        for (reason, members) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            headings[places.count] = CountText.exact(members.count) + "  " + SafeText(reason, limit: 200)
            places += members
        }
        self.places = places
        self.headings = headings
        lastPlace = places.max() ?? -1
    }

    /// Whether each place is still one of the sheet.
    func fits(_ sheet: RegistrationSheet) -> Bool { lastPlace < sheet.rows.count }
}
