import SlipwayCore
import SlipwayServices

@testable import SlipwayDashboard

/// What a device, a file or a person may write.
enum Hostile {
    static let controls = "a\u{1B}[2Jb\r\n\u{8}c\u{9B}31m"
    static let reversed = "abc\u{202E}fed\u{2066}x"
    static let emoji = "👩‍👩‍👧 fleet 🇩🇪 ok 👍🏽"
    static let cjk = "東京ゲートウェイ第二"
    static let marks = "z" + String(repeating: "\u{0301}", count: 5_000)
    static let long = String(repeating: "x", count: 100_000)
}

extension HomeView {
    static let hostile = HomeView.example([
        .example(
            1, name: Hostile.controls, firmware: Hostile.reversed,
            reasons: [.example(.failed(Hostile.controls), count: 30), .example(.failed(Hostile.reversed), count: 13)]),
        .example(2, name: Hostile.reversed, counters: .example(total: 100), firmware: Hostile.marks),
        .example(3, name: Hostile.emoji, counters: .example(total: 100), firmware: Hostile.emoji),
        .example(4, name: Hostile.cjk, counters: .example(total: 100), firmware: Hostile.cjk),
        .example(5, name: Hostile.long, status: .pending, counters: .example(total: 100), firmware: Hostile.long),
    ])

    static let huge = HomeView.example([
        .example(
            1, name: "everything",
            counters: .example(
                total: 1_000_000_000, succeeded: 499_999_999, failed: 123_456_789, initiated: 376_543_212,
                downloading: 376_543_212, silent: 1_000_000),
            recentlyFinished: 9_000_000,
            reasons: [.example(count: 123_456_789)], silentMinutes: 60 * 24 * 400),
        .example(
            2, name: "one short of all", counters: .example(total: 1_000_000, succeeded: 999_999, initiated: 1),
            recentlyFinished: 1),
        .example(3, name: "just begun", counters: .example(total: 1_000_000, succeeded: 1, initiated: 999_999)),
        .example(
            4, name: "ended", status: .completed,
            counters: .example(total: 1_000_000, succeeded: 500_000, failed: 500_000)),
        .example(5, name: "of nothing", counters: .example(total: 0)),
    ])
}

extension BatchLiveView {
    static let hostile = BatchLiveView.example(
        .example(name: Hostile.emoji, createdBy: Hostile.controls),
        reasons: [
            .example(
                .failed(Hostile.controls), count: 30,
                factor: CommonFactor(
                    attribute: .hardwareVersion, value: Hostile.reversed, shareOfReason: 1, shareOfBatch: 0.2)),
            .example(.failed(Hostile.cjk), count: 10), .example(.failed(""), count: 3),
        ],
        silent: [.example(Hostile.reversed), .example(Hostile.cjk)],
        events: [
            .example(3, .sessionFailed, device: Hostile.emoji, detail: Hostile.controls),
            .example(2, .sessionFailed, device: Hostile.cjk, detail: Hostile.cjk),
            .example(1, .batchCreated, actor: Hostile.marks, detail: Hostile.long),
        ], firmware: Hostile.controls, from: [(Hostile.reversed, 1)])

    static let huge = BatchLiveView.example(
        .example(
            name: "everything",
            counters: .example(
                total: 1_000_000_000, succeeded: 499_999_999, failed: 123_456_789, initiated: 300_000_000,
                acknowledged: 1, downloading: 200_000_000, flashed: 99_999_999, verified: 400_000_000,
                fellBack: 12_345_678, silent: 1_000_000, silentFlashed: 999_999)),
        reasons: [.example(count: 123_456_789), .example(.fellBack, count: 12_345_678)], recentlyFinished: 9_000_000)
}
