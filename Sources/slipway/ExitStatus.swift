import ArgumentParser
import Foundation
import SlipwayCore

/// What the program ends with; scripts rely on it.
enum ExitStatus: Int32 {
    case done = 0
    /// Done, but something in it failed.
    case partlyFailed = 1
    /// Bad usage or input, not found, or refused by a rule: nothing was changed.
    case refused = 2
    case unreachable = 3
    /// What was waited for did not come in time.
    case timedOut = 4

    init(of error: SlipwayError) {
        switch error.databaseFailure {
        case .away: self = .unreachable
        // Waiting does not mend it: the operator has to.
        case .unusable, nil: self = .refused
        }
    }

    /// Ends the program after what a command threw: one line on standard error, and the status that goes with it.
    static func end(after error: any Error) -> Never {
        switch error {
        case let status as ExitStatusError:
            exit(status.status.rawValue)
        case let refused as SlipwayError:
            StandardError.print("slipway: \(refused.message) [\(refused.code)]")
            exit(ExitStatus(of: refused).rawValue)
        case let input as InputError:
            StandardError.print("slipway: \(input.message)")
            exit(ExitStatus.refused.rawValue)
        default:
            let code = SlipwayCommand.exitCode(for: error)
            // Help and version are no failures; everything else that the parser throws is bad usage.
            if code.isSuccess { SlipwayCommand.exit(withError: error) }
            StandardError.print(SlipwayCommand.fullMessage(for: error))
            exit(ExitStatus.refused.rawValue)
        }
    }
}

/// Ends a command that has already said what there is to say.
struct ExitStatusError: Error {
    let status: ExitStatus
}

/// Something wrong with what the operator gave, found before any service was asked.
struct InputError: Error {
    let message: String
}
