import Foundation
import Testing

/// What `slipway themes` says of the themes of the dashboard.
@Suite struct ThemesCommandTests {
    @Test func `The themes are listed with their faults, a person's own with its file`() async throws {
        try await withCommandFolder { folder in
            let own = folder.url.appending(path: ".config/slipway/themes")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            let file = try folder.write(
                "inherits: default\nroles: { title: { 256: bright } }\n", to: ".config/slipway/themes/mine.yaml")
            let listed = try await folder.run(["themes"])
            #expect(
                listed
                    == .init(
                        status: .exited(0),
                        output: """
                            NAME      FAULTS  FROM
                            contrast  0       built in
                            default   0       built in
                            ember     0       built in
                            lagoon    0       built in
                            light     0       built in
                            mine      1       \(file)
                            mono      0       built in

                            """, errors: ""))
            let checked = try await folder.run(["themes", "check", file])
            #expect(
                checked
                    == .init(
                        status: .exited(2), output: "",
                        errors: "\(file):2: title: unknown colour or attribute for 256: bright\n"))
        }
    }

    @Test func `A theme in order is said to be, and one that makes text invisible is refused`() async throws {
        try await withCommandFolder { folder in
            let good = try folder.write("inherits: light\n", to: "good.yaml")
            let checked = try await folder.run(["themes", "check", good])
            #expect(checked == .init(status: .exited(0), output: "\(good): nothing is wrong\n", errors: ""))
            let bad = try folder.write("inherits: light\nroles: { title: { 256: 16 on 16 } }\n", to: "bad.yaml")
            let refused = try await folder.run(["themes", "check", bad])
            #expect(
                refused
                    == .init(
                        status: .exited(2), output: "",
                        errors: "\(bad):2: title for 256: text in the colour of its background cannot be seen\n"))
        }
    }

    @Test func `A folder and a file that is not there cannot be read`() async throws {
        try await withCommandFolder { folder in
            for path in [folder.url.path, folder.path("none.yaml")] {
                let outcome = try await folder.run(["themes", "check", path])
                #expect(
                    outcome
                        == .init(
                            status: .exited(2), output: "", errors: "slipway: the theme \(path) cannot be read\n"))
            }
        }
    }
}
