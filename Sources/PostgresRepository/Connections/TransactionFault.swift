/// A fault in a transaction, and whether its end had been asked for: then it is unknown whether it was carried out.
struct TransactionFault: Error, Hashable {
    let fault: PostgresFault
    let isCommitSent: Bool

    /// Whether nothing of it has happened, and running it again may help.
    var mayBeRepeated: Bool {
        if fault.isContention { return true }
        return !isCommitSent && fault.cause != .late && fault.isUnreachable
    }
}
