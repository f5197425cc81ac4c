import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct SheetFileTests {
    @Test func `a file is read whole`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "devices.csv")
            try Data("uid\ngw-1\n".utf8).write(to: file)
            #expect(try SheetFile.contents(of: file.path) == Data("uid\ngw-1\n".utf8))
        }
    }

    @Test func `a file that somebody goes on writing is refused, not taken half`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "devices.csv").path
            // Large enough that much is written while it is read.
            try Data(repeating: UInt8(ascii: "x"), count: 32 << 20).write(to: URL(filePath: path))
            let (writing, feed) = AsyncStream.makeStream(of: Void.self)
            let writer = Task.detached {
                let file = try FileHandle(forUpdating: URL(filePath: path))
                while !Task.isCancelled {
                    try file.write(contentsOf: Data("y".utf8))
                    feed.yield()
                }
            }
            defer { writer.cancel() }
            for await _ in writing { break }
            #expect(
                throws: SlipwayError.invalidRequest([FieldFault(field: path, fault: "changed while it was read")])
            ) { try SheetFile.contents(of: path) }
        }
    }
}
