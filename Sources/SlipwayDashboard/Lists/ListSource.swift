import SlipwayCore
import TerminalUI

/// What makes a list a screen: how its rows are read, shown, opened, exported and acted on.
protocol ListSource: Sendable {
    associatedtype Order: ListOrder
    associatedtype Row: Sendable
    associatedtype ID: Hashable & Sendable

    /// The name of its screen, as typed after `:`.
    var name: String { get }
    var columns: [TableColumn] { get }
    var reads: ListReads<Order, Row> { get }
    func id(of row: Row) -> ID
    /// What `y` copies.
    func copied(_ row: Row) -> String
    /// One a column.
    func cells(_ row: Row, context: ViewContext) -> [StyledText]
    /// Beside the list, where there is room.
    func detail(_ row: Row, columns: Int, context: ViewContext) -> [StyledText]
    /// What Enter opens; none where there is nothing more to see.
    func opened(_ row: Row) -> ScreenTarget?
    var exportHeadings: [String] { get }
    func exportCells(_ row: Row) -> [String]
    /// What can be done to the rows, all of which exist or did lately; `words` names them as a set.
    func actions(on rows: [Row], text: SafeText, acts: DashboardActs) -> [ScreenAction]
    /// What can be done whatever is selected.
    ///
    /// - Parameter query: what the list shows.
    func generalActions(_ query: ListQuery<Order>, acts: DashboardActs) -> [ScreenAction]
    /// Whether what is new comes in at its top, which then is followed.
    var followsTop: Bool { get }
    /// Said where the list is empty without a filter.
    var emptyAdvice: SafeText { get }
}

/// Where Enter leads.
enum ScreenTarget: Sendable {
    case screen(AnyScreen)
    /// As if typed after `:`.
    case line(String)
}

extension ListSource {
    func actions(on rows: [Row], text: SafeText, acts: DashboardActs) -> [ScreenAction] { [] }
    func generalActions(_ query: ListQuery<Order>, acts: DashboardActs) -> [ScreenAction] { [] }
    func opened(_ row: Row) -> ScreenTarget? { nil }
    var followsTop: Bool { false }
}
