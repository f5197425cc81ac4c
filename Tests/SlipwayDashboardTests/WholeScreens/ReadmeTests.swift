import Foundation
import Testing

/// What a stranger sees first.
@Suite struct ReadmeTests {
    @Test(arguments: ["home/normal-80x24.txt", "ways-back/broken-80x24.txt"])
    func `the README shows screens as they are`(path: String) throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let recording = try String(contentsOf: RecordedScreen.folder.appending(path: path), encoding: .utf8)
        let text = try #require(recording.components(separatedBy: "\n-- colour").first)
        let screen = text.trimmingCharacters(in: .newlines)
        #expect(readme.contains("<!-- screen \(path) -->\n```\n\(screen)\n```\n"), "\(screen)")
    }
}
