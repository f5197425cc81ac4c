// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built in Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// What slipway is linked with.
let program: [Target.Dependency] = [
    "PostgresRepository", "SlipwayAPI", "SlipwayCore", "SlipwayServices", "SQLiteRepository", "TerminalUI",
    "NcursesTerminal", "SlipwayDashboard", "DeviceSimulator", argumentParser, logging, serviceLifecycle, yams,
]

/// Pages are made with it, and nothing that is built needs it.
let documentation: [Package.Dependency] =
    Context.environment["SLIPWAY_DOCS"] == nil
    ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0")]

let package = Package(
    name: "slipway",
    products: [.executable(name: "slipway", targets: ["slipway"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ] + documentation,
    targets: [
        .target(name: "SlipwayCore", swiftSettings: strict),
        .target(
            name: "SlipwayServices", dependencies: ["SlipwayCore", crypto, logging, serviceLifecycle],
            swiftSettings: strict),
        .target(
            name: "SlipwayAPI",
            dependencies: [
                "SlipwayCore", "SlipwayServices", httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
                nioHTTP1, nioHTTPTypesHTTP1, nioPosix, serviceLifecycle,
            ],
            swiftSettings: strict),
        .target(name: "SQLStorage", dependencies: ["SlipwayCore"], swiftSettings: strict),
        .target(name: "CSQLiteSettings", cSettings: strictC),
        .target(
            name: "SQLiteRepository",
            dependencies: ["CSQLiteSettings", "SlipwayCore", "SQLStorage", grdb, grdbSQLite],
            resources: [
                .embedInCode("Schema/0001_first_schema.sql"),
                .embedInCode("Schema/0002_lists.sql"),
                .embedInCode("Schema/0003_audit.sql"),
                .embedInCode("Schema/0004_reach.sql"),
                .embedInCode("Schema/0005_request_keys.sql"),
                .embedInCode("Schema/0006_manifest.sql"),
                .embedInCode("Schema/0007_version_keys.sql"),
                .embedInCode("Schema/0008_retention.sql"),
                .embedInCode("Schema/0009_set_counting.sql"),
                .embedInCode("Schema/0010_left_out_and_lost.sql"),
                .embedInCode("Schema/0011_gates.sql"),
                .embedInCode("Schema/0012_places.sql"),
                .embedInCode("Schema/0013_plans.sql"),
                .embedInCode("Schema/0014_templates.sql"),
                .embedInCode("Schema/0015_schedules.sql"),
                .embedInCode("Schema/0016_ways_back.sql"),
                .embedInCode("Schema/0017_approval.sql"),
                .embedInCode("Schema/0018_bandwidth.sql"),
                .embedInCode("Schema/0019_dynamic.sql"),
                .embedInCode("Schema/0020_prepared_rollbacks.sql"),
                .embedInCode("Schema/0021_halts.sql"),
            ],
            swiftSettings: strict),
        .target(name: "CLibPQ"),
        .target(
            name: "PostgresRepository", dependencies: ["SlipwayCore", "SQLStorage", "CLibPQ", logging],
            resources: [
                .embedInCode("Schema/0001_first_schema.sql"),
                .embedInCode("Schema/0002_audit.sql"),
                .embedInCode("Schema/0003_roles.sql"),
                .embedInCode("Schema/0004_reach.sql"),
                .embedInCode("Schema/0005_request_keys.sql"),
                .embedInCode("Schema/0006_manifest.sql"),
                .embedInCode("Schema/0007_version_keys.sql"),
                .embedInCode("Schema/0008_retention.sql"),
                .embedInCode("Schema/0009_uncounted_moves.sql"),
                .embedInCode("Schema/0010_left_out_and_lost.sql"),
                .embedInCode("Schema/0011_gates.sql"),
                .embedInCode("Schema/0012_places.sql"),
                .embedInCode("Schema/0013_plans.sql"),
                .embedInCode("Schema/0014_templates.sql"),
                .embedInCode("Schema/0015_schedules.sql"),
                .embedInCode("Schema/0016_ways_back.sql"),
                .embedInCode("Schema/0017_approval.sql"),
                .embedInCode("Schema/0018_bandwidth.sql"),
                .embedInCode("Schema/0019_dynamic.sql"),
                .embedInCode("Schema/0020_prepared_rollbacks.sql"),
                .embedInCode("Schema/0021_halts.sql"),
            ],
            swiftSettings: strict),
        .target(
            name: "TerminalUI", dependencies: [yams],
            resources: [
                .embedInCode("../../themes/contrast.yaml"),
                .embedInCode("../../themes/default.yaml"),
                .embedInCode("../../themes/ember.yaml"),
                .embedInCode("../../themes/lagoon.yaml"),
                .embedInCode("../../themes/light.yaml"),
                .embedInCode("../../themes/mono.yaml"),
            ],
            swiftSettings: strict),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .target(name: "CTerminalSignals"),
        .target(
            name: "NcursesTerminal", dependencies: ["TerminalUI", "CNcurses", "CTerminalSignals"],
            swiftSettings: strict),
        .target(
            name: "SlipwayDashboard", dependencies: ["SlipwayCore", "SlipwayServices", "TerminalUI"],
            swiftSettings: strict),
        .target(
            name: "DeviceSimulator",
            dependencies: [
                "SlipwayCore", "SlipwayServices", crypto, logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ],
            swiftSettings: strict),
        .executableTarget(name: "slipway", dependencies: program, swiftSettings: strict),
        // What the start of slipway is measured against.
        .executableTarget(
            name: "slipway-empty", dependencies: program, path: "Sources/SlipwayEmpty", swiftSettings: strict),

        .target(
            name: "FleetGenerator",
            dependencies: ["SlipwayCore", "SlipwayServices", "SQLStorage", "SQLiteRepository", grdb, grdbSQLite],
            swiftSettings: strict),
        .target(name: "CTimedProgram", cSettings: strictC),
        // Beside it stands the program that it runs.
        .executableTarget(
            name: "slipway-benchmark",
            dependencies: [
                "CTimedProgram", "DeviceSimulator", "FleetGenerator", "PostgresRepository", "SQLStorage",
                "SQLiteRepository", "SlipwayAPI", "SlipwayCore", "SlipwayDashboard", "SlipwayServices", "TerminalUI",
                "slipway", argumentParser, grdbSQLite, logging, serviceLifecycle,
            ],
            path: "Sources/SlipwayBenchmark",
            resources: [
                .embedInCode("References/screen.c"),
                .embedInCode("References/status.c"),
                .embedInCode("References/version.c"),
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport",
            dependencies: [
                "CLibPQ", "PostgresRepository", "SlipwayCore", "SlipwayServices", "SQLiteRepository", crypto, grdb,
                logging,
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "CPseudoTerminal", path: "Tests/CPseudoTerminal",
            cSettings: strictC,
            linkerSettings: [.linkedLibrary("vterm")]),
        .testTarget(name: "SlipwayCoreTests", dependencies: ["SlipwayCore", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SlipwayServicesTests",
            dependencies: ["SlipwayCore", "SlipwayServices", "SQLiteRepository", "TestSupport", logging],
            swiftSettings: strict),
        .testTarget(
            name: "RepositoryTests",
            dependencies: [
                "FleetGenerator", "PostgresRepository", "SQLStorage", "SQLiteRepository", "SlipwayServices",
                "TestSupport",
                grdb, grdbSQLite, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SlipwayAPITests",
            dependencies: [
                "DeviceSimulator", "SlipwayAPI", "SlipwayCore", "SlipwayServices", "SQLiteRepository", "TestSupport",
                httpTypes,
                hummingbird, logging, nioCore, nioPosix, serviceLifecycle,
            ],
            swiftSettings: strict),
        .testTarget(name: "TerminalUITests", dependencies: ["TerminalUI"], swiftSettings: strict),
        .testTarget(
            name: "DeviceSimulatorTests",
            dependencies: ["DeviceSimulator", "SlipwayServices", "SQLiteRepository", "TestSupport", crypto, logging],
            swiftSettings: strict),
        .testTarget(
            name: "SlipwayDashboardTests",
            dependencies: ["DeviceSimulator", "SlipwayDashboard", "SQLiteRepository", "TestSupport"],
            exclude: ["Screens"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "slipway", "slipway-benchmark", "CPseudoTerminal", "DeviceSimulator", "SQLStorage", "SQLiteRepository",
                "SlipwayAPI", "SlipwayCore", "SlipwayServices", "TestSupport", argumentParser, grdb, logging, nioCore,
                nioPosix,
            ],
            swiftSettings: strict),
    ]
)
