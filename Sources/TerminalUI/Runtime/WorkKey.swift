/// Names one piece of work in progress.
package struct WorkKey: Hashable, Sendable {
    package let screen: Int
    /// Loads supersede each other by name; an act has a name of its own.
    package let name: String
    package let isLoad: Bool
}
