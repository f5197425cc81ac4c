import SlipwayCore
import Testing

@Suite struct PhaseDurationsTests {
    @Test func `buckets start at a second, grow by half, and reach beyond a month`() {
        #expect(PhaseDurations.bounds.prefix(4) == [1_000, 1_500, 2_250, 3_375])
        #expect((PhaseDurations.bounds.last ?? 0) >= 40 * 86_400_000)
    }

    @Test(arguments: [
        (Duration.zero, 0), (.seconds(1), 0), (.milliseconds(1_001), 1), (.milliseconds(1_500), 1),
        (.milliseconds(1_501), 2), (.seconds(-5), 0),
    ]) func `a duration falls into the first bucket that holds it`(duration: Duration, bucket: Int) {
        #expect(PhaseDurations.bucket(of: duration) == bucket)
    }

    @Test func `what is longer than every bucket falls into the last`() {
        #expect(PhaseDurations.bucket(of: .seconds(900 * 86_400)) == PhaseDurations.bounds.count - 1)
    }

    @Test func `a percentile is the bound of the bucket that reaches it`() {
        let durations = PhaseDurations(counts: [0: 90, 1: 4, 3: 6])
        #expect(durations.total == 100)
        #expect(durations.percentile(0.90) == .milliseconds(1_000))
        #expect(durations.percentile(0.94) == .milliseconds(1_500))
        #expect(durations.percentile(0.95) == .milliseconds(3_375))
        #expect(durations.percentile(0) == .milliseconds(1_000))
    }

    @Test func `nobody has no percentile`() {
        #expect(PhaseDurations().percentile(0.95) == nil)
    }
}
