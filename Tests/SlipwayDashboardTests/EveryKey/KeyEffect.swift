import TerminalUI

/// What can be seen of a key: it must not be there before the key, and must be after it.
enum KeyEffect: Sendable {
    case shows(String)
    case hides(String)
    /// The row under the cursor holds the text.
    case cursor(String)
    case copies(SafeText)
    case repaints, suspends, finishes
    /// Even the last row stays as it is.
    case nothing

    /// - Parameters:
    ///   - before: the robot as it was before the key, with its frame.
    func isThere(in robot: Robot, _ text: String, before: (robot: Robot, text: String)) -> Bool {
        switch self {
        case .shows(let words): text.contains(words)
        case .hides(let words): before.text.contains(words) && !text.contains(words)
        case .cursor(let words): text.split(separator: "\n").contains { $0.hasPrefix("> ") && $0.contains(words) }
        case .copies(let words): robot.copied == before.robot.copied + [words]
        case .repaints: robot.repaints == before.robot.repaints + 1
        case .suspends: robot.suspensions == before.robot.suspensions + 1
        case .finishes: robot.application.isFinished
        case .nothing: text == before.text && !robot.application.isFinished
        }
    }

    /// Whether the key must make a difference.
    var isChange: Bool {
        switch self {
        case .shows, .hides, .cursor, .copies, .repaints, .suspends, .finishes: true
        case .nothing: false
        }
    }
}
