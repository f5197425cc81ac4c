/// A line under the title; the trailing part is cut last.
package struct HeaderLine: Hashable, Sendable {
    package var leading: StyledText
    package var trailing: StyledText

    package init(_ leading: StyledText = .empty, trailing: StyledText = .empty) {
        self.leading = leading
        self.trailing = trailing
    }
}
