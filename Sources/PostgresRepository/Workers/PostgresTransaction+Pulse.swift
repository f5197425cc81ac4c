import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    func pulse() throws -> ServicePulse {
        let pulse = try first("SELECT \(ServicePulse.columns(now: "$1"))", [now], decode: ServicePulse.init)
        return pulse ?? ServicePulse(mark: ChangeMark(""), latestHeartbeat: nil, workWaitingSince: nil)
    }
}

extension ServicePulse {
    /// - Parameter now: the parameter that is the instant.
    static func columns(now: String) -> String {
        """
        \(ChangeMark.column),
          \(Worker.latestHeartbeat), \(Worker.latestServerHeartbeat),
          (\(PostgresTransaction.nextBatch(PostgresTransaction.waitingSince, now: now)))
        """
    }

    init(_ row: inout PostgresColumnReader) throws {
        self.init(
            mark: ChangeMark(try row.text()), latestHeartbeat: row.optionalInstant(),
            latestServerHeartbeat: row.optionalInstant(), workWaitingSince: row.optionalInstant())
    }
}
