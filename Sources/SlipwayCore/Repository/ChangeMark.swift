/// Equal to an earlier one of the same connection only if nothing was committed in between.
package struct ChangeMark: Hashable, Sendable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }
}
