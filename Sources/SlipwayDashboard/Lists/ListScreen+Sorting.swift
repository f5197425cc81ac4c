import SlipwayCore
import TerminalUI

/// The order of the list: the next one, one that is picked, or the same one the other way round.
extension ListScreen {
    mutating func sort(
        _ order: Source.Order, isReversed: Bool, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        show(ListQuery(filter: query.filter, order: order, isReversed: isReversed), at: now)
    }

    mutating func step(_ by: Int, at now: ClockReading) -> [ScreenCommand<Message>] {
        let orders = Array(Source.Order.allCases)
        guard orders.count > 1, let index = orders.firstIndex(of: query.order) else {
            return [.flash(.info("this list has one order"))]
        }
        return sort(orders[(index + by + orders.count) % orders.count], isReversed: false, at: now)
    }

    mutating func pickOrder(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch orderPicker?.type(input) {
        case .picked(let index):
            orderPicker = nil
            return sort(Array(Source.Order.allCases)[index], isReversed: false, at: now)
        case .dismissed: orderPicker = nil
        case .open, .refused, nil: break
        }
        return []
    }

    static func picker(_ query: ListQuery<Source.Order>) -> Picker {
        let orders = Array(Source.Order.allCases)
        return Picker(
            title: "SORT", choices: orders.map { Picker.Choice(SafeText($0.rawValue)) },
            cursor: orders.firstIndex(of: query.order) ?? 0)
    }
}
