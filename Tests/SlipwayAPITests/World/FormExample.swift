import HTTPTypes

/// A form with a file, as a browser or curl sends it.
struct FormExample {
    static let boundary = "----form-8f3a"
    let bytes: [UInt8]

    /// - Parameter file: sent as `firmware`; none leaves it out.
    init(fields: KeyValuePairs<String, String> = [:], file: [UInt8]?, fileName: String = "gateway.bin") {
        self.init(parts: Array(fields), file: file, fileName: fileName)
    }

    /// The same, with fields that are found while the test runs.
    init(parts: [(key: String, value: String)], file: [UInt8]?, fileName: String = "gateway.bin") {
        var bytes: [UInt8] = []
        for (name, value) in parts {
            bytes += Self.text(
                "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        if let file {
            let disposition = "form-data; name=\"firmware\"; filename=\"\(fileName)\""
            bytes += Self.text("--\(Self.boundary)\r\nContent-Disposition: \(disposition)\r\n")
            bytes += Self.text("Content-Type: application/octet-stream\r\n\r\n") + file + Self.text("\r\n")
        }
        self.bytes = bytes + Self.text("--\(Self.boundary)--\r\n")
    }

    var headers: HTTPFields { [.contentType: "multipart/form-data; boundary=\(Self.boundary)"] }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
