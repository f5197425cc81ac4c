/// Writes screens into files, apart from the loop: a slow disk holds up no key.
package struct RecordingDesk: Sendable {
    /// A recording ends at so many bytes, so that one that was forgotten fills no disk.
    package static var limit: Int { 64 << 20 }

    private let open: @Sendable (_ path: String) throws -> any RecordingFile

    /// - Parameter open: makes the file of a path where none is yet; its errors describe themselves to a person.
    package init(open: @escaping @Sendable (_ path: String) throws -> any RecordingFile) {
        self.open = open
    }

    /// Writes all of its files; none where one of them cannot be made.
    func write(_ snapshot: ScreenSnapshot, to path: String) -> Flash {
        var opened: [any RecordingFile] = []
        do {
            for (suffix, content) in snapshot.files {
                let file = try open(path + suffix)
                opened.append(file)
                try file.write(content)
            }
            while let file = opened.first {
                try file.finish()
                opened.removeFirst()
            }
            return .info("written to " + Self.shown(path) + ", .ansi and .json")
        } catch {
            for file in opened { file.discard() }
            return Self.fault(error)
        }
    }

    /// Writes lines until there are no more, or no more may follow.
    ///
    /// - Parameter told: takes what there is to say before the end.
    func write(_ lines: AsyncStream<String>, to path: String, told: @Sendable (Flash) -> Void) async -> Flash {
        do {
            let file = try open(path)
            told(.info("recording to " + Self.shown(path) + " until :export stop"))
            do {
                var bytes = 0
                for await line in lines {
                    bytes += line.utf8.count
                    guard bytes <= Self.limit else { break }
                    try file.write(line)
                }
                try file.finish()
                return bytes <= Self.limit
                    ? .info("recorded to " + Self.shown(path))
                    : .warning("the recording was ended at 64 MiB: " + Self.shown(path))
            } catch {
                // What was recorded until then may be all that there is of a night.
                try? file.finish()
                throw error
            }
        } catch {
            return Self.fault(error)
        }
    }

    private static func shown(_ path: String) -> SafeText { SafeText(path, limit: 200) }

    private static func fault(_ error: any Error) -> Flash {
        .error("not exported: " + SafeText("\(error)", limit: 300))
    }
}
