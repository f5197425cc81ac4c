import SlipwayCore
import Testing

@testable import DeviceSimulator

@Suite struct SeededGeneratorTests {
    @Test func `the numbers are those of the reference`() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func `names that join to the same text make different numbers`() {
        var one = SeededGenerator(seed: 1, path: "a", "bc")
        var other = SeededGenerator(seed: 1, path: "ab", "c")
        #expect(one.next() != other.next())
    }

    @Test func `fractions and durations stay in their range`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<1_000 {
            #expect((0..<1).contains(generator.fraction()))
            #expect((.seconds(2)...(.seconds(5))).contains(generator.duration(in: .seconds(2)...(.seconds(5)))))
        }
    }
}
