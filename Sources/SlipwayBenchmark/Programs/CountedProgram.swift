import Foundation

/// The bench itself under valgrind's callgrind, which counts what it executes: the same on every machine.
struct CountedProgram: Sendable {
    struct Counts: Sendable {
        var instructions = 0
        /// Calls of malloc and of what does the same.
        var allocations = 0
    }

    /// In seconds: far more than the longest takes on a busy machine.
    private static let limit = 600
    private static let allocators: Set = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"]

    private let program: String
    private let world: BenchWorld

    /// valgrind 3.19 gives up on the debug information that Swift writes, so that it gets a copy without.
    init(in world: BenchWorld) throws {
        let path = world.path("counted")
        let own = URL(filePath: world.slipway).deletingLastPathComponent().appending(path: "slipway-benchmark").path
        try RunningProgram.run(BenchTool.strip.path ?? "strip", ["-o", path, own], in: world)
        (program, self.world) = (path, world)
    }

    /// On a thread of its own: to wait for it would keep one of the few from all other tasks for seconds.
    func counts(_ arguments: [String]) async throws -> Counts {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try run(arguments) }) }
        }
    }

    private func run(_ arguments: [String]) throws -> Counts {
        let profile = world.path("\(UUID().uuidString).callgrind")
        defer { try? FileManager.default.removeItem(atPath: profile) }
        // Of its threads one runs at a time; without turns, one that waits in a loop may keep the others for long.
        let options = ["--tool=callgrind", "--fair-sched=try", "--callgrind-out-file=\(profile)"]
        try RunningProgram.run(
            BenchTool.valgrind.path ?? "valgrind", options + [program] + arguments, in: world,
            // A dictionary whose order differs from run to run takes a number of steps that differs.
            environment: ["SWIFT_DETERMINISTIC_HASHING": "1"], limit: Self.limit)
        return try Self.counts(in: try Data(contentsOf: URL(filePath: profile)))
    }

    /// Of a profile in callgrind's format (Valgrind's manual, "Callgrind Format Specification"): a function has its name
    /// where it occurs first, and its number everywhere.
    private static func counts(in profile: Data) throws -> Counts {
        var counts = Counts()
        var allocators: Set<String> = []
        var callee = ""
        for line in profile.split(separator: UInt8(ascii: "\n")) {
            switch line.first {
            case UInt8(ascii: "f") where line.starts(with: Data("fn=".utf8)), UInt8(ascii: "c"):
                let text = String(decoding: line, as: UTF8.self)
                if text.hasPrefix("calls=") {
                    let number = text.dropFirst("calls=".count).prefix(while: \.isNumber)
                    if allocators.contains(callee) { counts.allocations += Int(number) ?? 0 }
                } else if let (number, name) = function(in: text) {
                    if Self.allocators.contains(name) { allocators.insert(number) }
                    if text.hasPrefix("cfn=") { callee = number }
                }
            case UInt8(ascii: "t") where line.starts(with: Data("totals: ".utf8)):
                counts.instructions = Int(String(decoding: line.dropFirst("totals: ".utf8.count), as: UTF8.self)) ?? 0
            default: break
            }
        }
        guard counts.instructions > 0 else { throw SystemFault(saying: "the profile has no totals") }
        return counts
    }

    /// `fn=(12) malloc`, `cfn=(12)`
    private static func function(in line: String) -> (number: String, name: String)? {
        guard line.hasPrefix("fn=(") || line.hasPrefix("cfn=("), let end = line.firstIndex(of: ")") else { return nil }
        let number = line[..<end].drop { $0 != "(" }.dropFirst()
        return (String(number), String(line[line.index(after: end)...].drop { $0 == " " }))
    }
}
