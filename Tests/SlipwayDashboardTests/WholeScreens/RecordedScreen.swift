import Foundation
import TerminalUI
import Testing

/// A whole frame as it must be, in a text file of its own beside the tests.
struct RecordedScreen {
    /// Set, the frames are written instead of compared; a test that has written one fails.
    static let isRecording = ProcessInfo.processInfo.environment["SLIPWAY_RECORD_SCREENS"] == "1"

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Screens")

    /// From ``folder`` on.
    let path: String

    /// A plain terminal, a large window, and hardly anything: in which every step of a form is recorded.
    static let formSizes = [Size(columns: 80, rows: 24), Size(columns: 160, rows: 48), Size(columns: 40, rows: 10)]

    static func form<Stage: RawRepresentable<String>>(_ form: String, _ stage: Stage, _ size: Size) -> RecordedScreen {
        RecordedScreen(path: "\(form)/\(stage.rawValue)-\(size.columns)x\(size.rows).txt")
    }

    static func paths<Stage: RawRepresentable<String> & CaseIterable>(of name: String, _: Stage.Type) -> [String] {
        Stage.allCases.flatMap { stage in formSizes.map { form(name, stage, $0).path } }
    }

    private var url: URL { Self.folder.appending(path: path) }

    func expect(_ frame: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let actual = frame + "\n"
        if Self.isRecording {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(actual.utf8).write(to: url)
            Issue.record("recorded \(path), compared nothing", sourceLocation: sourceLocation)
            return
        }
        guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
            Issue.record("\(path) is missing; the frame is:\n\(actual)", sourceLocation: sourceLocation)
            return
        }
        // Texts that Unicode calls equal may be other scalars.
        if Array(expected.utf8) == Array(actual.utf8) { return }
        let text = "\(path) differs\nexpected:\n\(expected)\nactual:\n\(actual)"
        Issue.record("\(text)", sourceLocation: sourceLocation)
    }
}
