import HTTPTypes
import SlipwayAPI
import SlipwayCore

extension RequestGenerator {
    mutating func setBody(of request: inout FuzzedRequest) {
        switch request.route.body {
        case .none: if chance(0.05) { setJSON(.hostile(using: &random), of: &request) }
        case .json(let schema, _): setJSON(schema, of: &request)
        case .multipart: setForm(of: &request)
        }
    }

    private mutating func setJSON(_ value: FuzzedJSON, of request: inout FuzzedRequest) {
        request.bytes = value.bytes
        request.body = .wellFormedJSON
    }

    private mutating func setJSON(_ schema: JSONSchema, of request: inout FuzzedRequest) {
        let value = body(schema, of: request.route)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: setJSON(value, of: &request)
        case 50..<90: setJSON(mutated(value), of: &request)
        default:
            request.bytes = malformed(value)
            request.body = .malformedJSON
        }
    }

    private mutating func body(_ schema: JSONSchema, of route: Route) -> FuzzedJSON {
        guard schema.count != nil else { return object(schema, of: route) }
        let count = chance(0.02) ? 101 : Int.random(in: 1...4, using: &random)
        return .list((0..<count).map { _ in object(schema, of: route) })
    }

    private mutating func object(_ schema: JSONSchema, of route: Route) -> FuzzedJSON {
        var members: [FuzzedJSON.Member] = []
        for field in schema.fields where field.isRequired || chance(0.5) {
            members.append(.init(name: field.name, value: value(of: field.name, field.kind, of: route)))
        }
        return .object(members)
    }

    private mutating func value(of name: String, _ kind: JSONSchema.Kind, of route: Route) -> FuzzedJSON {
        switch kind {
        case .integer: return .number("\(number(of: name))")
        case .number: return .number("\(number(of: name)).5")
        case .affirmation: return .flag(chance(0.9))
        case .flag: return .flag(Bool.random(using: &random))
        case .choice(let names): return .text(pick(names))
        case .list(.integer, _):
            let count = Int.random(in: 0...6, using: &random)
            return .list((0..<count).map { _ in .number("\(number(of: name))") })
        case .list(let element, _):
            let count = Int.random(in: 1...3, using: &random)
            return .list((0..<count).map { _ in value(of: name, element, of: route) })
        case .anyObject: return message()
        case .object(let schema): return schema.isOpen ? message() : object(schema, of: route)
        case .text, .file: return .text(text(of: name))
        }
    }

    private mutating func number(of name: String) -> Int64 {
        switch name {
        case "organization_id": return pick(world.organizations).id.rawValue
        case "firmware_id": return pick(world.releases).rawValue
        case "device_ids": return chance(0.9) ? pick(world.devices).id.rawValue : world.otherDevice.id.rawValue
        case "progress_percent": return Int64.random(in: 0...101, using: &random)
        case "bytes_transferred": return Int64.random(in: 0...1_010, using: &random)
        default: return Int64.random(in: 0...120, using: &random)
        }
    }

    private mutating func text(of name: String) -> String {
        let number = Int.random(in: 0...60, using: &random)
        switch name {
        case "device_uid", "name", "serial_number", "request_id": return "\(name.prefix(4))-\(number)"
        case "checksum": return chance(0.7) ? world.api.fleet.release.checksum : "00"
        case "device_token": return String(repeating: "Ab1_", count: 11)
        case "expires_in": return pick(["1h", "30d", "90s", "0s", "99999d", "1.5h"])
        case "ev": return "boot"
        default: return "\(name) \(number)"
        }
    }

    private mutating func message() -> FuzzedJSON {
        var members = [FuzzedJSON.Member(name: "ev", value: .text("boot"))]
        members.append(.init(name: "device_uid", value: .text(pick(world.devices).deviceUID)))
        members.append(.init(name: "ts", value: .hostile(using: &random, depth: 2)))
        return .object(members)
    }

    /// Still well-formed.
    private mutating func mutated(_ value: FuzzedJSON) -> FuzzedJSON {
        if chance(0.1) { return .hostile(using: &random) }
        switch value {
        case .object(var members):
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = members.isEmpty ? nil : Int.random(in: 0..<members.count, using: &random)
                switch (Int.random(in: 0..<5, using: &random), place) {
                case (0, let place?): members.remove(at: place)
                case (1, let place?): members[place].value = mutated(members[place].value)
                case (2, _):
                    members.append(.init(name: "unknown_\(random.next())", value: .hostile(using: &random)))
                case (_, let place?): members[place].value = .hostile(using: &random)
                case (_, nil): members.append(.init(name: "a_\(random.next())", value: .hostile(using: &random)))
                }
            }
            return .object(members)
        case .list(var elements):
            guard !elements.isEmpty else { return .list([.hostile(using: &random)]) }
            let place = Int.random(in: 0..<elements.count, using: &random)
            elements[place] = mutated(elements[place])
            return .list(elements)
        case .null, .flag, .number, .text:
            return .hostile(using: &random)
        }
    }

    private mutating func malformed(_ value: FuzzedJSON) -> [UInt8]? {
        var bytes = value.bytes
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return nil
        case 1: return []
        case 2: return Array(bytes.dropLast(Int.random(in: 1...max(1, bytes.count), using: &random)))
        case 3: return FuzzedJSON.nested(levels: 200, isList: Bool.random(using: &random)).bytes
        case 4: return [0xEF, 0xBB, 0xBF] + bytes
        case 5: return bytes + Array("x".utf8)
        case 6:
            guard case .object(let members) = value, let first = members.first else { return [0x00] }
            return FuzzedJSON.object(members + [first]).bytes
        case 7:
            bytes.insert(contentsOf: [0xC3, 0x28], at: bytes.count / 2)
            return bytes
        default:
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            return bytes
        }
    }

    private mutating func setForm(of request: inout FuzzedRequest) {
        var fields: [(key: String, value: String)] = []
        if chance(0.95) { fields.append(("version", "4.\(Int.random(in: 0...999, using: &random)).0")) }
        for name in [
            "channel", "release_notes", "minimum_version", "hardware_versions", "manifest", "manifest_signature",
            "allow_same_bytes", "unknown",
        ] where chance(0.2) {
            fields.append(
                (
                    name,
                    chance(0.5)
                        ? pick(["alpha", "1.0.0", "A,B", "true", "slipway-manifest-v1\nsize 1\n", ""]) : hostileText()
                ))
        }
        if chance(0.1) { fields.append(("version", hostileText())) }
        let size = Int.random(in: 0...2_000, using: &random)
        let file = chance(0.95) ? (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) } : nil
        let name = pick([
            "gateway.bin", "../../etc/passwd", "..", "", "a\\b\\c", "/abs", "\u{0}", "é.bin", "a;b=c", "nul",
            "%2e%2e/x",
        ])
        let form = FormExample(parts: fields, file: file, fileName: name)
        request.headers = form.headers
        request.bytes = form.bytes
        request.body = .form
        guard chance(0.25), var bytes = request.bytes else { return }
        for _ in 0..<Int.random(in: 1...5, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if chance(0.3) {
                bytes.removeSubrange(place...)
            } else {
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        request.bytes = bytes
    }
}
