/// A long list in pieces, so that changing one element of a list that is still held elsewhere copies one piece alone.
package struct ChunkedArray<Element: Sendable>: Sendable {
    /// Elements a piece; twice as many split it.
    package static var chunkSize: Int { 256 }

    package private(set) var count = 0
    private var chunks: [[Element]] = []
    /// The place of each piece's first element.
    private var starts: [Int] = []

    package init() {}

    package init(_ elements: some Sequence<Element>) {
        for element in elements {
            if chunks.last.map({ $0.count < Self.chunkSize }) != true {
                starts.append(count)
                chunks.append([])
            }
            chunks[chunks.count - 1].append(element)
            count += 1
        }
    }

    package var isEmpty: Bool { count == 0 }
    package var indices: Range<Int> { 0..<count }

    /// The place must exist.
    package subscript(index: Int) -> Element {
        get {
            let chunk = chunk(of: index)
            return chunks[chunk][index - starts[chunk]]
        }
        set {
            let chunk = chunk(of: index)
            chunks[chunk][index - starts[chunk]] = newValue
        }
    }

    package mutating func append(_ element: Element) { insert(element, at: count) }

    /// - Parameter index: at most ``count``.
    package mutating func insert(_ element: Element, at index: Int) {
        guard !chunks.isEmpty else { return self = ChunkedArray([element]) }
        let chunk = chunk(of: Swift.min(index, count - 1))
        chunks[chunk].insert(element, at: index - starts[chunk])
        if chunks[chunk].count >= 2 * Self.chunkSize {
            let tail = Array(chunks[chunk][Self.chunkSize...])
            chunks[chunk].removeLast(tail.count)
            chunks.insert(tail, at: chunk + 1)
            starts.insert(0, at: chunk + 1)
        }
        count += 1
        recount(from: chunk)
    }

    @discardableResult
    package mutating func remove(at index: Int) -> Element {
        let chunk = chunk(of: index)
        let removed = chunks[chunk].remove(at: index - starts[chunk])
        if chunks[chunk].isEmpty {
            chunks.remove(at: chunk)
            starts.remove(at: chunk)
        }
        count -= 1
        recount(from: chunk)
        return removed
    }

    private func chunk(of index: Int) -> Int {
        var (low, high) = (0, starts.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= index { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private mutating func recount(from chunk: Int) {
        for index in Swift.max(0, chunk)..<Swift.max(0, chunk, chunks.count) {
            starts[index] = index == 0 ? 0 : starts[index - 1] + chunks[index - 1].count
        }
    }
}

extension ChunkedArray: Sequence {
    package func makeIterator() -> FlattenSequence<[[Element]]>.Iterator { chunks.joined().makeIterator() }
}

extension ChunkedArray: Equatable where Element: Equatable {
    package static func == (left: ChunkedArray, right: ChunkedArray) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }
}

extension ChunkedArray: Encodable where Element: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for element in self { try container.encode(element) }
    }
}

extension ChunkedArray: Decodable where Element: Decodable {
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var elements: [Element] = []
        while !container.isAtEnd { elements.append(try container.decode(Element.self)) }
        self.init(elements)
    }
}
