/// Whether all updates of the installation are halted.
package struct SystemHalt: Hashable, Sendable {
    package let halted: Bool
    /// When the latest halt ended; deadlines start again from it.
    package let resumedAt: Timestamp?

    package init(halted: Bool, resumedAt: Timestamp?) {
        self.halted = halted
        self.resumedAt = resumedAt
    }
}
