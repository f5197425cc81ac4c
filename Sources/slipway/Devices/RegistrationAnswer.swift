import SlipwayCore
import SlipwayServices

/// The API's answer to a registration, written as it comes: `{"successful": […], "failed": […]}`.
final class RegistrationAnswer {
    struct Failure: Encodable {
        let device: Named
        let error: String
        let code: String

        struct Named: Encodable {
            let line: Int
            let deviceUID: String?
        }

        init(_ row: DeviceSheetRow, code: String, faults: [String]) {
            device = Named(line: row.record.line, deviceUID: row.deviceUID)
            error = faults.joined(separator: "; ")
            self.code = code
        }
    }

    private struct Success: Encodable {
        let device: Device
        let deviceToken: String?
    }

    private var isFirst = true

    func begin() {
        StandardOutput.write("{\"successful\": [")
    }

    /// A token is shown to a program that reads the output, never to a terminal.
    func add(_ device: Device, deviceToken: String) throws {
        let success = Success(device: device, deviceToken: StandardOutput.isTerminal ? nil : deviceToken)
        StandardOutput.write((isFirst ? "\n" : ",\n") + (try JSONText.encode(success)))
        isFirst = false
    }

    func end(_ failures: [Failure]) throws {
        StandardOutput.write("],\n\"failed\": \(try JSONText.encode(failures))}\n")
    }
}
