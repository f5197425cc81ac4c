import SlipwayAPI
import SlipwayCore
import SlipwayServices

/// The API's answer to a registration, written as it comes: `{"successful": […], "failed": […]}`.
final class RegistrationOutput {
    private var isFirst = true

    func begin() {
        StandardOutput.write("{\"successful\": [")
    }

    /// A token is shown to a program that reads the output, never to a terminal.
    func add(_ device: Device, deviceToken: String) throws {
        let document = RegisteredDeviceDocument(
            device, deviceToken: StandardOutput.isTerminal ? nil : deviceToken)
        StandardOutput.write((isFirst ? "\n" : ",\n") + (try JSONText.encode(document)))
        isFirst = false
    }

    func end(_ refused: [RefusedDeviceDocument]) throws {
        StandardOutput.write("],\n\"failed\": \(try JSONText.encode(refused))}\n")
    }
}
