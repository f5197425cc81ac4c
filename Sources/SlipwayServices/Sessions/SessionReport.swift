import SlipwayCore

/// What a device says about its update session.
package enum SessionReport: Hashable, Sendable {
    case acknowledged
    /// It asked for bytes.
    case downloadBegan
    case progressed(percent: Int, bytes: Int64)
    case flashed
    case completed(checksum: String)
    case failed(reason: String)

    var event: UpdateSessionEvent {
        switch self {
        case .acknowledged: .acknowledged
        case .downloadBegan: .downloadBegan
        case .progressed: .progressed
        case .flashed: .flashed
        case .completed: .completed
        case .failed: .failed
        }
    }

    /// Whether a closed gate refuses it; anything else is true, whatever holds the session.
    var asksToGoOn: Bool {
        switch self {
        case .acknowledged, .downloadBegan: true
        case .progressed, .flashed, .completed, .failed: false
        }
    }

    /// What is wrong with it, whatever the session's state.
    func faults(for firmware: FirmwareRelease) -> [FieldFault] {
        guard case .progressed(let percent, let bytes) = self else { return [] }
        var faults: [FieldFault] = []
        if !(0...100).contains(percent) {
            faults.append(FieldFault(field: "progress_percent", fault: "must be from 0 to 100"))
        }
        if !(0...firmware.sizeBytes).contains(bytes) {
            faults.append(FieldFault(field: "bytes_transferred", fault: "must be from 0 to \(firmware.sizeBytes)"))
        }
        return faults
    }

    /// - Throws: REQUEST_001 where there is none.
    package static func requireChecksum(_ checksum: String) throws(SlipwayError) {
        guard checksum.isEmpty else { return }
        throw .invalidRequest([FieldFault(field: "checksum", fault: "is missing")])
    }

    /// For the audit log.
    var text: String {
        switch self {
        case .acknowledged: "acknowledged"
        case .downloadBegan: "asked for bytes"
        case .progressed(let percent, let bytes): "progress \(percent) %, \(bytes) bytes"
        case .flashed: "flashed"
        case .completed: "completed"
        case .failed(let reason): "failed: \(SessionFailure.cleaned(reason))"
        }
    }
}
