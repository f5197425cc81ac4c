import SQLStorage
import SlipwayCore

/// A piece of a release that came along with a session, in the hope that it is asked for next.
struct SentPiece {
    let sha256: String
    let number: Int
    /// Without a row where there is no such piece.
    let answer: PostgresResult
}

extension PostgresTransaction {
    func withChunk<Value>(
        _ number: Int, ofSHA256 sha256: String, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value? {
        guard let sent = course.pieceSentAlong, sent.sha256 == sha256, sent.number == number else {
            return try storedChunk(number, ofSHA256: sha256, body)
        }
        guard sent.answer.count > 0 else { return nil }
        var row = PostgresColumnReader(sent.answer, row: 0)
        return try row.withBytes(body)
    }
}
