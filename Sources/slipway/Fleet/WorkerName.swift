import Foundation

/// How this process calls itself among those that do the background work.
enum WorkerName {
    static func make() -> String {
        "\(ProcessInfo.processInfo.hostName):\(ProcessInfo.processInfo.processIdentifier)"
    }
}
