/// A figure that is kept on write and is not what a count of the rows says.
package struct CounterDifference: Hashable, Sendable {
    package let subject: CounterSubject
    /// The column or the table that keeps it.
    package let figure: String
    /// Which row of that table, in words; may hold what devices said, and is not safe for a terminal.
    package let key: String
    package let kept: Int
    package let counted: Int

    package init(of subject: CounterSubject, figure: String, key: String = "", kept: Int, counted: Int) {
        self.subject = subject
        self.figure = figure
        self.key = key
        self.kept = kept
        self.counted = counted
    }

    /// Whether it is the same mistake, although devices may have moved since.
    package func isSame(as other: CounterDifference) -> Bool {
        subject == other.subject && figure == other.figure && key == other.key
            && kept - counted == other.kept - other.counted
    }
}
