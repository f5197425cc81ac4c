import HTTPTypes
import SlipwayServices

/// Every route, and the one place where a request finds its own.
package struct RouteTable: Sendable {
    package let routes: [Route]

    package init(services: Services, probe: Services, metrics: RequestMetrics, settings: APISettings) {
        let fleet =
            OrganizationRoutes(services: services).all + DeviceRoutes(services: services).all
            + TelemetryRoutes(services: services).all
            + FirmwareRoutes(services: services, folder: settings.uploadFolder).all
            + BatchRoutes(services: services).all + SessionRoutes(services: services).all
            + DeviceSideRoutes(services: services, metrics: metrics, settings: settings).all
            + TokenRoutes(services: services).all
            + OperationRoutes(services: services, probe: probe, metrics: metrics).all
        routes = fleet + [OpenAPIDocument.route(besides: fleet)]
    }

    enum Match {
        case found(Route, [String: String])
        /// The path exists, for these methods.
        case otherMethod([String])
        case nothing
    }

    func match(_ method: HTTPRequest.Method, path: Substring) -> Match {
        // The slash is looked for first, so that one inside of a uid may come encoded.
        var parts: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let decoded = PercentEncoding.decode(part) else { return .nothing }
            parts.append(decoded)
        }
        var best: (route: Route, values: [String: String])?
        var allowed: [String] = []
        for route in routes {
            guard let values = route.path.match(parts) else { continue }
            if route.method != method {
                allowed.append(route.method.rawValue)
            } else if best.map({ $0.route.path.literalCount < route.path.literalCount }) ?? true {
                best = (route, values)
            }
        }
        if let best { return .found(best.route, best.values) }
        return allowed.isEmpty ? .nothing : .otherMethod(Set(allowed).sorted())
    }
}
