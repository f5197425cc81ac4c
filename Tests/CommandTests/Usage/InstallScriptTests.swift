import Foundation
import TestSupport
import Testing

/// What stops a newcomer says so in a line, before anything has changed.
@Suite struct InstallScriptTests {
    @Test func `without Swift it names the version and where that is`() async throws {
        let outcome = try await install(["swift": "exit 127"])
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.hasPrefix("Swift is missing: install Swift 6.2 or later, https://www.swift.org/"))
    }

    @Test(arguments: ["5.10.1", "6.1"])
    func `an older Swift is named beside the one that is needed`(version: String) async throws {
        let outcome = try await install(["swift": Self.swift(version)])
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.hasPrefix("this is Swift \(version), and Slipway needs 6.2 or later: https://"))
    }

    @Test(arguments: ["6.2", "6.3.1", "6.10"])
    func `where nothing is missing it says nothing`(version: String) async throws {
        let outcome = try await install([
            "swift": Self.swift(version), "apt-get": "exit 9", "dpkg-query": "echo install ok installed",
        ])
        #expect(outcome == ChildProcess.Outcome(status: .exited(0), output: "", errors: ""))
    }

    @Test func `without apt-get it names what to install by other means`() async throws {
        let outcome = try await install(["swift": Self.swift("6.3.1")])
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.contains("there is no apt-get here"))
        #expect(outcome.errors.contains("\n  libncurses-dev libpq-dev libsqlite3-dev\n"))
    }

    @Test func `a user who may not install gets the command for root`() async throws {
        let outcome = try await install([
            "swift": Self.swift("6.3.1"), "apt-get": "echo changed", "dpkg-query": "exit 1", "id": "echo 1000",
        ])
        #expect(outcome.status == .exited(1))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("there is no sudo here. As root, run\n  apt-get install "))
        #expect(outcome.errors.hasSuffix("libncurses-dev libpq-dev libsqlite3-dev\n"))
    }

    @Test func `without a network it names what could not be installed`() async throws {
        let outcome = try await install([
            "swift": Self.swift("6.3.1"), "dpkg-query": "exit 1", "id": "echo 0",
            "apt-get": #"[ "$1" = update ] || { echo "E: Unable to locate package" >&2; exit 100; }"#,
        ])
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.contains("E: Unable to locate package\napt-get could not install libncurses-dev"))
        #expect(outcome.errors.contains("needs to reach a mirror of packages"))
    }

    /// Runs the script where there are these programs, the script's own, and no other.
    private func install(_ programs: [String: String]) async throws -> ChildProcess.Outcome {
        try await withTemporaryFolder { folder in
            // A clone may lie anywhere.
            let clone = folder.appending(path: "my clone")
            let bin = folder.appending(path: "bin")
            try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
            for name in ["bash", "dirname", "env", "grep", "head", "id", "sed", "sort"] where programs[name] == nil {
                try FileManager.default.createSymbolicLink(
                    at: bin.appending(path: name), withDestinationURL: URL(filePath: "/usr/bin/\(name)"))
            }
            for (name, lines) in programs {
                let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
                try #require(
                    FileManager.default.createFile(
                        atPath: bin.appending(path: name).path, contents: Data("#!/bin/bash\n\(lines)\n".utf8),
                        attributes: attributes))
            }
            let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
            try FileManager.default.createDirectory(
                at: clone.appending(path: ".ci"), withIntermediateDirectories: true)
            for path in [".ci/install", "Package.swift"] {
                try FileManager.default.copyItem(at: root.appending(path: path), to: clone.appending(path: path))
            }
            return try await ChildProcess.run(
                "/usr/bin/env", ["bash", clone.appending(path: ".ci/install").path], environment: ["PATH": bin.path])
        }
    }

    private static func swift(_ version: String) -> String {
        "echo 'Swift version \(version) (swift-\(version)-RELEASE)'"
    }
}
