import Foundation
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TerminalUI
import Yams

/// A plan of a rollout in a file, to be kept where releases are kept: YAML with the fields of the API's body, and
/// `firmware` for the version.
struct PlanFile {
    /// In bytes: a list of ten thousand devices is a tenth of it.
    private static let limit = 1 << 20
    /// What these hold is a text, even where it looks like a number.
    private static let textFields: Set = [
        "name", "firmware", "filter", "organization", "size", "start", "end", "time_zone", "from", "to",
    ]
    /// As faults name what is in them: from 1 on.
    private static let countedLists: Set = ["waves", "windows"]

    private let path: String
    private let plan: JSONNode
    private let lines: [String: Int]

    /// - Parameter path: `-` for standard input.
    /// - Throws: `InputError` where the file cannot be read, or is not YAML.
    init(path: String) throws {
        self.path = path
        (plan, lines) = try Self.read(try Self.text(at: path), of: path)
    }

    private static func text(at path: String) throws -> String {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.read(upToCount: limit + 1) ?? Data() else {
            throw InputError(message: "\(path) cannot be read")
        }
        guard data.count <= limit else { throw InputError(message: "\(path) is larger than 1 MiB") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw InputError(message: "\(path) is not valid UTF-8")
        }
        return text
    }

    private static func read(_ text: String, of path: String) throws -> (JSONNode, lines: [String: Int]) {
        do {
            guard let root = try Yams.compose(yaml: text), root.mapping != nil else {
                throw InputError(message: "\(path) holds no plan")
            }
            var reading = Reading()
            let json = try reading.json(root)
            return (try JSONParser.parse(Array(json.utf8), field: path), reading.lines)
        } catch let error as YamlError {
            throw InputError(message: "\(path)\(error.line > 0 ? ":\(error.line)" : ""): not YAML: \(error.reason)")
        } catch is TooLarge {
            throw InputError(message: "\(path) stands for more than \(JSONParser.maximumValues) values")
        }
    }

    /// What is given takes the place of what the file says.
    ///
    /// - Throws: `InputError` with every faulty line, as `plan.yaml:7: waves.2.size: is not a size …`.
    func request(name: String?, firmware: String?, target: BatchRequest.Target?) throws -> RolloutRequest {
        try placing {
            try RolloutBody.request(inFile: plan, name: name, firmware: firmware, target: target)
        }
    }

    /// - Throws: `InputError` with every faulty line.
    func template(named name: String, organization: String?) throws -> TemplateRequest {
        let request = try placing {
            try RolloutBody.request(inFile: plan, name: name, firmware: "0", target: RolloutBody.anyTarget(of: plan))
        }
        if case .devices = request.target {
            throw InputError(
                message: "\(path)\(lines["device_ids"].map { ":\($0)" } ?? ""): device_ids: no part of a template")
        }
        return TemplateRequest(name: name, organization: organization, of: request)
    }

    private func placing(_ read: () throws -> RolloutRequest) throws -> RolloutRequest {
        do {
            return try read()
        } catch let error as SlipwayError {
            guard case .invalidRequest(let faults) = error else { throw error }
            let placed = faults.map { (line: line(of: $0), fault: $0) }.sorted { $0.line ?? 0 < $1.line ?? 0 }
            throw InputError(
                message: placed.map { "\(path)\($0.line.map { ":\($0)" } ?? ""): \($0.fault)" }.joined(separator: "\n"))
        }
    }

    /// That of what holds it, where it is missing itself; none for the plan as a whole.
    private func line(of fault: FieldFault) -> Int? {
        var field = fault.field
        while lines[field] == nil, let dot = field.lastIndex(where: { $0 == "." || $0 == "[" }) {
            field = String(field[..<dot])
        }
        return lines[field]
    }

    private struct TooLarge: Error {}

    /// Makes JSON of it, and notes where each field stands.
    private struct Reading {
        /// From 1 on, by the names that faults have.
        private(set) var lines: [String: Int] = [:]
        private var count = 0

        mutating func json(_ node: Node, at field: String = "") throws -> String {
            count += 1
            // Before they are written out: a few bytes of YAML can stand for more than any memory holds.
            guard count <= JSONParser.maximumValues else { throw TooLarge() }
            if lines[field] == nil { lines[field] = node.mark?.line }
            switch node {
            case .mapping(let mapping):
                let members = try mapping.map { key, value in
                    let name = key.string ?? ""
                    let path = field.isEmpty ? name : "\(field).\(name)"
                    lines[path] = key.mark?.line
                    return "\(JSONText.quoted(name)):\(try json(value, at: path))"
                }
                return "{\(members.joined(separator: ","))}"
            case .sequence(let sequence):
                let elements = try sequence.enumerated().map { index, element in
                    try json(
                        element, at: countedLists.contains(field) ? "\(field).\(index + 1)" : "\(field)[\(index)]")
                }
                return "[\(elements.joined(separator: ","))]"
            case .scalar(let scalar):
                return Self.json(node, scalar.string, isText: textFields.contains(Self.lastPart(of: field)))
            // Composed nodes have none left.
            case .alias: return "null"
            }
        }

        private static func json(_ node: Node, _ text: String, isText: Bool) -> String {
            if node.null != nil { return "null" }
            if isText { return JSONText.quoted(text) }
            if let flag = node.bool { return "\(flag)" }
            if let whole = node.int { return "\(whole)" }
            if let number = node.float, number.isFinite { return "\(number)" }
            return JSONText.quoted(text)
        }

        private static func lastPart(of field: String) -> String {
            String(field.split(separator: ".").last ?? "")
        }
    }
}

extension PlanFile {
    /// The plan of a rollout as ``init(path:)`` reads it, in ASCII. Devices that were listed are not in it.
    static func text(of view: RolloutView) throws -> String {
        guard let plan = view.plan else {
            throw InputError(message: "rollout \(view.rollout.id) is one batch that was created alone, without a plan")
        }
        if let origin = plan.journal?.rollout {
            throw InputError(
                message: "rollout \(view.rollout.id) has its devices from rollout \(origin), not from a plan")
        }
        let encoder = YAMLEncoder()
        encoder.options.width = -1
        return try encoder.encode(
            Printed(
                name: view.rollout.name, firmware: view.firmwareVersion, plan: plan,
                maximumInFlight: view.rollout.maximumInFlight))
    }

    /// The plan of a template as ``init(path:)`` reads it, in ASCII.
    static func text(of template: SavedTemplate) throws -> String {
        guard let plan = template.plan else {
            throw InputError(message: "template \(template.record.name) was written by a newer program")
        }
        let encoder = YAMLEncoder()
        encoder.options.width = -1
        return try encoder.encode(Printed(plan: plan, maximumInFlight: template.record.plan.maximumInFlight))
    }

    private struct Printed: Encodable {
        var name: String?
        var firmware: String?
        let plan: RolloutPlan
        let maximumInFlight: Int?

        private enum CodingKeys: String, CodingKey {
            case name, firmware
            case maximumInFlight = "max_in_flight"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(name, forKey: .name)
            try container.encodeIfPresent(firmware, forKey: .firmware)
            try plan.encode(to: encoder)
            try container.encodeIfPresent(maximumInFlight, forKey: .maximumInFlight)
        }
    }
}
