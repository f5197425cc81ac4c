/// How many rows one page of a list may have.
package enum PageSize {
    package static let maximum = 1_000

    static func bounded(_ limit: Int) -> Int { min(max(limit, 1), maximum) }
}
