import Synchronization

/// The OpenAPI document as it is sent, made when it is asked for the first time.
final class OpenAPIText: Sendable {
    private let routes: [Route]
    private let text = Mutex<String?>(nil)

    init(of routes: [Route]) { self.routes = routes }

    func made() throws -> String {
        try text.withLock { text in
            let made = try text ?? OpenAPIDocument(of: routes).text()
            text = made
            return made
        }
    }
}
