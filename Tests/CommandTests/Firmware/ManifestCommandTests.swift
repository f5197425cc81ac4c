import Foundation
import Testing

/// Manifests made with the tool and the very commands that the page about signing names.
@Suite struct ManifestCommandTests {
    private static let upload = [
        "firmware", "upload", "gateway.bin", "--version", "4.13.0", "--hardware", "D,C", "--minimum-version", "4.0.0",
        "--manifest", "gateway.manifest", "--manifest-signature", "gateway.manifest.sig",
    ]

    @Test func `What is signed as the page says is taken, approved and shown byte by byte`() async throws {
        try await withSignedFirmware { folder in
            let uploaded = try await folder.inFolder(Self.upload + ["--json"])
            #expect(uploaded.status == .exited(0) && uploaded.errors == "")
            let release = try JSONObject(uploaded.output)
            #expect(release["manifest"] as? String == (try folder.text(of: "gateway.manifest")))
            let signature = try Data(contentsOf: URL(filePath: folder.path("gateway.manifest.sig")))
            #expect(release["manifest_signature"] as? String == signature.base64EncodedString())
            try await folder.prepare("firmware", "promote", "4.13.0", "testing")
            let approved = try await folder.slipway("firmware", "promote", "4.13.0", "approved")
            #expect(approved.status == .exited(0) && approved.errors == "")
        }
    }

    @Test func `The help has the commands of the page`() async throws {
        try await withCommandFolder { folder in
            let commands = try SigningPage.commands("manifest commands").split(separator: "\n")
            for arguments in [["firmware", "upload", "--help"], ["firmware", "attach-manifest", "--help"]] {
                let help = try await folder.run(arguments).output
                #expect(commands.allSatisfy { help.contains($0) })
            }
        }
    }

    @Test func `A manifest of another version is refused in one line with both, and one comes later as well`()
        async throws
    {
        try await withSignedFirmware { folder in
            let other = Self.upload.map { $0 == "4.13.0" ? "99.0.0" : $0 }
            let refused = try await folder.inFolder(other)
            let line = "manifest: says version \"4.13.0\", and the release has \"99.0.0\" [FIRMWARE_002]"
            #expect(refused == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
            let half = try await folder.inFolder(Array(Self.upload.dropLast(2)))
            #expect(half.status == .exited(2))
            #expect(half.errors.contains("give --manifest and --manifest-signature together"))

            try await folder.prepare(
                "firmware", "upload", folder.path("gateway.bin"), "--version", "4.13.0", "--hardware", "C,D",
                "--minimum-version", "4.0.0")
            try await folder.prepare("firmware", "promote", "4.13.0", "testing")
            let unsigned = try await folder.slipway("firmware", "promote", "4.13.0", "approved")
            #expect(
                unsigned.errors
                    == "slipway: firmware 4.13.0 has no signed manifest, and without one nothing is approved where signing "
                    + "keys are set; add it: slipway firmware attach-manifest 4.13.0 FILE SIGNATURE [FIRMWARE_002]\n")
            try await folder.prepare(
                "firmware", "attach-manifest", "4.13.0", folder.path("gateway.manifest"),
                folder.path("gateway.manifest.sig"))
            try await folder.prepare("firmware", "promote", "4.13.0", "approved")
        }
    }

    @Test func `Where bare signatures are allowed every place says so that looks at signatures`() async throws {
        try await withSignedFirmware { folder in
            let silent = try await folder.slipway("firmware", "keys", "list")
            #expect(silent.errors == "")
            try await folder.prepare("settings", "set", "bare_signatures", "allowed")
            let notice = "bare_signatures is allowed: "
            for arguments in [["settings", "list"], ["firmware", "keys", "list"], ["status"]] {
                let outcome = try await folder.run(arguments + ["--database", folder.database])
                #expect(outcome.status == .exited(0) && outcome.errors.hasPrefix(notice))
            }
            let signed = Array(Self.upload.prefix(5)) + ["--signature", "gateway.sig"]
            try #require(try await folder.inFolder(signed).status == .exited(0))
            try await folder.prepare("firmware", "promote", "4.13.0", "testing")
            let approved = try await folder.slipway("firmware", "promote", "4.13.0", "approved")
            #expect(approved.status == .exited(0))
            #expect(approved.errors.hasPrefix("4.13.0 is approved with its digital signature alone, "))
        }
    }

    @Test func `The last key goes with a flag only`() async throws {
        try await withSignedFirmware { folder in
            let refused = try await folder.slipway("firmware", "keys", "remove", "release")
            #expect(refused.status == .exited(2) && refused.output == "")
            #expect(refused.errors.hasPrefix("slipway: release is the last signing key, "))
            #expect(refused.errors.hasSuffix(" --no-signatures [FIRMWARE_013]\n"))
            let removed = try await folder.slipway("firmware", "keys", "remove", "release", "--no-signatures")
            #expect(removed == .init(status: .exited(0), output: "signing key release is removed\n", errors: ""))
        }
    }

    @Test func `The same bytes as another version need a flag`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("bytes", to: "a.bin")
            try await folder.prepare("firmware", "upload", file, "--version", "1.0.0")
            let refused = try await folder.slipway("firmware", "upload", file, "--version", "99.0.0")
            #expect(refused.status == .exited(2) && refused.output == "")
            #expect(refused.errors.hasPrefix("slipway: firmware 99.0.0 would have the same bytes as 1.0.0; "))
            try await folder.prepare("firmware", "upload", file, "--version", "99.0.0", "--allow-same-bytes")
        }
    }

    /// A folder with `gateway.bin`, a key that is set, and the manifest and signatures that the page makes.
    private func withSignedFirmware(_ body: (CommandFolder) async throws -> Void) async throws {
        try await withCommandFolder { folder in
            try folder.write("Slipway", to: "gateway.bin")
            for name in ["key commands", "manifest commands", "bare signature commands"] {
                let script = "set -e; cd \(folder.url.path)\n" + (try SigningPage.commands(name))
                let outcome = try await ChildProcess.run("/bin/sh", ["-c", script])
                try #require(outcome.status == .exited(0), "\(outcome.errors)")
            }
            try await folder.prepare("firmware", "keys", "add", "release", folder.path("signing.pub"))
            try await body(folder)
        }
    }
}

extension CommandFolder {
    /// Runs the program with files of the folder, each named by its whole path.
    fileprivate func inFolder(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        let names = Set(try files)
        return try await run(arguments.map { names.contains($0) ? path($0) : $0 } + ["--database", database])
    }
}

private enum SigningPage {
    /// The commands under a comment of this name.
    static func commands(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let page = root.appending(path: "Sources/SlipwayCore/SlipwayCore.docc/SigningReleases.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let rest = try #require(text.firstRange(of: "<!-- \(name) -->\n```sh\n")).upperBound
        let end = try #require(text[rest...].firstRange(of: "\n```")).lowerBound
        return String(text[rest..<end])
    }
}
