extension ChildProcess.Outcome {
    /// The control characters, bidi controls and the like among what was written, apart from line feeds.
    var hostileScalars: [String] {
        (output + errors).unicodeScalars.filter { scalar in
            guard scalar != "\n" else { return false }
            return [.control, .format, .privateUse, .surrogate].contains(scalar.properties.generalCategory)
        }.map { "U+" + String($0.value, radix: 16, uppercase: true) }
    }

    var errorLines: [Substring] {
        errors.split(separator: "\n")
    }
}
