import ArgumentParser
import SlipwayCore

/// What stops a batch by itself.
struct GateOptions: ParsableArguments {
    @Option(help: "Pause the batch at so many bad devices; goes with --max-bad-share.") var maxBad: Int?
    @Option(help: "And only if they are this share of the judged ones, such as 2% or 0.02.") var maxBadShare:
        ShareArgument?
    @Option(help: "Take the share of this many devices while fewer are judged; 500, or the whole batch, unless given.")
    var minimumJudged: Int?

    /// None where nothing stops it.
    var request: GateRequest? {
        guard let maxBad, let maxBadShare else { return nil }
        return GateRequest(maximumBad: maxBad, maximumBadShare: maxBadShare.share, minimumJudged: minimumJudged)
    }

    func validate() throws {
        guard (maxBad == nil) == (maxBadShare == nil), minimumJudged == nil || maxBad != nil else {
            throw ValidationError("a gate takes --max-bad and --max-bad-share together")
        }
        let faults = request?.faults ?? []
        guard faults.isEmpty else {
            throw ValidationError(faults.map { "--\(Self.option($0.field)) \($0.fault)" }.joined(separator: "\n"))
        }
    }

    private static func option(_ field: String) -> String {
        field.replacing("gate.", with: "").replacing("_", with: "-")
    }
}

/// A share of something, in percent or from 0 to 1.
struct ShareArgument: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        guard let share = ShareText(argument)?.share else { return nil }
        self.share = share
    }
}
