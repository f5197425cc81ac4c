/// ` [First] Second  Third`: the chosen one in brackets, so that colour is not needed.
package struct Tabs: Hashable, Sendable {
    package let titles: [SafeText]
    package private(set) var selected: Int

    package init(_ titles: [SafeText], selected: Int = 0) {
        self.titles = titles
        self.selected = min(max(0, selected), max(0, titles.count - 1))
    }

    package mutating func select(_ index: Int) {
        if titles.indices.contains(index) { selected = index }
    }

    package mutating func selectNext() { select(titles.isEmpty ? 0 : (selected + 1) % titles.count) }

    package mutating func selectPrevious() {
        select(titles.isEmpty ? 0 : (selected + titles.count - 1) % titles.count)
    }

    package var line: StyledText {
        titles.enumerated().reduce(StyledText(titles.isEmpty ? "" : " ", Style(.header))) { line, item in
            let isSelected = item.offset == selected
            return line
                + StyledText(
                    isSelected ? "[" + item.element + "]" : " " + item.element + " ",
                    isSelected ? Style(.headerCrumb) : .dim)
        }
    }
}
