import SlipwayCore
import SlipwayServices
import TerminalUI

/// What one question to the database came to.
struct PollAnswer<Value: Sendable>: Sendable {
    enum Outcome: Sendable {
        case read(Value, mark: ChangeMark)
        /// Nothing was committed since the last reading.
        case unchanged
        /// The database answers, but not this: the record is gone, or may not be seen.
        case refused(SafeText)
        case lost(SafeText)
    }

    let outcome: Outcome
    /// What the database lets the dashboard do; none where it did not answer.
    let access: DatabaseAccess?
    let clock: ClockTrouble?
    let halts: [StandingHalt]
    let milliseconds: Int64
    /// Events that were written while the database did not answer; none where it did.
    let missed: ListCount?
    let jitter: Double

    /// Asks with `read`, unless the mark is still the known one.
    static func asking(
        _ reads: DashboardReads, _ question: Poll.Question,
        _ read: @Sendable () async throws -> (value: Value, mark: ChangeMark)
    ) async -> PollAnswer {
        let start = reads.milliseconds()
        var missed: ListCount?
        var access: DatabaseAccess?
        let outcome: Outcome
        do {
            if let span = question.unansweredFor {
                missed = try await reads.eventsWithin(span)
            }
            access = try await reads.access(question.unansweredFor != nil)
            if let known = question.known, try await reads.mark() == known {
                outcome = .unchanged
            } else {
                let (value, mark) = try await read()
                outcome = .read(value, mark: mark)
            }
        } catch let error as SlipwayError {
            let why = SafeText(error.message)
            outcome = error.databaseFailure == nil ? .refused(why) : .lost(why)
        } catch {
            // Whatever else was thrown is the driver's own text: for the log, not for the screen.
            outcome = .lost("the database could not be read")
        }
        return PollAnswer(
            outcome: outcome, access: access, clock: reads.clock(), halts: reads.halts(),
            milliseconds: reads.milliseconds() - start, missed: missed, jitter: reads.jitter())
    }
}

extension Poll {
    /// Notes the answer; what the header and the last row should say about it.
    mutating func received<Value, Message>(
        _ answer: PollAnswer<Value>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let outage: Int64?
        switch answer.outcome {
        case .read(_, let mark): outage = answered(mark: mark, at: now.instant)
        case .unchanged, .refused: outage = answered(mark: nil, at: now.instant)
        case .lost(let why):
            let isNews = lostSince == nil
            let report = ScreenCommand<Message>.report(.lost(since: failed(at: now.instant, jitter: answer.jitter)))
            return isNews ? [report, .flash(.error(why))] : [report]
        }
        var reports: [ScreenCommand<Message>] = [.report(.answered(milliseconds: answer.milliseconds))]
        reports.append(.remarks(HeaderBadge.halts(answer.halts) + (answer.clock.map { [HeaderBadge($0)] } ?? [])))
        if let access = answer.access { reports.append(.takesChanges(access.mayWrite)) }
        guard let outage else { return reports }
        return reports + [.flash(.info("the database is back after " + TimeStyle.span(outage) + answer.missedWords))]
    }
}

extension PollAnswer {
    fileprivate var missedWords: SafeText {
        switch missed {
        case .exactly(0): ": nothing was missed"
        case .exactly(let count): ": " + CountText.of(count, "event was missed", "events were missed")
        case .atLeast, nil: missed.map { ": " + $0.text + " events were missed" } ?? ""
        }
    }
}
