import TerminalUI

/// What the keys of every list do, whatever its rows.
enum ListCommand: Hashable, Sendable {
    case move(TableMotion)
    case open, filter, pickOrder, reverse, earlierOrder, laterOrder
    case mark, markRange, unmarkAll
    case scrollColumns(Int)
    case copy, export, actions, act(Key), applyOrder, reload, nextTab, previousTab

    /// Those of the list itself.
    static let bindings: KeyTable<ListCommand> = [
        KeyBinding(.open, .enter, help: "open what is under the cursor", hint: "open"),
        KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
        KeyBinding(.filter, "/", help: "filter the list", hint: "filter"),
        KeyBinding(.pickOrder, "s", help: "pick the order", hint: "sort"),
        KeyBinding(.reverse, "S", help: "reverse the order"),
        KeyBinding(.earlierOrder, "<", help: "the order before this one"),
        KeyBinding(.laterOrder, ">", help: "the order after this one"),
        KeyBinding(.scrollColumns(-1), "h", .left, help: "the columns to the left"),
        KeyBinding(.scrollColumns(1), "l", .right, help: "the columns to the right"),
        KeyBinding(.mark, " ", help: "mark the row, or unmark it"),
        KeyBinding(.markRange, "v", help: "mark from the nearest mark to here"),
        KeyBinding(.unmarkAll, "U", help: "unmark everything"),
        KeyBinding(.copy, "y", help: "copy what names the row"),
        KeyBinding(.export, "w", help: "export the filtered list to a file"),
        KeyBinding(.applyOrder, "r", help: "apply the new order"),
        KeyBinding(.reload, .control("r"), help: "ask the database now"),
        KeyBinding(.nextTab, .tab, help: "the next list"),
        KeyBinding(.previousTab, .backTab, help: "the list before"),
    ]

    /// Those that move the cursor.
    static let motions: KeyTable<ListCommand> = TableMotion.keys.map { .move($0) }
}
