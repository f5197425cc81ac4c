import SlipwayCore

extension SessionID {
    static let sample: SessionID = {
        var constant = ConstantGenerator()
        return SessionID(using: &constant)
    }()

    private struct ConstantGenerator: RandomNumberGenerator {
        func next() -> UInt64 { 0 }
    }
}
