import SlipwayCore
import SlipwayServices

/// One reading that a screen makes, whose cost must not grow with the fleet.
package struct FleetReading: Sendable {
    /// Rows on a page of the dashboard.
    package static let pageSize = 200

    package let name: String
    private let prepare: @Sendable (Services) async throws -> ListAnchor?
    private let read: @Sendable (Services, ListAnchor?) async throws -> Int

    /// Finds where it stands, which is no part of its cost.
    package func anchor(in services: Services) async throws -> ListAnchor? { try await prepare(services) }

    /// - Returns: rows looked at.
    package func run(_ services: Services, at anchor: ListAnchor?) async throws -> Int {
        try await read(services, anchor)
    }

    /// Home, and of every list each order: its first page, one in the middle, the last, and what begins with three
    /// letters where the list is searched.
    package static let all: [FleetReading] =
        [
            FleetReading(name: "home", prepare: { _ in nil }) { services, _ in
                try await services.updates.home(as: viewer, endedLimit: 50).rollouts.count
            }
        ]
        + list { try await $0.devices.page(of: $1, at: $2, limit: $3, as: viewer) }
        + list { try await $0.organizations.page(of: $1, at: $2, limit: $3, as: viewer) }
        + list { try await $0.firmware.page(of: $1, at: $2, limit: $3, as: viewer) }
        + list { (services, query: BatchQuery, position, limit) in
            try await services.updates.page(of: query, at: position, limit: limit, as: viewer)
        }
        + list { (services, query: SessionQuery, position, limit) in
            try await services.updates.page(of: query, at: position, limit: limit, as: viewer)
        }
        + list { (services, query: EventQuery, position, limit) in
            try await services.updates.page(of: query, at: position, limit: limit, as: viewer)
        }
        + list { try await $0.authentication.page(of: $1, at: $2, limit: $3, as: viewer) }

    private static let viewer = Principal.operator("benchmark")
    /// The middle is looked for among so many thousand rows: as deep as is worth the wait.
    private static let strides = 300

    private typealias Page<Order: ListOrder, Row: Sendable> =
        @Sendable (Services, ListQuery<Order>, PagePosition<ListAnchor>, Int) async throws -> ListPage<Row>

    private static func list<Order: ListOrder, Row>(_ page: @escaping Page<Order, Row>) -> [FleetReading] {
        Array(Order.allCases).flatMap { order -> [FleetReading] in
            let name = "\(Order.listName) by \(order.rawValue)"
            let query = ListQuery<Order>(order: order)
            func reading(_ place: String, _ position: PagePosition<ListAnchor>) -> FleetReading {
                FleetReading(name: "\(name), \(place)", prepare: { _ in nil }) { services, _ in
                    try await page(services, query, position, pageSize).scanned
                }
            }
            let middle = FleetReading(
                name: "\(name), in the middle", prepare: { try await Self.middle(page, query, $0) }
            ) {
                services, anchor in
                try await page(services, query, anchor.map { .after($0) } ?? .first, pageSize).scanned
            }
            let prefixed = Order.searched.map { _ in
                FleetReading(name: "\(name), three letters", prepare: { _ in nil }) { services, _ in
                    let query = ListQuery<Order>(
                        filter: Filter([FilterTerm(.prefix(String(FleetGenerator.uid(777).prefix(3))))]), order: order)
                    return try await page(services, query, .first, pageSize).scanned
                }
            }
            return [reading("first page", .first), middle, reading("last page", .last)] + (prefixed.map { [$0] } ?? [])
        }
    }

    private static func middle<Order: ListOrder, Row>(
        _ page: Page<Order, Row>, _ query: ListQuery<Order>, _ services: Services
    ) async throws -> ListAnchor? {
        var anchors: [ListAnchor] = []
        var position = PagePosition<ListAnchor>.first
        for _ in 0..<strides {
            let found = try await page(services, query, position, 1_000)
            anchors += found.entries.map(\.anchor)
            guard let next = found.continuation else { break }
            position = .after(next)
        }
        return anchors.isEmpty ? nil : anchors[anchors.count / 2]
    }
}
