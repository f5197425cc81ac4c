import Foundation
import HTTPTypes
import SlipwayAPI

/// What is wrong with an answer, whatever was asked; empty where nothing is.
struct AnswerJudgement {
    private(set) var faults: [String] = []
    private let request: FuzzedRequest
    private let answer: SeenAnswer

    /// - Parameter changes: the tables that the request has changed.
    init(_ request: FuzzedRequest, _ answer: SeenAnswer, changes: Set<String>) {
        self.request = request
        self.answer = answer
        if answer.wasCut { faults.append("the body broke off") }
        if answer.status >= 500 { faults.append("an answer of the 500s") }
        if request.method == .head, !answer.bytes.isEmpty { faults.append("a body after a HEAD") }
        if answer.status >= 400 {
            judgeHeaders()
            if request.method != .head { judgeRefusal() }
            judge(changes)
        } else {
            judgeSuccess()
        }
    }

    private mutating func judgeRefusal() {
        guard let document = members else {
            faults.append("a refusal that is not a JSON object")
            return
        }
        if let failed = document["failed"] as? [[String: Any]], request.route.path.description.hasSuffix("/batch") {
            if failed.isEmpty || !failed.allSatisfy(Self.isRefusal) { faults.append("entries without reasons") }
        } else if !Self.isRefusal(document) {
            faults.append("a refusal without error and code")
        }
        if let details = document["details"], (details as? [[String: Any]])?.isEmpty ?? true {
            faults.append("details that are no list of objects")
        }
        let leaks = ["sqlite", "select ", ".swift", "/tmp/", "grdb"].filter { answer.text.lowercased().contains($0) }
        if !leaks.isEmpty { faults.append("it tells of \(leaks)") }
    }

    private mutating func judgeHeaders() {
        let expected: [Int: HTTPField.Name] = [
            401: .wwwAuthenticate, 405: .allow, 416: .contentRange, 429: .retryAfter, 503: .retryAfter,
        ]
        if let name = expected[answer.status], answer.headers[name] == nil { faults.append("no \(name) header") }
    }

    /// What a device said is an event even where it is refused, and a wrong checksum ends its session.
    private mutating func judge(_ changes: Set<String>) {
        let isReport = request.route.path.description.contains("/updates/{session}/")
        if isReport, answer.code == "OTA_004" { return }
        if isReport, answer.status == 409, changes == ["events"] { return }
        if !changes.isEmpty { faults.append("it was refused, and wrote to \(changes.sorted())") }
    }

    private mutating func judgeSuccess() {
        if request.route.access != .open, request.identity.opensNothing { faults.append("it was let in") }
        if request.identity == .otherOrganization, request.namesAcme { faults.append("it saw another organization") }
        let type = answer.headers[.contentType] ?? ""
        if type.hasPrefix("application/json"), members == nil, request.method != .head {
            faults.append("a success that is not a JSON object")
        }
        guard let name = members?["file_name"] as? String else { return }
        if name.contains("/") || name.contains("\\") || [".", "..", ""].contains(name) {
            faults.append("the file name \(name.debugDescription)")
        }
    }

    private var members: [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any]
    }

    private static func isRefusal(_ document: [String: Any]) -> Bool {
        guard let error = document["error"] as? String, let code = document["code"] as? String else { return false }
        return !error.isEmpty && code.wholeMatch(of: /[A-Z]+_[0-9]{3}/) != nil
    }
}
