import SlipwayCore

extension Timestamp {
    static let sample = Timestamp(milliseconds: 1_795_442_400_000)
}
