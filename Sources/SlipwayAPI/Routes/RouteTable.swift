import HTTPTypes
import SlipwayServices

/// Every route, and the one place where a request finds its own.
package struct RouteTable: Sendable {
    package let routes: [Route]
    private let tree: RouteTree

    init(
        services: Services, probe: Services, metrics: RequestMetrics, state: ServingState, settings: APISettings
    ) {
        let fleet =
            OrganizationRoutes(services: services).all + DeviceRoutes(services: services).all
            + TelemetryRoutes(services: services).all
            + FirmwareRoutes(
                services: services, folder: settings.uploadFolder, bodyGrace: settings.bodyGrace, state: state
            ).all
            + BatchRoutes(services: services).all + RolloutRoutes(services: services).all
            + TemplateRoutes(services: services).all
            + SessionRoutes(services: services).all
            + DeviceSideRoutes(services: services, metrics: metrics, settings: settings).all
            + TokenRoutes(services: services).all
            + OperationRoutes(services: services, probe: probe, metrics: metrics, state: state).all
        routes = fleet + [OpenAPIDocument.route(besides: fleet, settings: settings)]
        tree = RouteTree(routes)
    }

    enum Match: Sendable {
        case found(Route, [String: String])
        /// The path exists, for these methods.
        case otherMethod([String])
        case nothing
    }

    func match(_ method: HTTPRequest.Method, path: Substring) -> Match {
        guard path.hasPrefix("/") else { return .nothing }
        // A HEAD is a GET whose body stays away (RFC 9110, section 9.3.2).
        let wanted = method == .head ? .get : method
        // The slash is looked for first, so that one inside of a uid may come encoded.
        var parts: [String] = []
        for part in Self.trimmed(path).split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = PercentEncoding.decode(part) else { return .nothing }
            parts.append(decoded)
        }
        let meant = tree.match(parts)
        if let match = meant.first(where: { $0.route.method == wanted }) { return .found(match.route, match.values) }
        let allowed = meant.flatMap { match -> [String] in
            match.route.method == .get ? ["GET", "HEAD"] : [match.route.method.rawValue]
        }
        return meant.isEmpty ? .nothing : .otherMethod(allowed.sorted())
    }

    /// Proxies double the slash at the beginning, and people add one at the end: neither names anything. An empty part
    /// between two slashes stays, since there a script has lost a value.
    private static func trimmed(_ path: Substring) -> Substring {
        let trimmed = path.drop { $0 == "/" }
        return trimmed.hasSuffix("/") ? trimmed.dropLast() : trimmed
    }
}
