import CPseudoTerminal

/// How a program ended.
enum ExitStatus: Equatable {
    case exited(Int)
    case killed(signal: Int)

    init(waitStatus: CInt) {
        let number = Int(wait_status_number(waitStatus))
        self = wait_status_is_signal(waitStatus) != 0 ? .killed(signal: number) : .exited(number)
    }
}
