import SQLStorage
import SlipwayCore

/// The statements of one transaction on their way to the server.
///
/// It begins with the first that is sent. Those whose answers are not needed are put off: they fly with the next whose
/// answer is needed, or with COMMIT. Nothing that was put off is passed over: where one of them fails, so does all that
/// comes after it, and COMMIT with it.
final class TransactionCourse {
    /// More than so many are not put off.
    static let limit = 8

    private let session: PostgresSession
    private let kind: TransactionKind
    private var waiting: [PostgresStatement] = []
    private var isBegun = false
    private var asksAgain = false
    private var instant: Timestamp?
    /// What a statement has brought before it is asked for.
    var pieceSentAlong: SentPiece?
    /// Of the first statement that failed; there is nothing to be had after it.
    private var fault: PostgresFault?

    init(_ kind: TransactionKind, on session: PostgresSession) {
        self.kind = kind
        self.session = session
        instant = kind.clock?()
    }

    /// Of statements that read no clock, in a transaction that has begun elsewhere and ends there.
    init(within session: PostgresSession) {
        kind = TransactionKind(.read, clock: nil)
        self.session = session
        isBegun = true
    }

    /// Where there is no telling, an instant that leads to nothing: every statement after it fails, and so does the end.
    var now: Timestamp {
        if instant == nil { _ = try? answers(to: []) }
        return instant ?? Timestamp(milliseconds: 0)
    }

    func putOff(_ statement: PostgresStatement) throws {
        waiting.append(statement)
        if waiting.count > Self.limit { try catchUp() }
    }

    /// Carries out what was put off.
    func catchUp() throws {
        if !waiting.isEmpty { _ = try answers(to: []) }
    }

    /// In one round trip.
    func answers(to statements: [PostgresStatement]) throws -> [PostgresResult] {
        if let fault { throw fault }
        if kind.form == .question, isBegun {
            asksAgain = true
            throw SecondQuestion()
        }
        do {
            return try fly(statements)
        } catch {
            fault = error
            throw error
        }
    }

    private func fly(_ statements: [PostgresStatement]) throws(PostgresFault) -> [PostgresResult] {
        let dated = kind.form == .question ? statements.firstIndex(where: \.isDated) : nil
        let opening = opening(isDated: instant != nil || dated != nil)
        let others = waiting
        waiting = []
        let results: [PostgresResult]
        do {
            results = try session.answers(to: opening + others + statements)
        } catch {
            throw error.fault
        }
        let answers = Array(results.suffix(statements.count))
        if !isBegun, instant == nil { instant = Self.instant(dated.map { answers[$0] } ?? results[opening.count - 1]) }
        isBegun = true
        return answers
    }

    /// What comes before its first statement.
    private func opening(isDated: Bool) -> [PostgresStatement] {
        if isBegun { return [] }
        return [kind.beginning, session.transactionSettings, isDated ? nil : TransactionKind.instant]
            .compactMap { $0 }
    }

    /// None where it has found nothing.
    private static func instant(_ answer: PostgresResult) -> Timestamp? {
        guard answer.count > 0 else { return nil }
        var row = PostgresColumnReader(answer, row: 0)
        row.skip(answer.columns - 1)
        return row.optionalInstant()
    }

    /// COMMIT is never on the first flight: that a connection was lost while it was not used must be found while the
    /// transaction may still run again.
    ///
    /// - Throws: `TransactionFault`.
    func end() throws {
        if asksAgain { throw SecondQuestion() }
        do throws(PostgresFault) {
            if let fault { throw fault }
            if !isBegun { _ = try fly([]) }
        } catch {
            throw TransactionFault(fault: error, isCommitSent: false)
        }
        if kind.form != .question { try commit() }
    }

    private func commit() throws(TransactionFault) {
        let statements = waiting + [TransactionKind.end]
        do throws(FlightFault) {
            let results = try session.answers(to: statements)
            // What has failed before, unseen, makes a rollback of it.
            guard results.last?.command == "COMMIT" else {
                throw FlightFault(fault: PostgresFault(.refused(sqlState: "25P02")), position: statements.count - 1)
            }
        } catch {
            // Of an end of the connection a pooler tells in the place of whatever was not answered yet, though all of it
            // may have been carried out.
            let isPassedOver =
                error.position < statements.count - 1 && error.fault.sqlState != nil && !error.fault.isUnreachable
            throw TransactionFault(fault: error.fault, isCommitSent: kind.isWriting && !isPassedOver)
        }
    }
}

/// What was to be one question asks a second one: together they see one moment only in a transaction.
struct SecondQuestion: Error {}
