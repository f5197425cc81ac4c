import HTTPTypes
import Hummingbird
import SlipwayCore
import SlipwayServices

/// An upload as it arrives: the file goes to disk, the fields stay.
struct FirmwareUpload {
    private static let fieldLimit = 64 << 10
    private static let names: Set<String> = [
        "version", "channel", "release_notes", "minimum_version", "hardware_versions", "digital_signature",
        "manifest", "manifest_signature", "allow_same_bytes",
    ]
    private static let fileName = "firmware"

    private let limit: Int64
    private let spool: SpoolFile
    private var parser: MultipartParser
    private var part: MultipartPart?
    private var fields: [String: [UInt8]] = [:]
    private var storedName: String?
    private var size: Int64 = 0
    private var faults: [FieldFault] = []

    /// - Throws: REQUEST_005 for what is not a form.
    init(_ headers: HTTPFields, limit: Int64, folder: String?) throws {
        guard let type = headers[.contentType],
            let parser = Self.boundary(type).flatMap(MultipartParser.init(boundary:))
        else { throw HTTPRefusal.unsupportedContent(wanted: "multipart/form-data with a boundary") }
        if let length = headers[.contentLength].flatMap({ Int64($0) }), length > limit + 1 << 20 {
            throw SlipwayError.firmwareTooLarge(limit: limit)
        }
        self.limit = limit
        self.parser = parser
        spool = try SpoolFile(in: folder)
    }

    /// - Throws: FIRMWARE_006, REQUEST_001, REQUEST_009.
    mutating func read(_ body: RequestBody) async throws {
        for try await buffer in ArrivingBody(body) {
            do {
                for event in try parser.feed(buffer.readableBytesView) { try await take(event) }
            } catch let malformed as MultipartParser.Malformed {
                throw SlipwayError.invalidRequest([FieldFault(field: "body", fault: malformed.text)])
            }
        }
        guard parser.hasEnded else { throw HTTPRefusal.bodyIncomplete }
    }

    /// - Throws: REQUEST_001 with every fault, and what the import throws.
    mutating func store(in service: FirmwareService, as principal: Principal) async throws -> FirmwareRelease {
        let version = text("version")
        if version == nil { faults.append(FieldFault(field: "version", fault: "is missing")) }
        if storedName == nil { faults.append(FieldFault(field: Self.fileName, fault: "is missing")) }
        let channel = text("channel")
        let known = channel.map { ReleaseChannel(rawValue: $0) } ?? .alpha
        if known == nil {
            let all = ReleaseChannel.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(FieldFault(field: "channel", fault: "must be one of \(all)"))
        }
        let hardware = text("hardware_versions")?.commaSeparated ?? []
        let notes = text("release_notes")
        let minimum = text("minimum_version")
        let signature = signature("digital_signature", otherwise: .noSignature)
        let manifest = manifest()
        let allowsSameBytes = flag("allow_same_bytes")
        guard faults.isEmpty, let version, let storedName, let known else { throw SlipwayError.invalidRequest(faults) }
        let release = NewFirmwareRelease(
            version: version, channel: known, fileName: storedName, releaseNotes: notes,
            minimumVersion: minimum, hardwareVersions: hardware, signature: signature,
            manifest: manifest, allowsSameBytes: allowsSameBytes)
        do {
            return try await service.importFile(at: spool.path, as: release, by: principal)
        } catch let error as SlipwayError {
            guard case .firmwareInvalid(.unreadable(let text)) = error else { throw error }
            // Where it stood meanwhile concerns no caller.
            throw SlipwayError.firmwareInvalid(.unreadable(text.replacing(spool.path, with: storedName)))
        }
    }

    private mutating func take(_ event: MultipartParser.Event) async throws {
        switch event {
        case .partBegan(let began):
            part = began
            if began.name == Self.fileName {
                if storedName != nil { faults.append(FieldFault(field: Self.fileName, fault: "stands twice")) }
                storedName = storedName ?? began.fileName ?? Self.fileName
            } else if Self.names.contains(began.name) {
                if fields[began.name] != nil { faults.append(FieldFault(field: began.name, fault: "stands twice")) }
                fields[began.name] = []
            } else {
                faults.append(.unknown(began.name, among: Self.names.sorted() + [Self.fileName]))
            }
        case .bytes(let bytes):
            guard let name = part?.name else { return }
            if name == Self.fileName {
                size += Int64(bytes.count)
                guard size <= limit else { throw SlipwayError.firmwareTooLarge(limit: limit) }
                try await spool.append(bytes)
            } else if let known = fields[name] {
                guard known.count + bytes.count <= Self.fieldLimit else {
                    throw SlipwayError.invalidRequest([FieldFault(field: name, fault: "is too long")])
                }
                fields[name] = known + bytes
            }
        case .partEnded:
            part = nil
        }
    }

    private mutating func signature(_ name: String, otherwise fault: FieldFault) -> FirmwareSignature? {
        guard let given = given(name) else { return nil }
        let signature = FirmwareSignature(given)
        if signature == nil { faults.append(fault) }
        return signature
    }

    /// With its signature: neither is of use without the other one.
    private mutating func manifest() -> SignedManifest? {
        let (bytes, signature) = (given("manifest"), signature("manifest_signature", otherwise: .noManifestSignature))
        switch (bytes != nil, given("manifest_signature") != nil) {
        case (true, false):
            faults.append(FieldFault(field: "manifest_signature", fault: "is missing beside a manifest"))
        case (false, true): faults.append(FieldFault(field: "manifest", fault: "is missing beside its signature"))
        case (true, true), (false, false): break
        }
        guard let bytes, let signature else { return nil }
        return SignedManifest(bytes: bytes, signature: signature)
    }

    private mutating func flag(_ name: String) -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        default:
            faults.append(FieldFault(field: name, fault: "must be true or false"))
            return false
        }
    }

    /// None where it is missing or empty, as forms send a field that was not filled in.
    private func given(_ name: String) -> [UInt8]? {
        fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func text(_ name: String) -> String? {
        guard let bytes = given(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            faults.append(FieldFault(field: name, fault: "is not UTF-8"))
            return nil
        }
        return text
    }

    private static func boundary(_ type: String) -> String? {
        let parts = type.split(separator: ";")
        guard parts.first?.lowercased().filter({ !$0.isWhitespace }) == "multipart/form-data" else { return nil }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased().filter({ !$0.isWhitespace }) == "boundary" else { continue }
            let value = pair[1].drop { $0 == " " }
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value)
        }
        return nil
    }
}
