/// The routes by the segments of their paths, so that a request meets those alone that could be its own.
struct RouteTree: Sendable {
    private var routes: [Route] = []
    private var literals: [String: RouteTree] = [:]
    /// Where any text may stand: a list of none or one, since a tree cannot hold itself.
    private var anyText: [RouteTree] = []

    init(_ routes: [Route]) {
        for route in routes { insert(route, below: route.path.segments[...]) }
    }

    private init() {}

    private mutating func insert(_ route: Route, below segments: ArraySlice<RoutePath.Segment>) {
        guard let first = segments.first else { return routes.append(route) }
        let rest = segments.dropFirst()
        switch first {
        case .literal(let text): literals[text, default: RouteTree()].insert(route, below: rest)
        case .parameter:
            if anyText.isEmpty { anyText.append(RouteTree()) }
            anyText[0].insert(route, below: rest)
        }
    }

    /// The routes of the path that says most, with the values of its parameters: there is no device called batch.
    ///
    /// - Parameter parts: of a request's path, decoded.
    func match(_ parts: [String]) -> [(route: Route, values: [String: String])] {
        var found: [Route] = []
        collect(parts[...], into: &found)
        let most = found.lazy.map(\.path.literalCount).max()
        return found.compactMap { route in
            guard route.path.literalCount == most else { return nil }
            return (route, route.path.values(in: parts))
        }
    }

    private func collect(_ parts: ArraySlice<String>, into found: inout [Route]) {
        guard let first = parts.first else { return found += routes }
        let rest = parts.dropFirst()
        literals[first]?.collect(rest, into: &found)
        if !first.isEmpty { for tree in anyText { tree.collect(rest, into: &found) } }
    }
}
