import Foundation
import Testing

@testable import TerminalUI

struct ChunkedArrayTests {
    @Test func `it does what an array does`() {
        var numbers = Array(0..<3_000)
        var chunked = ChunkedArray(numbers)
        for turn in 0..<6_000 {
            let place = turn * 7_919 % (numbers.count + 1)
            if turn % 3 == 2, place < numbers.count {
                #expect(chunked.remove(at: place) == numbers.remove(at: place))
            } else if turn % 3 == 1, place < numbers.count {
                chunked[place] = -turn
                numbers[place] = -turn
            } else {
                chunked.insert(turn, at: place)
                numbers.insert(turn, at: place)
            }
        }
        #expect(Array(chunked) == numbers)
        #expect(chunked.indices.map { chunked[$0] } == numbers)
    }

    @Test func `it is an array in JSON`() throws {
        let chunked = ChunkedArray(0..<700)
        let data = try JSONEncoder().encode(chunked)
        #expect(data == (try JSONEncoder().encode(Array(0..<700))))
        #expect(try JSONDecoder().decode(ChunkedArray<Int>.self, from: data) == chunked)
    }

    @Test func `emptied, it is filled again`() {
        var chunked = ChunkedArray([1])
        chunked.remove(at: 0)
        #expect(chunked.isEmpty)
        chunked.append(2)
        #expect(Array(chunked) == [2])
    }
}
