/// Reads `multipart/form-data` (RFC 7578, RFC 2046) as it arrives; it keeps no more than one header block.
package struct MultipartParser {
    package enum Event: Hashable, Sendable {
        case partBegan(MultipartPart)
        case bytes([UInt8])
        case partEnded
    }

    package struct Malformed: Error, Hashable, Sendable {
        package let text: String
    }

    package static let maximumHeaderBytes = 16 << 10
    package static let maximumParts = 64

    private enum State {
        case preamble, afterDelimiter, headers, body, epilogue
    }

    private let delimiter: [UInt8]
    /// Begins with the line break that a first delimiter lacks.
    private var pending: [UInt8] = [0x0D, 0x0A]
    private var state = State.preamble
    private var parts = 0

    /// None for a boundary that RFC 2046 does not allow.
    package init?(boundary: String) {
        let others = "'()+_,-./:=? "
        guard (1...70).contains(boundary.utf8.count), boundary.last != " ",
            boundary.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) })
        else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    package var hasEnded: Bool { state == .epilogue }

    /// - Throws: `Malformed`; nothing can be read after that.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [Event] {
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// - Returns: whether there may be more to read of what is there.
    private mutating func step(_ events: inout [Event]) throws(Malformed) -> Bool {
        switch state {
        case .preamble:
            return skipToDelimiter()
        case .afterDelimiter:
            guard pending.count >= 2 else { return false }
            if pending.starts(with: [0x2D, 0x2D]) {
                state = .epilogue
            } else {
                try takeDelimiterEnd()
            }
            return state != .afterDelimiter
        case .headers:
            return try takeHeaders(&events)
        case .body:
            return takeBody(&events)
        case .epilogue:
            pending = []
            return false
        }
    }

    private mutating func skipToDelimiter() -> Bool {
        let (found, length) = search()
        pending.removeFirst(found ? length + delimiter.count : length)
        if found { state = .afterDelimiter }
        return found
    }

    /// White space behind a delimiter is allowed; its line break stays, for it may be the end of the headers already.
    private mutating func takeDelimiterEnd() throws(Malformed) {
        let space = pending.prefix { $0 == 0x20 || $0 == 0x09 }.count
        guard space <= 64 else { throw Malformed(text: "has too much behind a boundary") }
        let rest = pending[space...]
        guard rest.count >= 2 else { return }
        guard rest.starts(with: [0x0D, 0x0A]) else { throw Malformed(text: "has something behind a boundary") }
        pending.removeFirst(space)
        parts += 1
        guard parts <= Self.maximumParts else { throw Malformed(text: "has more than \(Self.maximumParts) parts") }
        state = .headers
    }

    private mutating func takeHeaders(_ events: inout [Event]) throws(Malformed) -> Bool {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let range = pending.firstRange(of: end) else {
            guard pending.count <= Self.maximumHeaderBytes else { throw Malformed(text: "has too large headers") }
            return false
        }
        guard range.lowerBound <= Self.maximumHeaderBytes else { throw Malformed(text: "has too large headers") }
        guard let text = String(validating: pending[..<range.lowerBound], as: UTF8.self),
            let part = MultipartPart(headers: text)
        else { throw Malformed(text: "has a part without a name") }
        pending.removeFirst(range.upperBound)
        events.append(.partBegan(part))
        state = .body
        return true
    }

    private mutating func takeBody(_ events: inout [Event]) -> Bool {
        let (found, length) = search()
        if length > 0 { events.append(.bytes(Array(pending[..<length]))) }
        pending.removeFirst(found ? length + delimiter.count : length)
        if found {
            events.append(.partEnded)
            state = .afterDelimiter
        }
        return found
    }

    /// - Returns: how many bytes stand before the delimiter, or, where it is not there, are certainly not its beginning.
    private func search() -> (found: Bool, length: Int) {
        pending.withUnsafeBufferPointer { bytes in
            var start = 0
            while let candidate = bytes[start...].firstIndex(of: 0x0D) {
                let rest = bytes[candidate...].prefix(delimiter.count)
                if delimiter.starts(with: rest) { return (rest.count == delimiter.count, candidate) }
                start = candidate + 1
            }
            return (false, bytes.count)
        }
    }
}
