extension [Duration] {
    /// In milliseconds; not a number where there is none.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] / .milliseconds(1) }

    /// What all but one in a hundred take at most, in milliseconds.
    var slow: Double { isEmpty ? .nan : sorted()[count * 99 / 100] / .milliseconds(1) }
}
