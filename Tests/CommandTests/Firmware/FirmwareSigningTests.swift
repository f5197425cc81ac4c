import Foundation
import Testing

/// Releases signed with the tool and the commands that the help names, where bare signatures are allowed.
@Suite struct FirmwareSigningTests {
    @Test func `What OpenSSL signed as the help says is taken and approved`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("Slipway", to: "gateway.bin")
            try await folder.makeKey("signing")
            let added = try await folder.slipway("firmware", "keys", "add", "release", folder.path("signing.pub"))
            #expect(added.status == .exited(0) && added.errors == "")
            try await #expect(folder.slipway("firmware", "keys", "list") == added)
            let signature = try await folder.sign(file, with: "signing")
            let uploaded = try await folder.slipway(
                "firmware", "upload", file, "--version", "1.2.3", "--signature", signature, "--json")
            let base64 = try Data(contentsOf: URL(filePath: signature)).base64EncodedString()
            #expect(uploaded.status == .exited(0))
            #expect(try JSONObject(uploaded.output)["digital_signature"] as? String == base64)
            try await folder.prepare("settings", "set", "bare_signatures", "allowed")
            try await folder.prepare("firmware", "promote", "1.2.3", "testing")
            try await folder.prepare("firmware", "promote", "1.2.3", "approved")
        }
    }

    @Test func `A release without a signature waits for one`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("Slipway", to: "gateway.bin")
            try await folder.makeKey("signing")
            try await folder.prepare("firmware", "keys", "add", "release", folder.path("signing.pub"))
            try await folder.prepare("settings", "set", "bare_signatures", "allowed")
            try await folder.prepare("firmware", "upload", file, "--version", "1.2.3")
            try await folder.prepare("firmware", "promote", "1.2.3", "testing")
            let refused = try await folder.slipway("firmware", "promote", "1.2.3", "approved")
            let line =
                "firmware 1.2.3 has no signature, and without one nothing is approved where signing keys are set; "
                + "add it: slipway firmware attach-signature 1.2.3 FILE [FIRMWARE_002]"
            #expect(refused == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
            let signature = try await folder.sign(file, with: "signing")
            try await folder.prepare("firmware", "attach-signature", "1.2.3", signature)
            try await folder.prepare("firmware", "promote", "1.2.3", "approved")
        }
    }

    @Test func `A signature that does not fit, and what is none, stores nothing`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("Slipway", to: "gateway.bin")
            try await folder.makeKey("signing")
            try await folder.makeKey("another")
            try await folder.prepare("firmware", "keys", "add", "release", folder.path("signing.pub"))
            let foreign = try await folder.sign(file, with: "another")
            for (path, line) in [
                (
                    foreign,
                    "the signature is not one over this firmware's SHA-256 by any of the signing keys [FIRMWARE_002]"
                ),
                (file, "\(file) is not an Ed25519 signature: 64 bytes, or their base64 or hex"),
            ] {
                let refused = try await folder.slipway(
                    "firmware", "upload", file, "--version", "1.2.3", "--signature", path)
                #expect(refused.status == .exited(2) && refused.output == "")
                #expect(refused.errorLines.last == "slipway: \(line)")
            }
            let list = try await folder.slipway("firmware", "list", "--json")
            #expect(try JSONObject(list.output)["count"] as? Int == 0)
        }
    }

    @Test func `A private key is refused`() async throws {
        try await withCommandFolder { folder in
            try await folder.makeKey("signing")
            let refused = try await folder.slipway("firmware", "keys", "add", "release", folder.path("signing.pem"))
            let line =
                "public_key: is a private key, which belongs nowhere but where releases are signed; give its public one"
            #expect(refused == .init(status: .exited(2), output: "", errors: "slipway: \(line) [REQUEST_001]\n"))
        }
    }
}

extension CommandFolder {
    /// `NAME.pem` and `NAME.pub`.
    fileprivate func makeKey(_ name: String) async throws {
        try await openssl("genpkey", "-algorithm", "ed25519", "-out", path(name + ".pem"))
        try await openssl("pkey", "-in", path(name + ".pem"), "-pubout", "-out", path(name + ".pub"))
    }

    /// - Returns: where the signature is.
    fileprivate func sign(_ file: String, with key: String) async throws -> String {
        let (digest, signature) = (file + ".sha256", file + ".sig")
        try await openssl("dgst", "-sha256", "-binary", "-out", digest, file)
        try await openssl(
            "pkeyutl", "-sign", "-rawin", "-inkey", path(key + ".pem"), "-in", digest, "-out", signature)
        return signature
    }

    private func openssl(_ arguments: String...) async throws {
        let outcome = try await ChildProcess.run("/usr/bin/env", ["openssl"] + arguments)
        try #require(outcome.status == .exited(0), "\(outcome.errors)")
    }
}
